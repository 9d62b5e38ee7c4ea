"""One database, SQLite or PostgreSQL, opened by its URL and used from any thread.

The models (`settings.py`, `records.py`) are bound to no database: every query names the one that it runs on
(`query.execute(database)`), so two databases live in one process without a fight. Every public function of
`store` takes its connection from the pool for the time of one unit of work (`reading`, `writing`), in the thread
that calls it. In the controller that thread is one of a threadpool, never the hub's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from gevent.monkey import get_original
from peewee import Database, PeeweeException, SqliteDatabase
from playhouse import db_url
from playhouse.pool import PooledDatabase

from appliance.store import migrations
from appliance.store.errors import DRIVER_ERRORS, StoreBusy, StoreError, explained
from appliance.store.gate import Gate
from appliance.store.several_hosts import with_hosts_apart
from appliance.store.sqlite_file import refuse_memory, settle_file

POOL = 64  # connections; more than the threads of the controller and the page together
BUSY_SECONDS = 0.5  # how long a write waits for another program's lock
OPENING_SECONDS = 10.0  # how long opening waits for another process that is upgrading the same database
ALREADY_STALE = 1e-9  # seconds
POSTGRES = {
    "prefer_psycopg3": True,
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "tcp_user_timeout": 5000,
    "options": "-c statement_timeout=5000 -c lock_timeout=500",
}
_GATES: WeakKeyDictionary[Database, Gate] = WeakKeyDictionary()  # of those opened later
SCHEMES = {"sqlite": "sqlite+pool", "postgres": "postgresql+pool", "postgresql": "postgresql+pool"}


def open_database(
    url: str, *, create: bool = True, upgrade: bool = True, patience: float = OPENING_SECONDS
) -> Database:
    """Open, check and upgrade the database at a peewee `db_url`, or raise StoreError with one sentence.

    `sqlite:////var/lib/astreinte/astreinte.db` or `postgresql://name:password@host/base`; `host,standby` for several.
    `create` False: a SQLite file that is not there is an error. `upgrade` False: an older schema stays as it is, to be
    looked at, copied or gone back on. `patience`: seconds, while another process writes.
    """
    database = _connect(url)
    if is_sqlite(database):
        settle_file(Path(database.database), create)
    deadline = time.monotonic() + patience
    try:
        while not _made_ready(database, upgrade, last_try=time.monotonic() > deadline):
            time.sleep(0.1)
    except StoreError:
        close_database(database)
        raise
    return database


@contextmanager
def opened(url: str, *, create: bool = False, upgrade: bool = True) -> Iterator[Database]:
    """A database for the time of the block, as `open_database` opens it; closed whatever happens there."""
    database = open_database(url, create=create, upgrade=upgrade)
    try:
        yield database
    finally:
        close_database(database)


def open_later(url: str, why: StoreError) -> Database:
    """A database that is opened by the first use that finds it there; until then each use says what is wrong with it.

    `why`: that, as it was found last. A SQLite file is waited for, never made. StoreError: no such address can be.
    """
    database = _connect(url)

    def make_ready() -> None:
        try:
            if is_sqlite(database):
                settle_file(Path(database.database), create=False)
            _make_ready(database)
        except StoreError:
            cast(PooledDatabase, database).close_idle()  # another file may be there next time
            raise

    _GATES[database] = Gate(make_ready, why)
    return database


def close_database(database: Any) -> None:
    """Close the connections of the pool; those that a thread still uses close when it gives them back."""
    database._stale_timeout = ALREADY_STALE  # closing under another thread's feet would crash the process
    database.close_idle()


def is_sqlite(database: Database) -> bool:
    return isinstance(database, SqliteDatabase)


def where(database: Database) -> str:
    """The file, or the server and base, as a person may read them: no password."""
    if is_sqlite(database):
        return str(database.database)
    return f"PostgreSQL {database.connect_params.get('host', 'local')}/{database.database}"


@contextmanager
def reading(database: Database) -> Iterator[None]:
    """A connection for this thread while the block runs; an error of the driver becomes a StoreError."""
    with _sentences(database), _connection(database):
        yield


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """The same, in one transaction: all of the block is written, or nothing."""
    with _sentences(database), _connection(database), database.atomic(*_lock(database)):
        yield


def try_writing(database: Database) -> None:
    """Write what is there already. StoreError where the database takes nothing, StoreBusy where another writes."""
    with writing(database):
        for change in ("+ 1", "- 1"):  # what does not change is not written
            database.execute_sql(f"UPDATE schema_version SET version = version {change}")  # noqa: S608


def wipe(database: Database, *, whole: bool, seconds: float = OPENING_SECONDS) -> bool:
    """Leave no byte of what was deleted in SQLite's files; False when others did not let us within so many seconds.

    The log is emptied into the file; `whole`: the file is written anew too, for what was deleted before it was zeroed.
    Nothing for PostgreSQL, whose server sees to it (VACUUM). Raises StoreError.
    """
    deadline = time.monotonic() + seconds
    while is_sqlite(database):
        try:
            with _sentences(database), _connection(database):
                if whole:
                    database.execute_sql("VACUUM")
                (busy, *_) = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except StoreBusy:
            busy = True
        if not busy:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _connect(url: str) -> Database:
    scheme = urlsplit(url).scheme.removesuffix("+pool")
    if scheme not in SCHEMES:
        raise StoreError(
            f"Adresse de base de données inconnue (« {scheme or url} ») ; "
            "écrivez sqlite:////dossier/astreinte.db ou postgresql://nom:mot-de-passe@serveur/base."
        )
    options: dict[str, Any] = dict(POSTGRES)
    if scheme == "sqlite":
        refuse_memory(url)
        options = {"pragmas": _pragmas(), "timeout": BUSY_SECONDS, "check_same_thread": False}
    try:
        url = with_hosts_apart(url)
        pooled = SCHEMES[scheme] + url[url.index(":") :]
        database = db_url.connect(
            pooled, unquote_password=True, unquote_user=True, max_connections=POOL, autoconnect=False, **options
        )
    except (ValueError, RuntimeError) as error:
        raise StoreError("Adresse de base de données incomplète ; écrivez sqlite:////dossier/astreinte.db.") from error
    _use_native_locks(database)
    return cast(Database, database)


def _pragmas() -> dict[str, str | int]:
    """WAL with synchronous=FULL: a power cut loses no committed record. What is deleted is zeroed: it is forgotten."""
    durable: dict[str, str | int] = {"journal_mode": "wal", "synchronous": "full"}
    return {"busy_timeout": int(BUSY_SECONDS * 1000), **durable, "foreign_keys": 1, "secure_delete": 1}


def _use_native_locks(database: PooledDatabase) -> None:
    """Give peewee real locks in a monkey-patched process: gevent's are not made to be fought over by threads."""
    database._lock = get_original("_thread", "allocate_lock")()
    database._pool_lock = get_original("_thread", "RLock")()
    database._pool_available = threading.Condition(database._pool_lock)


