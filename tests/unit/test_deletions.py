"""Every deletion in the tree, in one list: each that goes by age asks for a clock that may be believed, and has one."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.model import Company
from appliance.planning.team_plan import Former
from appliance.prompts.prompt_store import KEPT_SECONDS, PromptStore
from appliance.prompts.recordings import YOUNG, recording_name, settle
from appliance.store.database import open_database
from appliance.store.keeping_past import with_past
from appliance.store.settings.former_plans import KEPT
from appliance.store.upkeep.clock_doubt import believed, despite_doubt
from appliance.store.upkeep.retention import STAMP, thin
from appliance.switch.cdr import read_cdr_files
from tests.unit.calls.rehearsal import company
from tests.unit.prompts.voices import ToneVoice
from web.announcements.drafts import Drafts

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
BY_AGE = {  # what -> what says that it is old; each asks for a `Believed`
    "appliance/prompts/prompt_store.py purge": "what was said in calls of the day before",
    "appliance/prompts/recordings.py remove_unlisted": "recordings that nobody lists, an hour old",
    "appliance/store/upkeep/aged_records.py forget_records": "changes, sign-ins, mails and tests of a year ago",
    "appliance/store/settings/former_plans.py _kept": "plannings replaced 800 days ago",
    "appliance/store/settings/revisions.py forget_revisions": "settings replaced 90 days ago",
    "appliance/store/past_teams.py kept": "teams that nothing calls since 800 days",
    "appliance/store/phone_tests/phone_tests.py forget_old": "tests of telephones of a year ago",
    "appliance/store/upkeep/old_messages.py forget_messages": "messages older than the company keeps them",
    "appliance/store/upkeep/old_messages.py forget_talks": "conversations older than the company keeps them",
    "appliance/store/upkeep/retention.py thin": "backups",
    "appliance/store/upkeep/striking.py sweep_old": "what nobody imported in months",
    "appliance/store/upkeep/way_back.py forget_copies": "copies of before an upgrade, thirty days old",
    "appliance/switch/cdr.py put_aside_if_old": "torn records, an hour old: put aside, and read again later",
    "web/announcements/drafts.py keep": "drafts of an hour ago",
}
WITHOUT_A_DELETION = {  # left out, or renamed: nothing in the tree tells them apart from the rest
    "appliance/store/settings/former_plans.py _kept",
    "appliance/store/past_teams.py kept",
    "appliance/switch/cdr.py put_aside_if_old",
}
OTHERWISE = {  # the rest -> why it goes
    "appliance/controller/shared_sounds.py _remove": "deleted by somebody, or known to no journal",
    "appliance/prompts/recordings.py settle": "a link to a recording that is not in force",
    "appliance/simulator/sounds.py forget_message": "silence",
    "appliance/store/boxes/register.py forget_box": "a machine that was taken out, by name",
    "appliance/store/daily_tests.py claim_daily_test": "replaced by the newer day",
    "appliance/store/journal/shared_sounds.py unshare": "recordings that the journal knows no more",
    "appliance/store/page_calls/tickets.py give": "of a call before, or that has served: its agent has one at a time",
    "appliance/store/page_calls/tickets.py take_back": "of what rings no more, or is over",
    "appliance/store/page_calls/ring_backs.py ask_ring_back": "a ticket that the next replaces, and those of yesterday",
    "appliance/store/trunk_outages.py forget_other_trunks": "of a trunk that the box has no more",
    "appliance/store/trunk_outages.py trunk_back": "of a trunk that answers again",
    "appliance/store/customers/adding.py remove_customer": "a customer added by hand, by somebody",
    "appliance/store/customers/answers.py forget_answers": "of a caller who was chosen",
    "appliance/store/customers/answers.py keep_answer": "replaced by the newer answer",
    "appliance/store/customers/answers.py note_question": "by number: the last 500 stay",
    "appliance/store/customers/lists.py _remove": "replaced by the newer list, or taken away",
    "appliance/store/customers/lookup.py forget_number": "of a caller who was chosen",
    "appliance/store/upkeep/departures.py _forget_rows": "an agent who is no more in the company",
    "appliance/store/upkeep/forgetting_calls.py _forget_rows": "of calls that were chosen",
    "appliance/store/upkeep/forgetting_calls.py _removed": "of calls that were chosen",
    "appliance/store/upkeep/old_messages.py _removed": "of messages that were chosen",
    "appliance/store/outbox/plan_changes.py changes_told": "told",
    "appliance/store/outgoing_legs.py forget_legs": "what no cap counts any more",
    "appliance/store/settings/imported_entries.py keep_entries": "replaced by the newer reading",
    "appliance/store/accounts/phone_entries.py try_code": "mistakes before the right code",
    "appliance/store/claims/leases.py _giving_back": "a claim, at the end of its call",
    "appliance/store/claims/leases.py drop_dead": "a claim of a call that is no more: its agent could be rung no more",
    "appliance/store/phone_tests/probes.py keep_probes": "replaced by the newer answers",
    "appliance/store/publications/publications.py _replace_entries": "replaced by the newer publication",
    "appliance/store/settings/revisions.py write_revision": "by number: the last 200 stay",
    "appliance/store/settings/settings_copy.py settle_copy": "what a program that was killed left of them",
    "appliance/store/upkeep/struck_settings.py _replaced_ones": "nobody could be taken out of them",
    "appliance/store/upkeep/struck_settings.py _rewritten": "a newer release's, which cannot be written over",
    "appliance/store/journal/spool.py clear": "what is in the journal",
    "appliance/store/journal/spool.py orphans": "what holds no record",
    "appliance/store/upkeep/striking.py strike_voices": "of calls that were chosen",
    "appliance/store/upkeep/striking.py sweep_said": "of everything said, what nobody hears soon: asked by somebody",
    "appliance/store/upkeep/striking.py _strike_records": "of calls that were chosen",
    "appliance/store/upkeep/striking.py _strike_report": "of calls that were chosen",
    "appliance/store/upkeep/plain_copy.py copy_whole": "a copy that could not be made whole",
    "appliance/store/upkeep/way_back.py copied": "the draft of a copy",
    "appliance/store/striking_texts.py unsay": "of calls that were chosen",
    "appliance/store/settings/versions.py forget_old": "by number: the last ones of each place stay",
    "appliance/demo/past.py forget": "a demonstration's, which is played anew",
    "appliance/switch/cdr.py _read": "the record of an agent's leg, which says nothing",
    "appliance/switch/cdr.py discard": "what is in the journal",
    "appliance/switch/fallback_sounds.py forget_announcements": "a sound that the list does not play any more",
    "appliance/whole_file.py whole_file": "a file that could not be written whole",
    "appliance/switch/recording.py discard": "silence",
    "appliance/store/outbox/queue.py withdraw": "what tells of a message that is no more",
    "appliance/prompts/neural/resaying.py resay": "that a text could not be said: it was",
    "appliance/switch/reloading.py nothing_waits": "what waited for FreeSWITCH to start, which it does",
    "appliance/switch/switch_process.py wipe": "what FreeSWITCH makes again",
    "web/announcements/drafts.py forget": "kept for good, or bad",
    "appliance/store/journal/message_sounds.py erase_sound": "asked for by somebody",
}
DELETERS = {"unlink", "rmtree", "remove", "rmdir", "delete", "delete_instance", "delete_by_id"}


def functions_of(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)} {node.name}", node


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Those of a function, less those of the functions within."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from own_nodes(child)


def deletes(node: ast.AST) -> bool:
    """A file (`path.unlink()`, `os.unlink(path)`, `shutil.rmtree(path)`) or rows (`Row.delete()`)."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)) or node.func.attr not in DELETERS:
        return False
    owner = node.func.value
    if node.func.attr == "remove" or (node.func.attr == "unlink" and node.args):  # a greenlet is unlinked from an event
        return isinstance(owner, ast.Name) and owner.id == "os"
    return node.func.attr != "delete" or not node.args


