"""The settings in force, kept in a file too: what calls are served from where the database cannot be reached.

One JSON object: the number and moment of the revision, its document word for word as the database has it, and the
digest of that. It is written whole, so that one that is torn or was altered is known by its digest, and never served.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from peewee import Database

from appliance.company.document import digest_of, document_of
from appliance.company.model import Company
from appliance.planning.moments import long_moment
from appliance.store.database import reading
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import Revision, newest_revision
from appliance.whole_file import DRAFT, write_whole

READABLE = 0o640  # the pages, in the group of that folder, have the whole database
ABSENT = "aucune copie des réglages n'est sur le disque ({path})"
UNREAD = "la copie des réglages sur le disque ne se lit pas ({path} : {error})"
ALTERED = "la copie des réglages sur le disque est abîmée, ou n'est pas telle qu'elle a été écrite ({path})"
NOT_UNDERSTOOD = "cette version ne comprend pas la copie des réglages sur le disque ({path} : {error})"
NOTHING_IN_FORCE = "la base de données n'a pas de réglages à y mettre"


class NoCopy(StoreError):
    """There is no copy of the settings that calls could be served from; the message says why, and is no sentence."""


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    number: int
    at: datetime
    digest: str
    document: msgspec.Raw


def write_copy(path: Path, revision: Revision) -> None:
    """Put these settings in place of those kept; a power cut loses neither. OSError: the former ones are there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    kept = _Kept(revision.number, revision.at, revision.digest, msgspec.Raw(revision.document.encode()))
    write_whole(path, msgspec.json.encode(kept), mode=READABLE)


def read_copy(path: Path) -> Revision:
    """The settings kept, as they were written. NoCopy where there are none, or others."""
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):  # whoever else may write there put it
            raise NoCopy(ALTERED.format(path=path))
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
        document = bytes(kept.document).decode()
    except FileNotFoundError:
        raise NoCopy(ABSENT.format(path=path)) from None
    except OSError as error:
        raise NoCopy(UNREAD.format(path=path, error=error.strerror)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoCopy(ALTERED.format(path=path)) from error
    if digest_of(document) != kept.digest or kept.at.tzinfo is None:
        raise NoCopy(ALTERED.format(path=path))
    return Revision(kept.number, kept.at, kept.digest, document)


def company_kept(path: Path) -> tuple[Revision, Company]:
    """The company of the settings kept, a newer release's as far as this one understands it. NoCopy."""
    revision = read_copy(path)
    try:
        return revision, document_of(revision.document).company
    except ValueError as error:
        raise NoCopy(NOT_UNDERSTOOD.format(path=path, error=error)) from error


def settle_copy(database: Database, path: Path) -> bool:
    """Make the settings kept those in force, whatever they were; whether something changed on the disk.

    What a program that was killed left of them is removed. Nothing is made where nothing was. StoreError, OSError.
    """
    left = list(path.parent.glob(f".{path.name}.*{DRAFT}"))
    for draft in left:
        draft.unlink(missing_ok=True)
    if not os.path.lexists(path):
        return bool(left)
    with reading(database):
        in_force = newest_revision(database)
    if in_force is None:
        raise OSError(errno.ENODATA, NOTHING_IN_FORCE, str(path))
    with suppress(NoCopy):
        if read_copy(path) == in_force:
            return bool(left)
    write_copy(path, in_force)
    return True


def told(revision: Revision, company: Company) -> str:
    """« réglages du samedi 28 novembre 2026 à 14 h 02 »: how old they are, on the company's clock."""
    return f"réglages du {long_moment(revision.at, company.timezone)}"
