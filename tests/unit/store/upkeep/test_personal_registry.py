"""The registry of personal data misses nothing: no column, no table, no kind of file, no spelling of a number."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from peewee import BlobField, Database, TextField

from appliance import store
from appliance.calls.notes import NOTE_NAMES
from appliance.calls.steps import Step
from appliance.company.document import Document
from appliance.company.model import Action
from appliance.config import Config, Switch, Trunk
from appliance.planning.number_traces import digits_in, masked, struck, traces_of
from appliance.store.database import reading
from appliance.store.fields import ClockField, DayField, InstantField, Row, WeekdaysField
from appliance.store.upkeep import personal_page, personal_tables
from appliance.store.upkeep.personal_data import OWN_STEPS, REGISTRY, TYPED_STEPS, Fate
from appliance.store.upkeep.personal_files import KINDS, Holds, kind_of
from appliance.store.upkeep.personal_settings import PARTS, REACHED
from tests.unit.store.planted import MARTIN, SPELLINGS

FORMS = (  # of what no free text can be: identifiers, kinds and codes, numbers of the house, secrets, files
    "id line_id team_id agent_id call_id account_id menu_id agent giver taker refused removes adds box trunk file "
    "assigned_to done_by added_by cancelled_by closed_by asked_by made_by uid source subject place take name "
    "callback_of ending kind outcome audience state period strategy action role scope notice timezone country holidays "
    "order_pattern code_pattern action_order_pattern action_team action_menu default_key key rule month "
    "first_day last_day called number phone last_resort action_number mail recipient address message_id "
    "channel tiding verdict known closed_for installation boot release topic tried shows operator ticket "
    "taken_agent awaits text_told transcript_state behind "
    "pin code_hash caller_agent secret_hash password_hash totp_secret content digest printed sound "
    "document "  # of which each text is in a registry of its own
)
TIMES = (InstantField, DayField, ClockField, WeekdaysField)
ROOT = Path(__file__).parents[4]
FOLDERS = ROOT / "deploy/ansible/roles/base/tasks/folders.yml"


def tables() -> Iterator[type[Row]]:
    for module in pkgutil.walk_packages(store.__path__, "appliance.store."):
        importlib.import_module(module.name)
    waiting = list(Row.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not kind.__subclasses__():
            yield kind


def texts(kind: type[Row]) -> Iterator[str]:
    for field in kind._meta.sorted_fields:
        if isinstance(field, (TextField, BlobField)) and not isinstance(field, TIMES):
            yield field.name


def test_every_text_column_of_the_models_is_in_the_registry_once() -> None:
    known = Counter((entry.table, name) for entry in REGISTRY for name in entry.fields)
    assert {(kind, name): 1 for kind in tables() for name in texts(kind)} == known


def test_every_text_of_the_settings_is_in_their_registry_once() -> None:
    known = Counter((part.owner.__name__, name) for part in PARTS for name in (*part.closed.split(), *part.searched))
    shape = json.loads(msgspec.json.encode(msgspec.json.schema(Document)))["$defs"]
    texts = {(owner, name) for owner, name in said_in(shape) if owner not in ("Document", *SETTLED)}
    assert {one: 1 for one in texts} == known
    assert {(owner.__name__, name) for owner, name in REACHED} <= texts


SETTLED = ("Compensation", "KindWindows", "Scale")  # kinds of hours, clocks and amounts


def said_in(shape: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The class and the field of each text: no moment, no kind, and not what tells an action from another."""
    for owner, facts in shape.items():
        for name, field in facts.get("properties", {}).items():
            if holds_text(field) and (owner, name) not in KEYS and name not in MOMENTS:
                yield owner, name


# The schema does not tell them from texts.
MOMENTS = ("start", "end", "back_start", "back_end", "until", "handover_time", "remind_at", "daily_test_at")
KEYS = {(action.__name__, "action") for action in get_args(Action)} | {
    ("DatedDays", "days"),
    ("YearlyDays", "days"),
}


def holds_text(field: dict[str, Any]) -> bool:
    if field.get("type") == "string":
        return "format" not in field
    parts = [*field.get("anyOf", ()), *([field["items"]] if field.get("items") else ())]
    return any(holds_text(one) for one in parts)


def test_a_column_in_which_nothing_is_looked_for_can_hold_nothing_that_people_write() -> None:
    """A new one is either added to these forms, or searched."""
    closed = {name for entry in REGISTRY for name in entry.closed.split()}
    assert closed - set(FORMS.split()) == {"caller"}, "a caller's own number is found by what it is"
    mixed = {name for entry in REGISTRY for name in entry.searched} & set(FORMS.split())
    assert mixed == {"name", "content", "subject", "closed_by"}, "sealed, or in one table alone"


def test_every_step_of_the_script_is_the_house_s_own_or_the_caller_s() -> None:
    """Its detail stays, or goes: a new one is to be thought of."""
    assert {*Step, *NOTE_NAMES} == {*OWN_STEPS, *TYPED_STEPS}


