"""What becomes of a message: to whom it is given, when it was dealt with and how, when it was deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, Database, fn

from appliance.calls.text_lengths import NOTE
from appliance.store.accounts.accounts import Role, list_accounts
from appliance.store.accounts.audit import changed, note
from appliance.store.accounts.leaving import has_left, is_unknown
from appliance.store.accounts.tables import CareRow
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.journal.tables import CallRow, MessageRow
from appliance.store.journal.transcripts import erase_transcript
from appliance.store.outbox.queue import withdraw
from appliance.store.outbox.tables import TidingRow
from appliance.store.outbox.tidings import message_key, take_charge
from appliance.store.settings.revisions import newest_document

SHOWN = 50  # on one page
SAME_MOMENT = (MessageRow.call_id, MessageRow.file)  # one order for all: pages neither skip nor repeat


@dataclass(frozen=True)
class Message:
    """A message of a caller and what became of it. `version` counts the changes, 0 when nobody has touched it.

    `line`: the identifier of the line called, None where it was none.
    `waits_until`: it can wait, and is told to nobody before then.
    `caller_agent`: whose telephone called, if an agent's; `withheld`: its number is not told to whoever asks.
    `transcript`: its words, as a program wrote them down; `transcript_state`: a `Transcript`, None while they are due.
    `urgent_word`: of the company's, heard in it: it could wait, and is urgent since `urgent_at`.
    """

    call_id: str
    file: str
    seconds: float
    at: datetime
    line_name: str
    caller: str | None
    order: str | None
    version: int = 0
    assigned_to: str | None = None
    note: str = ""
    done_at: datetime | None = None
    done_by: str | None = None
    deleted_at: datetime | None = None
    caller_agent: str | None = None
    withheld: bool = False
    taken_by: str | None = None
    taken_agent: str | None = None
    line: str | None = None
    waits_until: datetime | None = None
    transcript: str | None = None
    transcript_state: str | None = None
    urgent_word: str | None = None
    urgent_at: datetime | None = None

    @property
    def in_charge(self) -> str | None:
        """Who has it: the account that it is given to, else whoever said so from the mail that told them of it."""
        return self.assigned_to or self.taken_by

    @property
    def open(self) -> bool:
        """Whether somebody has still to deal with it."""
        return self.done_at is None and self.deleted_at is None


class NotEntrusted(StoreError):
    """A message is not given to somebody who could not open it; the message says why."""


class ChangedMeanwhile(StoreError):
    """Somebody else has changed the message, or has it, since it was read. `now`: as it is."""

    def __init__(self, now: Message) -> None:
        super().__init__("Ce message vient d'être modifié par quelqu'un d'autre ; voici ce qui a changé.")
        self.now = now


def may_open(database: Database, now: datetime) -> list[str]:
    """The accounts that a message may be given to: they can sign in, open what is given to them and act. StoreError.

    An account that only reads is given nothing; whoever has left the company opens nothing (`leaving.py`).
    """
    with reading(database):
        found = newest_document(database)
    company = found.company if found else None
    return [
        one.name
        for one in list_accounts(database)
        if one.open
        and one.role is not Role.READER
        and not is_unknown(one, company)
        and not has_left(one, company, now)
        and (one.one_time_until is None or one.one_time_until > now)
    ]


@dataclass(frozen=True)
class Opens:
    """What an agent may open: what was left on these lines, by identifier, or is given to this account."""

    lines: frozenset[str]
    account: str | None


@dataclass(frozen=True)
class MessagesWanted:
    """Which messages are listed: the oldest of those to be dealt with, or those last `finished`.

    `newest_first`: the newest of those to be dealt with. `skip`: so many of them were shown before. `of`: those alone
    that are given to this account. `lines`: those alone that were left on these, and are not given to `but`.
    `opens`: those alone that an agent may open. `call`: those alone of this call.
    """

    finished: bool = False
    newest_first: bool = False
    limit: int = SHOWN
    skip: int = 0
    of: str | None = None
    lines: frozenset[str] | None = None
    but: str | None = None
    opens: Opens | None = None
    call: str | None = None


def list_messages(database: Database, wanted: MessagesWanted) -> list[Message]:
    """Those that are wanted, in that order. Deleted ones are not told. StoreError."""
    query = all_messages().where(CareRow.deleted_at.is_null()).limit(wanted.limit).offset(wanted.skip)
    if wanted.of is not None:
        query = query.where(CareRow.assigned_to == wanted.of)
    if wanted.lines is not None:
        theirs = CareRow.assigned_to.is_null() | (CareRow.assigned_to != wanted.but)
        query = query.where(CallRow.line_id.in_(sorted(wanted.lines)), theirs)
    if wanted.opens is not None:
        given = CareRow.assigned_to.in_([wanted.opens.account] if wanted.opens.account else [])
        query = query.where(CallRow.line_id.in_(sorted(wanted.opens.lines)) | given)
    if wanted.call is not None:
        query = query.where(MessageRow.call_id == wanted.call)
    if wanted.finished:
        query = query.where(CareRow.done_at.is_null(False)).order_by(CareRow.done_at.desc(), *SAME_MOMENT)
    else:
        at = MessageRow.at.desc() if wanted.newest_first else MessageRow.at
        query = query.where(CareRow.done_at.is_null()).order_by(at, *SAME_MOMENT)
    with reading(database):
        return [Message(**row) for row in query.dicts().execute(database)]


def waiting(database: Database) -> tuple[int, datetime | None]:
    """How many are to be dealt with, and when the oldest was left. Raises StoreError."""
    care = (CareRow.call_id == MessageRow.call_id) & (CareRow.file == MessageRow.file)
    settled = CareRow.done_at.is_null(False) | CareRow.deleted_at.is_null(False)
    with reading(database):
        query = MessageRow.select(fn.COUNT(MessageRow.call_id), fn.MIN(MessageRow.at))
        query = query.where(~fn.EXISTS(CareRow.select(CareRow.call_id).where(care, settled)))
        number, oldest = query.tuples().first(database)
    return number, datetime.fromisoformat(oldest) if isinstance(oldest, str) else oldest


def messages_of(database: Database, call_id: str) -> list[Message]:
    """All those of one call, the deleted ones too. Raises StoreError."""
    query = all_messages().where(MessageRow.call_id == call_id).order_by(MessageRow.at)
    with reading(database):
        return [Message(**row) for row in query.dicts().execute(database)]


def find_message(database: Database, call_id: str, file: str) -> Message | None:
    """One message, or None. Raises StoreError."""
    query = all_messages().where(MessageRow.call_id == call_id, MessageRow.file == file)
    with reading(database):
        row = query.dicts().first(database)
    return Message(**row) if row else None


def take_care(
    database: Database, message: Message, *, assigned_to: str | None, text: str, done: bool, by: str, now: datetime
) -> None:
    """Give it to somebody who may open it, note what was done, end it or open it again.

    NotEntrusted, ChangedMeanwhile, StoreError.
    """
    if assigned_to is not None and assigned_to != message.assigned_to and assigned_to not in may_open(database, now):
        raise NotEntrusted(
            f"« {assigned_to} » n'a pas de compte qui puisse ouvrir ce message et s'en charger ; "
            "choisissez-en un autre."
        )
    note_now = text.strip()[:NOTE]
    facts = {
        "assigned_to": assigned_to,
        "note": note_now,
        "done_at": (message.done_at or now) if done else None,
        "done_by": (message.done_by or by) if done else None,
    }
    lines = (
        [changed("Confié à", message.assigned_to, assigned_to)] if (message.assigned_to or None) != assigned_to else []
    )
    lines += ["Note : modifiée"] if message.note != note_now else []  # what it says goes with its call
    was_done = message.done_at is not None
    lines += [changed("État", state_words(was_done), state_words(done))] if was_done != done else []
    with writing(database):
        if lines:
            _change(database, message, facts, f"Message de l'appel {message.call_id} : suivi", lines, by, now)
        if done or assigned_to is not None:
            take_charge(database, message_key(message.call_id, message.file), by, now)


def delete_message(database: Database, message: Message, *, by: str, now: datetime) -> None:
    """Note that it is deleted, with its words; the sound is the caller's to remove. ChangedMeanwhile, StoreError."""
    act = f"Message de l'appel {message.call_id} : supprimé"
    with writing(database):
        _change(database, message, {"deleted_at": now, "note": ""}, act, [], by, now)
        erase_transcript(database, message.call_id, message.file)
        withdraw(database, message_key(message.call_id, message.file))
    take_charge(database, message_key(message.call_id, message.file), by, now)


