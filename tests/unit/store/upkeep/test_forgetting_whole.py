"""A caller is forgotten wherever they can be: planted everywhere, erased, then looked for in every byte."""

from __future__ import annotations

import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from peewee import Database

from appliance.checks.set_aside import not_forgotten_yet
from appliance.company.numbers import AllowedNumber
from appliance.config import Config, Switch, Trunk
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Former, Shift
from appliance.store.accounts.tables import AuditRow
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.journal.tables import CallRow, MessageRow
from appliance.store.publications.tables import PublicationRow
from appliance.store.settings.revisions import newest_revision
from appliance.store.settings.settings_copy import read_copy
from appliance.store.settings.snapshot import load_company, revision, save_company
from appliance.store.settings.version_tables import RecordingRow
from appliance.store.settings.versions import recordings_listed
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.backup import restore_backup, write_backup
from appliance.store.upkeep.clock_doubt import despite_doubt
from appliance.store.upkeep.departures import forget_departed
from appliance.store.upkeep.erasing import erase_call, erase_caller, forget_before
from appliance.store.upkeep.personal_data import OF_SETTINGS, REGISTRY, Fate
from appliance.store.upkeep.right_of_access import write_held
from tests.unit.store.companies import LOCKSMITH
from tests.unit.store.planted import (
    BEGAN,
    CALL,
    CITED,
    MARTIN,
    NOW,
    ORDER,
    close_month,
    plant_company,
    plant_files,
    plant_rows,
    plant_settings,
    planted_company,
    rows_with_markers,
    still_there,
)

CITED_NO_MORE = re.sub(r"(?<=le )[+\d. ]+\d", "numéro effacé", CITED)


@pytest.fixture
def config(tmp_path: Path, url: str) -> Config:
    trunks = (Trunk(name="operator", proxy="127.0.0.1"),)
    made = Config(state=str(tmp_path), database=url, trunks=trunks, switch=Switch(esl_secret="0123456789abcdef"))
    for folder in (made.recordings_dir, made.cdr_dir, made.spool_dir, made.state_dir / "log"):
        folder.mkdir()
    return made


@pytest.fixture
def planted(database: Database, config: Config) -> Config:
    close_month(database)
    plant_company(database)
    plant_rows(database)
    plant_files(config)
    plant_settings(database, config)
    return config


def test_the_markers_are_found_before_anything_is_erased(planted: Config, database: Database) -> None:
    everywhere = {f"{entry.table.__name__} {name}" for entry in REGISTRY for name in entry.searched}
    assert everywhere <= set(rows_with_markers(database))
    assert len(still_there(planted.state_dir)) >= 8


def test_after_erasing_no_byte_of_the_whole_state_folder_is_the_callers(planted: Config, database: Database) -> None:
    done = erase_caller(database, planted, MARTIN, NOW)
    assert (done.calls, done.messages, done.left) == (1, 1, ())
    assert still_there(planted.state_dir) == []
    assert rows_with_markers(database) == []
    assert "autre ligne" in (planted.state_dir / "log/freeswitch.log").read_text()
    assert "+33611111111" in (planted.spool_dir / "journal-1.jsonl").read_text()
    assert json.loads((planted.cdr_dir / "another-call.cdr.json").read_text())["variables"]["uuid"] == CALL
    assert sorted(path.name for path in planted.recordings_dir.iterdir()) == []


def test_the_settings_on_the_disk_follow_those_that_a_night_takes_somebody_out_of(
    planted: Config, database: Database
) -> None:
    """Under the number that they had: nothing else tells that they have changed."""
    before = read_copy(planted.settings_copy)
    with writing(database):
        CallRow.update(caller=MARTIN).execute(database)
    forget_before(database, planted, BEGAN + timedelta(days=1), despite_doubt(NOW))
    with reading(database):
        in_force = newest_revision(database)
    after = read_copy(planted.settings_copy)
    assert after == in_force
    assert (after.number, after.digest != before.digest) == (before.number, True)
    assert [path.name for path in planted.settings_copy.parent.iterdir()] == [planted.settings_copy.name]


