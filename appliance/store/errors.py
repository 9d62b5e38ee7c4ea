"""What can go wrong with the database, each said in one sentence that tells what to do."""

from __future__ import annotations

import sqlite3

import peewee
import psycopg
from playhouse.pool import MaxConnectionsExceeded

DRIVER_ERRORS = (peewee.PeeweeException, sqlite3.Error, psycopg.Error, MaxConnectionsExceeded)


class StoreError(Exception):
    """The database cannot do what is asked."""


class NoDatabase(StoreError):
    """There is no file where the database is said to be."""


class StoreUnavailable(StoreError):
    """The database does not answer, is locked or is full: the same thing may succeed later."""


class StoreBusy(StoreUnavailable):
    """Another program is writing."""


class StoreRejected(StoreError):
    """The database refuses this very data: trying again is of no use."""


BUSY = "La base de données est occupée par un autre programme ; réessayez dans un instant."
SENTENCES: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (("is locked", "is busy", "lock timeout", "lock_not_available"), StoreBusy, BUSY),
    (
        ("is full", "no space left", "disk full"),
        StoreUnavailable,
        "Le disque de la base de données est plein ; libérez de la place, rien n'a été perdu.",
    ),
    (
        ("disk i/o error",),  # a full disk too, where SQLite cannot even make its -shm file
        StoreUnavailable,
        "{where} : le disque refuse l'écriture, plein ou en panne ; libérez de la place ou vérifiez-le.",
    ),
    (
        ("malformed", "not a database", "file is encrypted"),
        StoreError,
        "{where} : base de données illisible ou abîmée ; remettez en place la dernière sauvegarde.",
    ),
    (
        ("session is read-only", "read-only transaction"),  # PostgreSQL's words for a standby
        StoreUnavailable,
        "{where} : aucun serveur n'accepte d'écriture ; le secours attend d'être promu (pg_ctlcluster … promote).",
    ),
    (
        ("readonly", "read-only"),
        StoreUnavailable,
        "{where} : la base de données ne peut pas être écrite ; vérifiez les droits du fichier et de son dossier.",
    ),
    (
        ("already exists", "no such table", "no such column"),
        StoreRejected,
        "{where} : ce ne sont pas les tables attendues ; remettez en place la dernière sauvegarde.",
    ),
    (
        ("unable to open",),
        StoreUnavailable,
        "{where} : la base de données ne peut pas être ouverte ; vérifiez que le dossier existe et ses droits.",
    ),
)


class Overtaken(StoreError):
    """Somebody else has changed the settings since whoever saves them saw them. Nothing is written."""

    def __init__(self) -> None:
        super().__init__("Quelqu'un d'autre vient de changer les réglages ; revoyez-les avant d'enregistrer.")


def explained(error: BaseException, where: str) -> StoreError:
    """The sentence for an error of the driver. `where`: the file, or the server without its password."""
    text = _first_cause(error)
    for words, kind, sentence in SENTENCES:
        if any(word in text.lower() for word in words):
            return kind(sentence.format(where=where))
    first_line = text.strip().splitlines()[0] if text.strip() else type(error).__name__
    if isinstance(error, peewee.IntegrityError | peewee.DataError | peewee.ProgrammingError):
        return StoreRejected(f"{where} : la base de données refuse ces données ({first_line}).")
    return StoreUnavailable(f"{where} : la base de données ne répond pas ({first_line}) ; vérifiez qu'elle fonctionne.")


def _first_cause(error: BaseException) -> str:
    """What went wrong first: after a full disk SQLite has rolled back by itself, and peewee's own roll-back fails."""
    while "cannot rollback" in str(error) and error.__context__ is not None:
        error = error.__context__
    return str(error)