def every_function() -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    paths = [path for package in ("appliance", "web") for path in sorted((ROOT / package).rglob("*.py"))]
    return {name: node for path in paths for name, node in functions_of(path)}


def test_no_deletion_is_outside_the_functions_that_are_listed() -> None:
    paths = [path for package in ("appliance", "web") for path in sorted((ROOT / package).rglob("*.py"))]
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    assert [path for path, module in modules.items() if any(map(deletes, own_nodes(module)))] == []


def test_every_deletion_of_the_tree_is_in_the_list() -> None:
    found = {name for name, node in every_function().items() if any(map(deletes, own_nodes(node)))}
    assert found == (BY_AGE.keys() - WITHOUT_A_DELETION) | OTHERWISE.keys()


def test_what_goes_by_age_asks_for_a_clock_that_may_be_believed() -> None:
    known = every_function()
    for name in BY_AGE:
        arguments = known[name].args
        asked = [ast.unparse(one.annotation) for one in [*arguments.args, *arguments.kwonlyargs] if one.annotation]
        assert any("Believed" in one for one in asked), name


def test_such_a_clock_is_made_in_one_place() -> None:
    makers = {
        name
        for name, function in every_function().items()
        for node in own_nodes(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Believed"
    }
    assert makers == {f"appliance/store/upkeep/clock_doubt.py {one}" for one in ("believed", "despite_doubt")}
    willing = {
        name
        for name, function in every_function().items()
        for node in own_nodes(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "despite_doubt"
    }
    assert willing == {"appliance/commands/erase.py forget_command"}


# --- each of them, on a clock in doubt and on another ----------------------------------------------------------------

BELIEVED = despite_doubt(NOW)


def aged(path: Path, seconds: float, content: bytes = b"RIFF") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (NOW.timestamp() - seconds,) * 2)
    return path


@pytest.mark.parametrize("doubted", [True, False])
def test_what_was_said_in_calls(tmp_path: Path, doubted: bool) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice())
    old = aged(prompt_store.calls / "old.wav", KEPT_SECONDS + 1)
    young = aged(prompt_store.calls / "young.wav", KEPT_SECONDS - 60)
    prompt_store.purge(None if doubted else BELIEVED)
    assert (old.exists(), young.exists()) == (doubted, True)


