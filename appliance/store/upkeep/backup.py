"""A backup: one archive of the database, the messages and the sentences, taken while calls go on; and its return.

The archive is a gzipped tar: `about.json`, then `astreinte.db` (SQLite's own snapshot, consistent whatever is written
meanwhile) or `astreinte.pgdump`, then `recordings/` and `prompts/`. Only plain files under those names are ever read
back, and none is unserialised: a hostile archive can fill the disk, no more. Recordings made in the place of the voice
are in the database: their files are not archived twice, and come back from it. The key of the second factors is not
in it, only its name.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from playhouse import db_url
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from appliance.config import Config
from appliance.prompts.recordings import TAKE
from appliance.store import migrations
from appliance.store.database import opened, reading
from appliance.store.errors import StoreError, StoreUnavailable
from appliance.store.second_factors import used_keys
from appliance.store.settings.wordings import settle_recordings
from appliance.store.several_hosts import with_hosts_apart
from appliance.store.upkeep.clock_doubt import believed
from appliance.store.upkeep.erasing import erase_again, erased_calls
from appliance.store.upkeep.plain_copy import copy_sqlite
from appliance.whole_file import whole_file

log = logging.getLogger(__name__)

FORMAT = 1
ABOUT = "about.json"
SQLITE, POSTGRES = "astreinte.db", "astreinte.pgdump"
SOUND = re.compile(r"(recordings|prompts)/[A-Za-z0-9][A-Za-z0-9._\-]{0,200}")
DUMP_SECONDS = 600
READABLE = 0o640  # sounds are shared by FreeSWITCH, the controller and the page, through their folder's group
BROKEN = "{what} ; prenez une autre sauvegarde, rien n'a été changé."


def write_backup(config: Config, out: BinaryIO, moment: datetime) -> dict[str, Any]:
    """Write the archive to `out` and return what it says of itself. `moment`: now, aware. StoreError, OSError."""
    with (
        tempfile.TemporaryDirectory(prefix="astreinte-backup-") as folder,
        tarfile.open(fileobj=out, mode="w|gz") as tar,
    ):
        snapshot = _snapshot(config, Path(folder))
        about = {"format": FORMAT, "made_at": moment.isoformat(), "database": snapshot.name, **_told(config)}
        _add_bytes(tar, ABOUT, json.dumps(about).encode(), moment)
        tar.add(snapshot, snapshot.name, recursive=False)
        for name, path in _sounds(config):
            _add_file(tar, name, path)
    return about


def restore_backup(config: Config, source: BinaryIO) -> dict[str, Any]:
    """Put an archive back, over what is there; messages and sentences that it does not hold stay.

    Everything is unpacked and checked first: StoreError leaves all as it was. Programs that use the database meanwhile
    see the old one or the new one, whole.
    """
    config.state_dir.mkdir(parents=True, exist_ok=True)
    forgotten = _forgotten(config)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=_roomy(config)) as folder:
        unpacked = Path(folder)
        about = _unpack(source, unpacked)
        _check(config, about, unpacked)
        for name in ("recordings", "prompts"):
            _bring_back(unpacked / name, config.state_dir / name)
        if about["database"] == SQLITE:
            _overwrite_sqlite(unpacked / SQLITE, sqlite_file(config))
        else:
            _postgres(
                ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"],
                config,
                unpacked / POSTGRES,
            )
    with opened(config.database_url, create=True) as database:  # an older archive is upgraded
        now = datetime.now(UTC)
        settle_recordings(database, config.prompts_dir, believed(database, now, config.clock_offset_seconds))
        erase_again(database, config, forgotten, now)
    return about


def _forgotten(config: Config) -> list[str]:
    """The calls whose caller was forgotten since: the archive must not bring them back. A broken base knows of none."""
    with ExitStack() as stack:
        try:
            database = stack.enter_context(opened(config.database_url))
        except StoreError:
            return []
        return erased_calls(database)


def sqlite_file(config: Config) -> Path:
    """The file of the SQLite database of this machine."""
    return Path(str(db_url.parse(config.database_url)["database"]))


def _roomy(config: Config) -> Path:
    """On the disk of the state, which has room for what it held; /tmp may be memory."""
    return sqlite_file(config).parent if config.database_url.startswith("sqlite") else config.spool_dir


def _snapshot(config: Config, folder: Path) -> Path:
    if not config.database_url.startswith("sqlite"):
        path = folder / POSTGRES
        _postgres(["pg_dump", "--format=custom", "--no-owner", "--file"], config, path)
        return path
    path = folder / SQLITE
    copy_sqlite(sqlite_file(config), path)
    return path


def _told(config: Config) -> dict[str, Any]:
    """What a program must know to read this backup; and the names of the keys of the second factors in it."""
    with opened(config.database_url) as database:
        with reading(database):
            schema = migrations.needed(database)
        return {"schema": schema, "second_factor_keys": sorted(set(used_keys(database)) - {""})}


def _sounds(config: Config) -> Iterator[tuple[str, Path]]:
    for folder in (config.recordings_dir, config.prompts_dir):
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            name = f"{folder.name}/{path.name}"
            if SOUND.fullmatch(name) and path.is_file() and not path.is_symlink() and not TAKE.fullmatch(path.name):
                yield name, path


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> None:
    """A message may be deleted, or still growing, while we copy: it is read once, whole."""
    try:
        content, modified = path.read_bytes(), path.stat().st_mtime
    except FileNotFoundError:
        return
    except OSError as error:
        log.error("%s is not in this backup (%s): the rest is", name, error.strerror)
        return
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = len(content), int(modified), READABLE
    tar.addfile(member, io.BytesIO(content))


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes, moment: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = len(content), int(moment.timestamp()), READABLE
    tar.addfile(member, io.BytesIO(content))


def _unpack(source: BinaryIO, folder: Path) -> dict[str, Any]:
    for name in ("recordings", "prompts"):
        (folder / name).mkdir()
    try:
        with tarfile.open(fileobj=source, mode="r|*") as tar:
            for member in tar:
                if not member.isfile() or not (
                    member.name in (ABOUT, SQLITE, POSTGRES) or SOUND.fullmatch(member.name)
                ):
                    raise StoreError(BROKEN.format(what=f"« {member.name[:80]} » n'a rien à faire dans une sauvegarde"))
                content = tar.extractfile(member)
                assert content is not None  # noqa: S101 - a plain file has a content
                with (folder / member.name).open("wb") as file:
                    shutil.copyfileobj(content, file)
        return dict(json.loads((folder / ABOUT).read_text(encoding="utf-8")))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.filename and not isinstance(error, FileNotFoundError):
            raise
        raise StoreError(BROKEN.format(what=f"Sauvegarde illisible ou incomplète ({error})")) from error


def _check(config: Config, about: dict[str, Any], folder: Path) -> None:
    expected = SQLITE if config.database_url.startswith("sqlite") else POSTGRES
    if about.get("format") != FORMAT:
        raise StoreError(BROKEN.format(what=f"Format de sauvegarde inconnu ({about.get('format')!r})"))
    if about.get("database") != expected or not (folder / expected).is_file():
        kind = "SQLite" if expected == SQLITE else "PostgreSQL"
        raise StoreError(
            BROKEN.format(what=f"Cette sauvegarde n'est pas celle d'une base {kind}, celle de cette machine")
        )
    if not isinstance(about.get("schema"), int) or about["schema"] > migrations.NEWEST:
        raise StoreError(
            "Sauvegarde d'une version plus récente ; installez cette version d'astreinte, puis recommencez."
        )
    if expected == SQLITE:
        _check_sqlite(folder / SQLITE)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as copy:
            verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != "ok":
        raise StoreError(BROKEN.format(what=f"La base de cette sauvegarde est abîmée ({verdict})"))


def _bring_back(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        with path.open("rb") as sound, whole_file(target / path.name, mode=READABLE) as file:
            shutil.copyfileobj(sound, file)


def _overwrite_sqlite(source: Path, target: Path) -> None:
    """SQLite copies into the database in use, in one transaction."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(target, timeout=10)) as live:
            live.execute("PRAGMA journal_mode=wal")
            copy.backup(live)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{target} : restauration impossible ({error}) ; recommencez.") from error


