"""A caller planted in every place of the registry, and looked for in all of them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from peewee import BlobField, Database, TextField

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Behaviour, Company, PastTeam, Say
from appliance.company.numbers import AllowedNumber
from appliance.config import Config
from appliance.planning.compensation import Compensation
from appliance.planning.hour_kinds import Kind
from appliance.planning.hours import Period
from appliance.planning.months import Month
from appliance.planning.statement import Intervention, InterventionHours, Statement
from appliance.planning.statement_edition import Edition
from appliance.planning.team_plan import Absence, Former, TeamPlan
from appliance.prompts.recordings import text_key
from appliance.store.accounts.tables import AccountRow
from appliance.store.database import reading, writing
from appliance.store.fields import DayField, InstantField
from appliance.store.journal.tables import CallRow, TalkRow, WordsRow
from appliance.store.settings.revisions import newest_revision
from appliance.store.settings.settings_copy import write_copy
from appliance.store.settings.snapshot import save_company
from appliance.store.settings.tables import SettingsRow
from appliance.store.statements.editions import keep
from appliance.store.upkeep.personal_data import OF_SETTINGS, REGISTRY, Columns, Fate
from appliance.store.upkeep.struck_settings import texts_struck
from appliance.whole_file import DRAFT
from tests.unit.store.companies import LOCKSMITH

MARTIN, ORDER, NAME = "+33678901234", "4071983", "Bérénice Vandevelde"
SPELLINGS = ("+33678901234", "0033678901234", "33678901234", "0678901234", "06 78 90 12 34", "06.78.90.12.34")
NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
BEGAN = datetime(2026, 11, 13, 2, 10, tzinfo=UTC)
NOVEMBER = Month(2026, 11)
CALL = "0c7bd6f4-1111-4a4a-9c9c-000000000001"


CITED = " ; ".join(f"appelé par le {one}" for one in SPELLINGS)
PLAN = LOCKSMITH.teams["depannage"].plan


def said(number: str = SPELLINGS[4]) -> str:
    return f"Rappeler {NAME} au {number}, commande {ORDER}"


def planted_in(entry: Columns, name: str) -> object:
    """What a caller may have left there: the number in the text of others, all of it in what is theirs."""
    if entry.fate is Fate.STAYS:
        return CITED
    return {"caller": MARTIN, "order_number": ORDER, "notes": json.dumps([said()])}.get(name, said())


def plant_rows(database: Database) -> None:
    """A row in every table but the settings', every text field that may hold whatever people write full of them."""
    with writing(database):
        accounts_first = sorted(REGISTRY, key=lambda entry: entry.table is not AccountRow)
        for entry in (one for one in accounts_first if one not in OF_SETTINGS):
            ours = [one for one in REGISTRY if one.table is entry.table]
            row: dict[str, object] = {}
            for field in entry.table._meta.sorted_fields:
                owner = next((one for one in ours if field.name in one.fields), entry)
                leaves = owner.fate is not Fate.STAYS or field.name in owner.searched
                row[field.name] = blank_for(field, owner, leaves)
            row |= {"call_id": CALL} if "call_id" in row else {}
            row |= {"id": CALL, "ended_at": BEGAN} if entry.table is CallRow else {}
            row |= {"erased_at": None} if entry.table is CallRow else {}
            row |= {"file": f"{CALL}-1.wav"} if "file" in row else {}
            row |= {"file": f"{CALL}-words.wav"} if entry.table is WordsRow else {}
            row |= {"file": f"{CALL}-talk1.wav"} if entry.table is TalkRow else {}
            row |= {"month": str(NOVEMBER), "place": 0} if "place" in row and "month" in row else {}
            entry.table.insert(row).on_conflict_ignore().execute(database)


def planted_company(cited: str = CITED) -> Company:
    """A company whose every free text has the number; all that it has of dates is over."""
    former = Former(
        BEGAN,
        levels=PLAN.levels,
        shifts=PLAN.shifts,
        rotations=tuple(replace(one, name=cited) for one in PLAN.rotations),
    )
    rotations = tuple(replace(one, name="") for one in PLAN.rotations)
    away = (Absence("petit", date(2026, 11, 2), date(2026, 11, 6)),)
    plan = replace(PLAN, former=(former,), rotations=rotations, absences=away)
    teams = {**LOCKSMITH.teams, "depannage": replace(LOCKSMITH.teams["depannage"], plan=plan)}
    urgence = LOCKSMITH.lines["urgence"]
    saying = {**urgence.behaviours, Period.CLOSURE: Behaviour("", Say(""))}
    lines = {"urgence": replace(urgence, behaviours=saying)}
    gone = PastTeam("renfort", "", (cited,), BEGAN, TeamPlan((), "Europe/Paris", former=(former,)))
    permits = (AllowedNumber("3639", ""),)
    rich = replace(LOCKSMITH, lines=lines, teams=teams, past_teams=(gone,), allowed_numbers=permits)
    return texts_struck(rich, lambda _: cited)


