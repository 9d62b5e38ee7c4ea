"""What an older release would not do with the settings: it is asked what it knows.

It serves the calls from a document of a newer release, and saves none. One that deciphers no second factor lets nobody
in who has one.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from peewee import Database

from appliance.company.document import VERSION
from appliance.store import migrations
from appliance.store.accounts.tables import AccountRow
from appliance.store.callbacks.listing import open_callbacks
from appliance.store.database import reading
from appliance.store.errors import StoreError
from appliance.store.factor_keys import MARK
from appliance.store.journal.spool import waiting_in
from appliance.store.statements.tables import EditionWordsRow

SECONDS = 60
CALLBACKS = 27  # the migration since which callers are called back
WORDS_APART = 11  # the migration since which a closed statement has its words on callers beside it
QUESTION = """
import json
from importlib.util import find_spec
from appliance.store import migrations
document = 0  # a release whose settings were no document
if find_spec("appliance.company") is not None and find_spec("appliance.company.document") is not None:
    from appliance.company.document import VERSION as document
deciphers = find_spec("appliance.store.factor_keys") is not None
print(json.dumps({"newest": migrations.NEWEST, "document": document, "deciphers": deciphers}))
"""


@dataclass(frozen=True)
class Knowledge:
    """Of a release. `newest`: its last migration; `document`: the version of the settings that it writes.

    `deciphers`: second factors.
    """

    newest: int
    document: int
    deciphers: bool


def knowledge_of(release: Path) -> Knowledge:
    """Asked of the release itself, by its own Python. StoreError, in French, when it does not say."""
    python = release / "bin" / "python3"
    try:
        done = subprocess.run(
            [python, "-P", "-c", QUESTION], cwd="/", capture_output=True, text=True, timeout=SECONDS, check=True
        )
        told = json.loads(done.stdout)
        return Knowledge(told["newest"], told["document"], told["deciphers"])
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


def not_upgraded(database: Database) -> bool:
    """Whether this release has still to make the database its own. StoreError."""
    with reading(database):
        return bool(migrations.missing(database, migrations.NEWEST))


def reads_settings(known: Knowledge) -> bool:
    """Whether it may change the settings that this release writes; of newer ones, it only serves the calls."""
    return known.document >= VERSION


def closed_apart(database: Database, known: Knowledge) -> bool:
    """Whether it would show closed statements without the words on callers that now stand beside them. StoreError."""
    if known.newest >= WORDS_APART or not_upgraded(database):
        return False
    with reading(database):
        return bool(EditionWordsRow.select().exists(database))


def not_called_back(database: Database, known: Knowledge, spool: Path) -> list[str]:
    """The numbers (E.164) that were promised a call, which that release would not make. StoreError, OSError.

    Of a promise that waits in the spool it would not even write the record.
    """
    if known.newest >= CALLBACKS or not_upgraded(database):
        return []
    written = [one.number for one in open_callbacks(database) if one.number]
    waiting = [str(record.get("to")) for record in waiting_in(spool) if record.get("kind") == "callback"]
    return list(dict.fromkeys([*written, *waiting]))


def locked_out(database: Database, known: Knowledge) -> list[str]:
    """The open accounts whose second factor it could not read, by name. StoreError."""
    if known.deciphers:
        return []
    with reading(database):
        sealed = AccountRow.select(AccountRow.name).where(
            AccountRow.closed_at.is_null() & AccountRow.totp_secret.startswith(MARK)
        )
        return [name for (name,) in sealed.order_by(AccountRow.name).tuples().execute(database)]
