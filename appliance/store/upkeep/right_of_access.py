"""The right of access: everything that the box holds of a caller, in one ZIP that a person can read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from peewee import Database

from appliance.company.numbers import readable
from appliance.config import Config
from appliance.planning.number_traces import Traces, traces_of
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.customers.answers import Question, answered
from appliance.store.customers.lookup import lines_held
from appliance.store.database import reading
from appliance.store.fields import InstantField
from appliance.store.journal.call_sounds import sounds_of
from appliance.store.journal.reader import list_calls
from appliance.store.journal.tables import CallRow, StepRow
from appliance.store.upkeep import personal_tables
from appliance.store.upkeep.personal_data import OWN_STEPS, Columns, Fate, column, of_callers
from appliance.store.upkeep.personal_files import Holds, files_of
from appliance.store.upkeep.searched import found_in_texts
from appliance.store.upkeep.striking import calls_in_files

DATED = (2001, 1, 1, 0, 0, 0)  # the files of the ZIP carry their own dates
OF_THE_CALL = ("id", "started_at", "ended_at", "line_name", "called", "caller", "order", "outcome")
READ_ME = """Ce que la boîte garde de {who}, le {moment:%d/%m/%Y à %H:%M} (UTC).

appels.json       chaque appel : ses moments, le numéro, ce qui a été tapé, comment il a fini
clients.json      ses lignes de la liste des clients
registre.json     le reste, table par table : messages et leur suivi, notes, textes qui citent ce numéro
messages/         les messages laissés, et ce qui a été dit avant la recherche, en WAV
mis-de-cote/      ce que le journal n'a pas (encore) pris, et les enregistrements qu'il ne connaît pas

Ce qui est gardé, où, combien de temps et pourquoi :

{table}

Les sauvegardes, chiffrées, contiennent les mêmes choses, plus anciennes, jusqu'à ce que leur âge les efface.
"""


def write_held(
    database: Database, config: Config, out: BinaryIO, now: datetime, *, number: str | None, call: str | None
) -> tuple[int, int]:
    """Write the ZIP of a number (E.164), or of one call; how many calls and sounds are in it. StoreError, OSError."""
    traces = traces_of(number, config.country) if number else None
    aside = calls_in_files(config.state_dir, traces) if traces else set()
    with reading(database):
        asked = CallbackRow.select(CallbackRow.call_id).where(CallbackRow.number == number)
        mine = (CallRow.caller == number) | CallRow.id.in_(asked) if number else CallRow.id == call
        found = CallRow.select(CallRow.id).where(mine | CallRow.id.in_(list(aside)))
        calls = [one for (one,) in found.tuples().execute(database)]
        journal = [told for one in calls for told in list_calls(database, call_id=one)]
        rows = list(_rows(database, calls, traces))
        sounds = [config.recordings_dir / Path(file).name for file in sounds_of(database, calls)]
    customers = [*lines_held(database, number), *answered(database, Question(number=number))] if number else []
    sounds = [path for path in sounds if path.is_file()]
    others = [path for path in _aside(config.state_dir, {*calls, *aside}, traces) if path not in sounds]
    who = readable(number, config.country) if number else f"l'appelant de l'appel {call}"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "lisez-moi.txt", READ_ME.format(who=who, moment=now, table=personal_tables.table()).encode())
        _add(archive, "appels.json", _json([_call_told(one) for one in journal]))
        _add(archive, "clients.json", _json([asdict(one) for one in customers]))
        _add(archive, "registre.json", _json(rows))
        for path in sounds:
            _add(archive, f"messages/{path.name}", path.read_bytes())
        for path in others:
            _add(archive, f"mis-de-cote/{path.name}", path.read_bytes())
    return len(calls), len(sounds)


def _call_told(call: dict[str, Any]) -> dict[str, Any]:
    """The caller's side of a call: the agents who were rung are other people."""
    return {name: call[name] for name in OF_THE_CALL}


def _rows(database: Database, calls: Sequence[str], traces: Traces | None) -> Iterator[dict[str, Any]]:
    """What the registry says to be the callers', and the free texts that have the number."""
    for entry in of_callers():
        mine = column(entry, entry.call).in_(calls)
        if entry.fate is Fate.TYPED:
            mine &= StepRow.name.not_in(OWN_STEPS)
        for row in list(entry.table.select().where(mine).dicts().execute(database)):
            yield _row(entry, row, (*entry.fields, "name"))
    for entry, row in found_in_texts(database, traces) if traces else ():
        if not entry.call or row[column(entry, entry.call).name] not in calls:
            yield _row(entry, row, entry.searched)


def _row(entry: Columns, row: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    moments = {field.name for field in entry.table._meta.sorted_fields if isinstance(field, InstantField)}
    shown = [name for name in row if name in names or name in moments or name == entry.call]
    return {"table": entry.table._meta.table_name, **{name: row[name] for name in shown}}


def _aside(state: Path, calls: Collection[str], traces: Traces | None) -> Iterator[Path]:
    """Files that are the caller's alone; of files that others share, nothing leaves."""
    for holds in (Holds.VOICE, Holds.REPORT):
        for path in files_of(state, holds):
            if any(path.name.startswith(call) for call in calls):
                yield path


def _json(facts: Any) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=2, default=_told).encode()


def _told(fact: Any) -> str:
    return fact.isoformat() if isinstance(fact, datetime) else str(fact)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, DATED), content)