def test_settings_on_the_disk_that_cannot_be_written_anew_are_told(
    planted: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "Plus d'espace", str(planted.settings_copy))

    with monkeypatch.context() as poor:
        poor.setattr("appliance.store.settings.settings_copy.write_whole", full)
        done = erase_caller(database, planted, MARTIN, NOW)
    assert [one for one in done.left if "Plus d'espace" in one] == [f"{planted.settings_copy} (Plus d'espace)"]
    assert still_there(planted.state_dir) != []
    assert erase_caller(database, planted, MARTIN, NOW).left == ()
    assert still_there(planted.state_dir) == []


def test_what_people_wrote_stays_less_the_number(planted: Config, database: Database) -> None:
    before = revision(database)
    done = erase_caller(database, planted, MARTIN, NOW)
    assert load_company(database) == planted_company(CITED_NO_MORE)
    assert revision(database) == before + 1, "the voice and the exported list have something else to say"
    assert "Entreprise" in done.settings
    assert any(one.startswith("Menu « ") for one in done.settings)
    for noun in ("Ligne", "Équipe", "Planning de l'équipe"):
        assert any(one.startswith(f"{noun} {CITED_NO_MORE}") for one in done.settings), noun
    with reading(database):
        (reason,) = PublicationRow.select(PublicationRow.reason).tuples().first(database)
    assert reason == CITED_NO_MORE


def test_what_said_the_number_is_heard_no_more(planted: Config, database: Database) -> None:
    """The voice has not said the new text yet; the recording of the former one said the number."""
    with reading(database):
        assert RecordingRow.select().exists(database)
    assert list(planted.prompts_dir.glob("*.wav"))
    erase_caller(database, planted, MARTIN, NOW)
    assert list(planted.prompts_dir.glob("*.wav")) == []
    assert recordings_listed(database) == set()


def test_a_number_of_the_settings_stays_in_their_texts_and_nowhere_else(planted: Config, database: Database) -> None:
    """An office called once: the announcement that gives its number is the company's."""
    company = replace(planted_company(), allowed_numbers=(AllowedNumber(MARTIN, "bureau"),))
    save_company(database, company, now=BEGAN)
    assert erase_caller(database, planted, MARTIN, NOW).settings == ()
    assert load_company(database) == company
    settings = {entry.table.__name__ for entry in REGISTRY if entry in OF_SETTINGS or entry.kept is page.SETTINGS}
    assert {one.split()[0] for one in rows_with_markers(database)} <= settings


def test_age_leaves_the_numbers_of_the_house_in_the_journal_of_changes(planted: Config, database: Database) -> None:
    """An agent who called the line half a year ago is still an agent."""
    save_company(database, replace(LOCKSMITH, allowed_numbers=(AllowedNumber(MARTIN, "renfort"),)), now=BEGAN)
    forget_before(database, planted, BEGAN + timedelta(days=1), BEGAN + timedelta(days=200))
    assert "AuditRow changes" in rows_with_markers(database)
    save_company(database, LOCKSMITH, now=BEGAN)
    with writing(database):
        CallRow.update(caller=MARTIN).execute(database)
    forget_before(database, planted, BEGAN + timedelta(days=1), BEGAN + timedelta(days=200))
    assert "AuditRow changes" not in rows_with_markers(database)


def test_a_number_of_ours_takes_no_other_caller_with_it(planted: Config, database: Database) -> None:
    """An agent who called once: their number is in the reports of all the calls that they were offered."""
    report = planted.cdr_dir / "other.rejected"
    variables = {"uuid": "other", "astreinte_caller": "0611111111", "astreinte_dial_0": f"sofia/gateway/op/{MARTIN}"}
    report.write_text(json.dumps({"variables": variables}))
    with writing(database):
        facts = {"line_name": "Urgence", "called": "+33972000001", "started_at": BEGAN, "ended_at": BEGAN}
        CallRow.insert(id="other", caller="+33611111111", **facts).execute(database)
    out = BytesIO()
    assert write_held(database, planted, out, NOW, number=MARTIN, call=None) == (1, 3)
    assert erase_caller(database, planted, MARTIN, NOW).calls == 1
    assert json.loads(report.read_text())["variables"]["astreinte_caller"] == "0611111111"
    with reading(database):
        assert CallRow.select().where(CallRow.caller == "+33611111111").exists(database)
    assert still_there(planted.state_dir) == []