@pytest.mark.parametrize("doubted", [True, False])
def test_recordings_that_nobody_lists(tmp_path: Path, doubted: bool) -> None:
    old = aged(tmp_path / recording_name(b"x"), YOUNG + 1)
    settle(tmp_path, {}, [], lambda name: None, None if doubted else BELIEVED)
    assert old.exists() is doubted


@pytest.mark.parametrize("doubted", [True, False])
def test_torn_records(tmp_path: Path, doubted: bool) -> None:
    torn = aged(tmp_path / "torn.cdr.json", 3700, b"{")
    read_cdr_files(tmp_path, lambda: None if doubted else BELIEVED)
    assert torn.exists() is doubted


@pytest.mark.parametrize("doubted", [True, False])
def test_drafts(tmp_path: Path, doubted: bool) -> None:
    old = aged(tmp_path / "somebody-0.wav", 3700)
    Drafts(tmp_path).keep("claire", b"RIFF", None if doubted else BELIEVED)
    assert old.exists() is doubted


@pytest.mark.parametrize("doubted", [True, False])
def test_backups(tmp_path: Path, doubted: bool) -> None:
    days = [NOW - timedelta(days=number) for number in range(20)]
    for day in days:
        aged(tmp_path / f"astreinte-{day:{STAMP}}.tar.gz", 0)
    removed = thin(tmp_path, None if doubted else BELIEVED)
    assert (len(removed) == 0) is doubted
    assert len(list(tmp_path.iterdir())) == 20 - len(removed)


@pytest.mark.parametrize("doubted", [True, False])
def test_plannings_of_the_past(doubted: bool) -> None:
    some = company()
    team = some.teams["depannage"]
    old = Former(NOW - KEPT - timedelta(days=1), team.plan.levels)
    before = replace(some, teams={team.id: replace(team, plan=replace(team.plan, former=(old,)))})
    after: Company = with_past(before, replace(before, name="Autre"), NOW, None if doubted else BELIEVED)
    assert (after.teams[team.id].plan.former == (old,)) is doubted


def test_the_clock_of_a_base_that_says_nothing_against_it_is_believed(tmp_path: Path) -> None:
    database: Database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    assert believed(database, NOW) == NOW
    database.close()