def state_words(done: bool) -> str:
    return "traité" if done else "à traiter"


def _change(
    database: Database, seen: Message, facts: dict[str, Any], act: str, lines: Sequence[str], by: str, now: datetime
) -> None:
    """Write over the version that was seen, or over none: compared as it is written, as another may write now."""
    row = {"call_id": seen.call_id, "file": seen.file, "note": "", **facts, "version": 1}
    key, again = [CareRow.call_id, CareRow.file], {**facts, "version": CareRow.version + 1}
    insert = CareRow.insert(row).on_conflict(conflict_target=key, update=again, where=CareRow.version == seen.version)
    with writing(database):
        current = find_message(database, seen.call_id, seen.file)
        if current is None:
            raise StoreError("Ce message n'existe plus.")
        if (current.version, current.taken_by) != (seen.version, seen.taken_by):
            raise ChangedMeanwhile(current)
        if not insert.as_rowcount().execute(database):
            raise ChangedMeanwhile(find_message(database, seen.call_id, seen.file) or current)
        note(database, by, act, lines, at=now)


def all_messages() -> Any:
    """What a `Message` is made of, the deleted ones too."""
    care = (CareRow.call_id == MessageRow.call_id) & (CareRow.file == MessageRow.file)
    told = (TidingRow.call_id == MessageRow.call_id) & (TidingRow.file == MessageRow.file)
    return (
        MessageRow.select(
            MessageRow.call_id,
            MessageRow.file,
            MessageRow.seconds,
            MessageRow.at,
            MessageRow.waits_until,
            MessageRow.transcript,
            MessageRow.transcript_state,
            MessageRow.urgent_word,
            MessageRow.urgent_at,
            CallRow.line_name,
            CallRow.line_id.alias("line"),
            CallRow.caller,
            CallRow.caller_agent,
            CallRow.order_number.alias("order"),
            fn.COALESCE(CareRow.version, 0).alias("version"),
            CareRow.assigned_to,
            fn.COALESCE(CareRow.note, "").alias("note"),
            CareRow.done_at,
            CareRow.done_by,
            CareRow.deleted_at,
            TidingRow.taken_by,
            TidingRow.taken_agent,
        )
        .join(CallRow, on=(CallRow.id == MessageRow.call_id))
        .join(CareRow, JOIN.LEFT_OUTER, on=care, src=MessageRow)
        .join(TidingRow, JOIN.LEFT_OUTER, on=told, src=MessageRow)
    )