def test_the_caller_of_one_call_is_erased_who_showed_no_number(planted: Config, database: Database) -> None:
    with writing(database):
        CallRow.update(caller=None).execute(database)
    assert erase_call(database, planted, CALL, NOW).messages == 1
    assert rows_with_markers(database, (ORDER, "Vandevelde")) == []
    assert list(planted.recordings_dir.iterdir()) == []
    with pytest.raises(StoreError, match="n'est pas au journal"):
        erase_call(database, planted, "nul", NOW)


def test_what_nobody_imported_is_removed_at_the_age_of_calls(planted: Config, database: Database) -> None:
    young = planted.cdr_dir / "young.rejected"
    young.write_text("x")
    os.utime(young, (NOW.timestamp(),) * 2)
    for path in (*planted.cdr_dir.iterdir(), *planted.spool_dir.iterdir(), *planted.recordings_dir.iterdir()):
        if path != young:
            os.utime(path, (BEGAN.timestamp(),) * 2)
    done = forget_before(database, planted, BEGAN + timedelta(days=1), despite_doubt(NOW + timedelta(days=400)))
    assert (done.calls, done.messages, done.left) == (1, 1, ())
    left = [
        path.name
        for folder in (planted.cdr_dir, planted.spool_dir, planted.recordings_dir)
        for path in folder.iterdir()
    ]
    assert left == ["young.rejected"]
    in_force = {
        f"{entry.table.__name__} {name}"
        for entry in REGISTRY
        for name in entry.searched
        if entry.fate is Fate.STAYS and not entry.dated and not entry.aged
    } | {"SettingsRow document"}
    assert {one for one in rows_with_markers(database) if one not in in_force} == set(), (
        "what the box noted of its own use goes after a year, and the number leaves the texts that are over"
    )


def test_a_second_run_has_nothing_left_to_forget(planted: Config, database: Database) -> None:
    forget_before(database, planted, NOW, despite_doubt(NOW))
    assert forget_before(database, planted, NOW, despite_doubt(NOW)).calls == 0


