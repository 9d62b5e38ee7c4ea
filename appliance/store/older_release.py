"""What an older release would lose of the settings: it is asked what it knows, and they are looked through.

A release writes all the settings anew at each save. Of a table that it knows it writes the columns that it knows; a
table that it does not know stays as it is. An action of which it does not know the name becomes a message. One that
deciphers no second factor lets nobody in who has one.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import Database

from appliance.company.model import Company
from appliance.planning.dated_shifts import days_text
from appliance.store import migrations
from appliance.store.accounts.tables import AccountRow
from appliance.store.database import reading
from appliance.store.errors import StoreError
from appliance.store.factor_keys import MARK
from appliance.store.settings.to_rows import Placed, rows_of

SECONDS = 60
QUESTION = """
import json
from importlib.util import find_spec
from appliance.store import migrations
try:
    from appliance.store.settings import tables as settings, to_rows
except ImportError:  # a release whose store was one room
    from appliance.store import settings, to_rows
tables = {kind._meta.table_name: sorted(kind._meta.columns) for kind in settings.SETTINGS}
deciphers = find_spec("appliance.store.factor_keys") is not None
actions = sorted(to_rows.KINDS.values())
print(json.dumps({"newest": migrations.NEWEST, "tables": tables, "actions": actions, "deciphers": deciphers}))
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class Knowledge:
    """Of a release. `newest`: its last migration; `tables`: of the settings, with their columns.

    `deciphers`: second factors.
    """

    newest: int
    tables: Mapping[str, frozenset[str]]
    actions: frozenset[str]
    deciphers: bool


def knowledge_of(release: Path) -> Knowledge:
    """Asked of the release itself, by its own Python. StoreError, in French, when it does not say."""
    python = release / "bin" / "python3"
    try:
        done = subprocess.run(
            [python, "-P", "-c", QUESTION], cwd="/", capture_output=True, text=True, timeout=SECONDS, check=True
        )
        told = json.loads(done.stdout)
        tables = {name: frozenset(columns) for name, columns in told["tables"].items()}
        return Knowledge(told["newest"], tables, frozenset(told["actions"]), told["deciphers"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        raise StoreError(f"{release} : cette version ne dit pas ce qu'elle sait lire ({reason(error)}).") from error


def reason(error: Exception) -> str:
    """The last line of what went wrong."""
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
    return (said or "").strip().splitlines()[-1] if (said or "").strip() else type(error).__name__


def can_open(database: Database, known: Knowledge) -> bool:
    """Whether that release opens this database at all. StoreError."""
    with reading(database):
        return migrations.needed(database) <= known.newest


def lost_by(database: Database, company: Company, known: Knowledge) -> list[str]:
    """What it would write away at its first save: a sentence each. StoreError."""
    usual = usual_values(database, known)
    found = [
        said
        for placed in rows_of(company)
        for said in (*columns_lost(company, placed, known, usual), *actions_lost(placed, known))
    ]
    return list(dict.fromkeys(found))


def locked_out(database: Database, known: Knowledge) -> list[str]:
    """The open accounts whose second factor it could not read, by name. StoreError."""
    if known.deciphers:
        return []
    with reading(database):
        sealed = AccountRow.select(AccountRow.name).where(
            AccountRow.closed_at.is_null() & AccountRow.totp_secret.startswith(MARK)
        )
        return [name for (name,) in sealed.order_by(AccountRow.name).tuples().execute(database)]


def usual_values(database: Database, known: Knowledge) -> dict[tuple[str, str], str | None]:
    """What the database puts in a column that a writer leaves out, of each table that the release knows."""
    with reading(database):
        return {
            (table, column.name): column.default.strip("'") if column.default is not None else None
            for table in known.tables
            for column in database.get_columns(table)
        }


def columns_lost(
    company: Company, placed: Placed, known: Knowledge, usual: Mapping[tuple[str, str], str | None]
) -> Iterator[str]:
    kind, row = placed
    table = kind._meta.table_name
    if table not in known.tables:
        return
    for name, value in row.items():
        column = kind._meta.fields[name].column_name
        unknown = column not in known.tables[table]
        if unknown and not is_usual(value, usual.get((table, column))):
            yield words_of(company, table, column, row)


def is_usual(value: Any, usual: str | None) -> bool:
    """Whether the database would put the same. `usual`: as it writes it; it says TRUE, or true."""
    if isinstance(value, bool):
        return str(value).casefold() == (usual or "").casefold()
    return value is None or str(value) == usual


def actions_lost(placed: Placed, known: Knowledge) -> Iterator[str]:
    kind, row = placed
    action = row.get("action")
    if action is None or action in known.actions:
        return
    if "menu_id" in row and action == "repeat":
        yield f"menu {row['menu_id']}, touche {row['key']} : « redire le menu » ; elle prendrait un message"
    else:
        yield f"{kind._meta.table_name} : « {action} », qui deviendrait un message"


def words_of(company: Company, table: str, column: str, row: Row) -> str:
    """« équipe SAV, créneau de Claire Durand : dès le 01/12/2026 ; il sonnerait sans ces dates »."""
    match table, column:
        case "shifts", "first_day" | "last_day":
            team = company.teams[row["team_id"]]
            shift = team.plan.shifts[row["position"]]
            name = company.agents[shift.agent].name
            return f"équipe {team.name}, créneau de {name} : {days_text(shift)} ; il sonnerait sans ces dates"
        case "agents", "code_hash":
            return f"intervenant {row['name']} : son code ; il n'en aurait plus"
        case "lines", "target_wait":
            return f"ligne {row['name']} : l'attente visée, {row['target_wait']} s ; elle redeviendrait celle d'usage"
        case "lines", "announcement_whole":
            return f"ligne {row['name']} : son annonce entendue en entier ; une touche la couperait"
        case "lines", "tell_retention":
            return f"ligne {row['name']} : de ne pas dire combien de temps un message est conservé"
    return f"{table} : {column}, {row.get(column, 'une valeur')}"