def _made_ready(database: Database, upgrade: bool, last_try: bool) -> bool:
    """Check and upgrade; False when another process is at it and there is time to wait."""
    try:
        _make_ready(database, upgrade)
    except StoreBusy:
        if last_try:
            raise
        return False
    return True


def _make_ready(database: Database, upgrade: bool = True) -> None:
    """StoreError. Through no gate: it is what the gate waits for."""
    with _sentences(database), _open_connection(database):
        if is_sqlite(database):
            _quick_check(database)
        missing, needed = migrations.missing(database, migrations.NEWEST), migrations.needed(database)
        if needed > migrations.NEWEST:
            raise StoreError(
                f"{where(database)} vient d'une version plus récente (schéma {needed}, le nôtre est le "
                f"{migrations.NEWEST}) ; mettez à jour astreinte."
            )
        if missing and upgrade:
            with database.atomic(*_lock(database)):
                migrations.upgrade(database)


def _quick_check(database: Database) -> None:
    (verdict,) = database.execute_sql("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise PeeweeException(f"malformed: {verdict}")


def _lock(database: Database) -> tuple[str, ...]:
    return ("IMMEDIATE",) if is_sqlite(database) else ()


@contextmanager
def _connection(database: Database) -> Iterator[None]:
    """A connection to a database that is known to be ready; that of this thread where it has one."""
    if database.is_closed() and (gate := _GATES.get(database)) is not None:
        gate.pass_through()
    with _open_connection(database):
        yield


@contextmanager
def _open_connection(database: Database) -> Iterator[None]:
    if not database.is_closed():
        yield
        return
    database.connect()
    if not is_sqlite(database):
        _refresh(database)
    try:
        yield
    finally:
        database.close()


def _refresh(database: Any) -> None:
    """Replace a pooled connection that the PostgreSQL server has closed meanwhile (a restart, a night's silence)."""
    try:
        database.execute_sql("SELECT 1")
    except PeeweeException:
        database.manual_close()
        database.close_idle()
        database.connect()


@contextmanager
def _sentences(database: Database) -> Iterator[None]:
    try:
        yield
    except DRIVER_ERRORS as error:
        raise explained(error, where(database)) from error