def test_every_table_of_the_schema_is_in_the_registry(database: Database) -> None:
    with reading(database):
        there = set(database.get_tables()) - {"schema_version"}
    assert there == {entry.table._meta.table_name for entry in REGISTRY}


def test_what_the_registry_says_of_a_table_exists_in_it() -> None:
    for entry in REGISTRY:
        named = [entry.call, entry.aged, entry.agent, entry.dated, *entry.blank, *entry.fields]
        assert set(filter(None, named)) <= set(entry.table._meta.fields), entry
        assert (entry.fate is Fate.STAYS) == (entry.call == ""), entry


def test_every_folder_of_the_state_is_in_the_registry() -> None:
    config = Config(state="/s", trunks=(Trunk(name="o", proxy="127.0.0.1"),), switch=Switch(esl_secret="0" * 16))
    folders = {
        name: getattr(config, name).name for name in dir(Config) if name.endswith("_dir") and name != "state_dir"
    }
    assert folders
    made = re.findall(
        r"path: /var/lib/astreinte/(\w+)", (ROOT / "deploy/ansible/roles/base/tasks/folders.yml").read_text()
    )
    known = {kind.pattern.partition("/")[0] for kind in KINDS}
    assert {*folders.values(), *made} <= known


def test_a_file_of_no_known_kind_is_told() -> None:
    assert kind_of("recordings/x-1.wav")
    assert kind_of("recordings/x-1.opus") is None
    assert kind_of("elsewhere/x") is None


def test_the_privacy_page_is_made_from_the_registry() -> None:
    page = ROOT / "docs/guide/donnees-personnelles.md"
    written = page.read_text(encoding="utf-8")
    wanted = with_tables(written)
    assert written == wanted, f"write this:\n{wanted}"
    assert {one.kept for one in (*REGISTRY, *PARTS, *KINDS)} | {personal_page.LOGS} == set(personal_page.PAGE)


def with_tables(page: str) -> str:
    """The text of the page with the tables of today, each between its two marks."""
    made = {
        personal_tables.TABLE: personal_tables.table(),
        personal_tables.READ_BY: personal_tables.readers_table(),
        personal_tables.DEPARTED: personal_tables.departed_table(),
    }
    for name, content in made.items():
        begin, end = f"<!-- {name} : début -->", f"<!-- {name} : fin -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}"
    return page


def test_the_kinds_of_files_that_hold_callers_are_those_that_erasing_reads() -> None:
    assert {kind.holds for kind in KINDS} == set(Holds)


@pytest.mark.parametrize(
    "written",
    [
        *SPELLINGS,
        "+33 6 78 90 12 34",
        "+33 (0)6 78 90 12 34",
        "06-78-90-12-34",
        "06\u00a078\u202f90 12 34",
        "%2B33678901234",
        r"06\u00a078\u00a090\u00a012\u00a034",
        "tel:+33-6-78-90-12-34",
        "678901234",
    ],
)
def test_a_number_is_found_in_every_spelling(written: str) -> None:
    found = struck(f"appeler le {written}, vite", traces_of(MARTIN, "FR"))
    assert "numéro effacé" in found
    assert not re.search(r"\d", found.replace("u00a0", ""))
    content = f"<{written}>".encode()
    assert len(masked(content, traces_of(MARTIN, "FR"))) == len(content)


@pytest.mark.parametrize("other", ["067890123", "06789012345", "1678901234567", "0678901235", "1795678901234"])
def test_another_number_is_left(other: str) -> None:
    assert struck(other, traces_of(MARTIN, "FR")) == other


def test_a_foreign_number_is_found_with_its_country_alone() -> None:
    traces = traces_of("+3220000001", "FR")
    assert struck("0032 2 000 00 01 et 20000001", traces) == "numéro effacé et 20000001"


@pytest.mark.parametrize(
    ("caller", "region"),
    [("+3220261128", "BE"), ("+3320261128", "FR"), ("+20261128", "FR"), ("+28112026", "FR"), ("+3228112026", "BE")],
)
def test_a_date_is_nobody_s_number_whatever_a_caller_shows(caller: str, region: str) -> None:
    for date in ('"2026-11-28"', "2026-11-28T08:00:00Z", "le 28/11/2026 à 8 h"):
        assert not traces_of(caller, region).search(date), date


def test_a_number_too_short_for_the_country_is_found_with_its_prefix_alone() -> None:
    """A caller may show the digits of others' orders."""
    traces = traces_of("+3340719123", "FR")
    assert not traces.search("40719123")
    assert traces.search("+33 4071 9123")


def test_a_number_that_no_text_has_is_not_worked_out() -> None:
    """A night may forget thousands of callers, while nobody else can write."""
    number = traces_of("+33612345678", "FR")
    assert digits_in("rappeler le 06 12 34 49 99", {number.letters}) == set()
    assert "pattern" not in vars(number)
    assert number.search("rappeler le 06 12 34 56 78")