def plant_company(database: Database) -> Company:
    """Saved twice, so that one revision is no more in force; who changed it has the number in their name."""
    company = planted_company()
    for _ in range(2):
        save_company(database, company, now=BEGAN)
    with writing(database):
        SettingsRow.update(who=CITED, act=CITED).execute(database)
    return company


def plant_settings(database: Database, config: Config) -> None:
    """As the controller keeps them, and as it leaves them where it is killed while it writes."""
    with reading(database):
        in_force = newest_revision(database)
    assert in_force is not None
    write_copy(config.settings_copy, in_force)
    shutil.copy(config.settings_copy, config.settings_copy.with_name(f".settings.json.0123456789ab{DRAFT}"))


def blank_for(field: object, owner: Columns, leaves: bool) -> object:
    if isinstance(field, InstantField):
        return BEGAN
    if isinstance(field, DayField):
        return BEGAN.date()
    if isinstance(field, BlobField):
        return b"x"
    if isinstance(field, TextField):
        return planted_in(owner, field.name) if leaves else "x"
    return 0


def plant_files(config: Config) -> None:
    """In every kind of file where a caller can be."""
    for sentence in (one for one in fixed_sentences(planted_company()) if CITED in one.text):
        name = f"{text_key(sentence.text)}-pico-01234567.wav"
        config.prompts_dir.mkdir(exist_ok=True)
        (config.prompts_dir / name).write_bytes(b"RIFF" + sentence.text.encode())
    said_for = config.prompts_dir / "calls"
    said_for.mkdir(parents=True)
    (said_for / "0123456789abcdef-pico-01234567.wav").write_bytes(b"RIFF" + said().encode())
    variables = {
        "uuid": CALL,
        "sip_from_uri": f"{SPELLINGS[0]}@operator",
        "astreinte_caller": SPELLINGS[3],
        "say": said(),
    }
    (config.recordings_dir / f"{CALL}-1.wav").write_bytes(b"RIFF" + said().encode())
    (config.recordings_dir / f"{CALL}-talk1.wav").write_bytes(b"RIFF" + said().encode())
    (config.recordings_dir / f"{CALL}-words.wav").write_bytes(b"RIFF" + said().encode())
    (config.recordings_dir / f"{CALL}-fallback.wav").write_bytes(b"RIFF" + said().encode())
    (config.cdr_dir / f"{CALL}.cdr.json.rejected").write_text(json.dumps({"variables": variables}))
    (config.cdr_dir / f"{CALL}.rejected").write_text(f"torn {SPELLINGS[2]}")
    pending = {"variables": variables | {"say": ""}}
    (config.cdr_dir / "another-call.cdr.json").write_text(json.dumps(pending | {"other": SPELLINGS[1]}))
    records = [
        {"call": CALL, "number": 1, "kind": "open", "caller": MARTIN, "line_name": "Urgence"},
        {"call": CALL, "number": 2, "kind": "step", "name": "key", "detail": ORDER},
        {"call": CALL, "number": 3, "kind": "order", "order": ORDER},
        {"call": "other", "number": 1, "kind": "open", "caller": "+33611111111"},
    ]
    for name in ("rejected-1.jsonl", "journal-1.jsonl"):
        lines = "".join(json.dumps(one) + "\n" for one in records)
        (config.spool_dir / name).write_text(lines + f'{{"call": "{CALL}", "caller": "{MARTIN}')
    (config.state_dir / "log/freeswitch.log").write_text(f"WARNING sofia/trunks/{SPELLINGS[3]}@operator\nautre ligne\n")


def november(order: str | None = ORDER, notes: tuple[str, ...] = ()) -> Statement:
    """A statement with one intervention for the caller."""
    intervention = Intervention("durand", CALL, "Urgence", order, BEGAN, BEGAN, notes=notes)
    hours = InterventionHours(intervention, {Kind.NIGHT: timedelta(minutes=8)})
    facts = ("Serrurerie", "durand", "Claire Durand", NOVEMBER, "Europe/Paris", Compensation(), {})
    return Statement(*facts, interventions=(hours,))


def close_month(database: Database) -> None:
    """A statement closed with the caller's order and a note."""
    keep(database, [Edition(1, NOW, "julie", november(notes=(said(),)))])


def everything(state: Path) -> dict[str, bytes]:
    return {str(path.relative_to(state)): path.read_bytes() for path in state.rglob("*") if path.is_file()}


def still_there(state: Path) -> list[str]:
    """The files of the whole folder in which a marker stands, looked for byte by byte."""
    wanted = re.compile("|".join(map(re.escape, (*SPELLINGS, "678901234", ORDER, NAME, "Vandevelde"))).encode())
    return [f"{name}: {found[0]!r}" for name, content in everything(state).items() if (found := wanted.search(content))]


def rows_with_markers(database: Database, markers: tuple[str, ...] = (*SPELLINGS, ORDER, "Vandevelde")) -> list[str]:
    """In the tables, whatever the database: PostgreSQL's files are its own affair."""
    found = []
    with reading(database):
        for entry in REGISTRY:
            for row in entry.table.select().dicts().execute(database):
                found += [
                    f"{entry.table.__name__} {name}" for name in row if any(one in str(row[name]) for one in markers)
                ]
    return found