def _postgres(command: list[str], config: Config, file: Path) -> None:
    """Run PostgreSQL's own program; the password travels in its environment, which other accounts cannot read."""
    words, environment = _postgres_words(config.database_url)
    where = [*words, str(file)] if command[0] == "pg_restore" else [str(file), *words]
    try:
        done = subprocess.run(
            [*command, *where], env=environment, capture_output=True, text=True, timeout=DUMP_SECONDS, check=False
        )
    except FileNotFoundError:
        raise StoreError(f"{command[0]} manque : sudo apt install postgresql-client") from None
    except subprocess.TimeoutExpired:
        raise StoreUnavailable(f"{command[0]} n'a pas fini en {DUMP_SECONDS} s ; vérifiez PostgreSQL.") from None
    if done.returncode:
        told = done.stderr.strip().splitlines()
        raise StoreUnavailable(f"{command[0]} a échoué : {told[-1] if told else done.returncode}")


def _postgres_words(url: str) -> tuple[list[str], dict[str, str]]:
    """Where it is, with what the URL says of TLS and of several hosts; the password apart, for the environment."""
    facts = db_url.parse(with_hosts_apart(url), unquote_password=True, unquote_user=True)
    password = facts.pop("password", None)
    facts["dbname"] = facts.pop("database")
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}  # the pool has words of its own
    told = make_conninfo(**{key: value for key, value in facts.items() if value and key in known})
    return [f"--dbname={told}"], environment