def test_one_sound_that_cannot_be_removed_stops_no_other_is_told_and_tried_again(
    planted: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink, stuck = Path.unlink, planted.recordings_dir / f"{CALL}-1.wav"
    with writing(database):
        MessageRow.insert(call_id=CALL, file=f"{CALL}-2.wav", seconds=2.0, at=BEGAN).execute(database)
    (planted.recordings_dir / f"{CALL}-2.wav").write_bytes(b"RIFF")

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path == stuck:
            raise PermissionError(13, "Permission non accordée", str(path))
        unlink(path, missing_ok)

    with monkeypatch.context() as poor:
        poor.setattr(Path, "unlink", refused)
        done = erase_caller(database, planted, MARTIN, NOW)
    assert done.messages == 1
    assert [str(stuck)] == [one.partition(" (")[0] for one in done.left if "Permission non accordée" in one]
    assert [path.name for path in planted.recordings_dir.iterdir()] == [stuck.name]
    assert rows_with_markers(database) == []
    told = not_forgotten_yet(database, planted)
    assert told is not None and f"{planted.recordings_dir} : 1" in told
    again = forget_before(database, planted, BEGAN - timedelta(days=200), despite_doubt(NOW))
    assert (again.messages, again.left, list(planted.recordings_dir.iterdir())) == (1, (), [])
    assert not_forgotten_yet(database, planted) is None


def test_everything_held_on_a_number_is_handed_over_with_its_sound(planted: Config, database: Database) -> None:
    out = BytesIO()
    assert write_held(database, planted, out, NOW, number=MARTIN, call=None) == (1, 3)
    with zipfile.ZipFile(out) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert content[f"messages/{CALL}-1.wav"].startswith(b"RIFF")
    assert content[f"messages/{CALL}-words.wav"].startswith(b"RIFF")
    assert f"mis-de-cote/{CALL}-fallback.wav" in content
    (call,) = json.loads(content["appels.json"])
    assert (call["caller"], call["order"]) == (MARTIN, ORDER)
    rows = json.loads(content["registre.json"])
    named = {entry.table._meta.table_name for entry in REGISTRY if entry.fate is not Fate.STAYS or entry.searched}
    assert {row["table"] for row in rows} == named
    assert "Combien de temps" in content["lisez-moi.txt"].decode()


def test_an_agent_who_leaves_takes_their_numbers_with_them(database: Database) -> None:
    petit = LOCKSMITH.agents["petit"]
    fewer = {key: agent for key, agent in LOCKSMITH.agents.items() if key != "petit"}
    after = replace(LOCKSMITH, agents=fewer)
    with writing(database):
        changes = "Intervenant petit : phones 06 12 34 56 02 → rien ; durand 06 12 34 56 01"
        AuditRow.insert(id="1", at=NOW, who="julie", act="Petit : ôté", changes=changes).execute(database)
        forget_departed(database, LOCKSMITH, after)
        (told,) = AuditRow.select(AuditRow.changes).tuples().first(database)
    assert petit.phones == ("+33612345602",)
    assert told == "Intervenant petit : phones numéro effacé → rien ; durand 06 12 34 56 01"


def test_what_was_said_for_a_call_under_way_is_left_to_be_heard(planted: Config, database: Database) -> None:
    said = next((planted.prompts_dir / "calls").iterdir())
    with writing(database):
        CallRow.insert(id="living", line_name="", called="", started_at=NOW).execute(database)
    os.utime(said, (NOW.timestamp() - 60,) * 2)
    erase_caller(database, planted, MARTIN, NOW)
    assert said.exists()
    forget_before(database, planted, BEGAN, despite_doubt(NOW + timedelta(days=2)))
    assert not said.exists()


def test_a_backup_brings_no_forgotten_caller_back(
    planted: Config, database: Database, sqlite_url: str, url: str
) -> None:
    if url != sqlite_url:
        pytest.skip("the programs of PostgreSQL are another test's")
    archive = BytesIO()
    write_backup(planted, archive, NOW)
    erase_caller(database, planted, MARTIN, NOW)
    archive.seek(0)
    restore_backup(planted, archive)
    settings = {entry.table.__name__ for entry in REGISTRY if entry in OF_SETTINGS or entry.kept is page.SETTINGS}
    assert {one.split()[0] for one in rows_with_markers(database)} <= settings
    assert list(planted.recordings_dir.iterdir()) == []


def test_the_sound_of_a_caller_whom_another_box_erased_goes_with_the_next_run(
    planted: Config, database: Database
) -> None:
    """One database, two boxes: each has its own folder of recordings."""
    erase_caller(database, planted, MARTIN, NOW)
    here = planted.recordings_dir / f"{CALL}-1.wav"
    here.write_bytes(b"RIFF")
    young = planted.recordings_dir / "another-call-1.wav"
    young.write_bytes(b"RIFF")
    forget_before(database, planted, BEGAN, despite_doubt(NOW))
    assert not here.exists()
    assert young.exists()


@pytest.mark.parametrize("shown", ["+3320261101", "+20261101"])
def test_a_caller_who_shows_the_digits_of_a_date_spoils_no_planning(
    planted: Config, database: Database, shown: str
) -> None:
    """What is kept of plannings has dates in it; the settings could not be read any more."""
    before = load_company(database)
    assert before is not None
    name, team = next(iter(before.teams.items()))
    first = Shift(next(iter(before.agents)), WeeklyWindow(frozenset({0}), time(8), time(9)), first=date(2026, 11, 1))
    former = Former(BEGAN - timedelta(days=9), team.plan.levels, (first,))
    plan = replace(team.plan, former=(former,))
    save_company(database, replace(before, teams={**before.teams, name: replace(team, plan=plan)}))
    facts = {"line_id": "urgence", "line_name": "Urgence", "called": "1", "started_at": BEGAN, "ended_at": BEGAN}
    with writing(database):
        CallRow.insert(id="odd", caller=shown, outcome="abandoned", **facts).execute(database)
    forget_before(database, planted, NOW + timedelta(days=1), despite_doubt(NOW + timedelta(days=1)))
    after = load_company(database)
    assert after is not None
    assert after.teams[name].plan.former[-1].shifts == (first,)
