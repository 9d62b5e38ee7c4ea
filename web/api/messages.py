"""The messages of callers: listed, read, heard, given to somebody, ended, deleted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from flask import Response
from msgspec import UNSET, Meta, UnsetType

from appliance.calls.text_lengths import NOTE
from appliance.disclosure.journal import list_messages, seen
from appliance.store.journal.message_erasing import erase_message
from appliance.store.journal.message_followup import (
    SHOWN,
    Message,
    MessagesWanted,
    NotEntrusted,
    find_message,
    take_care,
    waiting,
)
from appliance.store.journal.transcripts import Transcript
from web.api.fields import Asked, Instant, Key, Told
from web.api.gate import sight, token
from web.api.operation import Answer, Group, Match, Right, check_version
from web.api.problems import Refusal
from web.api.sounds import sound_answer
from web.frame.site import Site, current_site

Note = Annotated[str, Meta(max_length=NOTE, pattern=r"^[^\x00]*$")]


class State(StrEnum):
    """Whether somebody has still to deal with it."""

    WAITING = "waiting"
    DONE = "done"


class MessageSearch(Asked):
    """Ceux qui attendent, ou ceux qui sont traités."""

    state: State = State.WAITING
    limit: Annotated[int, Meta(ge=1, le=500, description="Messages au plus.")] = SHOWN
    skip: Annotated[int, Meta(ge=0, le=1_000_000, description="Messages déjà lus, à passer.")] = 0


class MessageTold(Told):
    """Un message laissé par un appelant, et ce qu'il en est advenu.

    `withheld` : le numéro est celui d'un intervenant, que ce jeton ne lit pas ; `caller_agent` dit lequel.
    `waits_until` : il peut attendre, et personne n'en est prévenu avant. `transcript` : ses mots, transcrits
    automatiquement, où la machine le fait. `urgent_word` : le mot relevé qui l'a rendu urgent, alors qu'il pouvait
    attendre.
    """

    call: str
    file: str
    seconds: float
    at: Instant
    line_name: str
    caller: str | None
    caller_agent: str | None
    withheld: bool
    order: str | None
    waits_until: Instant | None
    assigned_to: str | None
    note: str
    done_at: Instant | None
    done_by: str | None
    transcript: str | None
    transcript_doubtful: bool
    urgent_word: str | None


class Messages(Told):
    """Le plus ancien de ceux qui attendent d'abord, ou le dernier traité.

    `waiting` : combien attendent en tout ; `more` : il y en a d'autres après ceux-ci, à demander avec `skip`.
    """

    waiting: int
    more: bool
    messages: list[MessageTold]


class Care(Asked):
    """Ce qui change ; un champ absent reste comme il est. `assigned_to` : un compte du site, ou `null`."""

    assigned_to: Key | UnsetType | None = UNSET
    note: Note | UnsetType = UNSET
    done: bool | UnsetType = UNSET


message_operations = Group("Messages")  # `/messages`


@message_operations.add("GET", "/messages", Right.READ, "Les messages", query=MessageSearch, answer=Messages)
def list_some(query: MessageSearch) -> Messages:
    """Ceux qui attendent, ou ceux qui sont traités ; les messages supprimés ne sont plus donnés."""
    site = current_site()
    wanted = MessagesWanted(finished=query.state is State.DONE, limit=query.limit + 1, skip=query.skip)
    found = list_messages(site.database, sight(site), wanted)
    return Messages(
        waiting=waiting(site.database)[0],
        more=len(found) > query.limit,
        messages=[told(one) for one in found[: query.limit]],
    )


@message_operations.add(
    "GET", "/messages/<call>/<file>", Right.READ, "Un message", answer=MessageTold, etag=True, errors=(404,)
)
def read_message(call: str, file: str) -> Answer:
    """Son ETag sert à le modifier."""
    site = current_site()
    found = message_of(site, call, file)
    return Answer(told(seen(found, sight(site))), version(found))


@message_operations.add(
    "GET", "/messages/<call>/<file>/sound", Right.READ, "Le son d'un message", media="audio/wav", errors=(404,)
)
def hear_message(call: str, file: str) -> Response:
    """WAV, 8 kHz."""
    site = current_site()
    message_of(site, call, file)
    return sound_answer(site, file)


@message_operations.add(
    "PATCH",
    "/messages/<call>/<file>",
    Right.WRITE,
    "Confier, noter, traiter un message",
    body=Care,
    answer=MessageTold,
    etag=True,
    match=Match.MUST,
    errors=(404,),
)
def care_for_message(call: str, file: str, body: Care) -> Answer:
    """`done` : traité, ou rouvert."""
    site = current_site()
    found = message_of(site, call, file)
    check_version(version(found))
    to = found.assigned_to if body.assigned_to is UNSET else body.assigned_to
    try:
        take_care(
            site.database,
            found,
            assigned_to=to,
            text=found.note if body.note is UNSET else unmasked(body.note, found, seen(found, sight(site))),
            done=found.done_at is not None if body.done is UNSET else body.done,
            by=token().author,
            now=site.real_clock(),
        )
    except NotEntrusted as error:
        raise Refusal(422, f"assigned_to : {error}") from None
    after = message_of(site, call, file)
    return Answer(told(seen(after, sight(site))), version(after))


@message_operations.add(
    "DELETE",
    "/messages/<call>/<file>",
    Right.WRITE,
    "Supprimer un message",
    status=204,
    match=Match.MAY,
    errors=(404,),
)
def remove_message(call: str, file: str) -> None:
    """Le son est effacé ; l'appel reste au journal."""
    site = current_site()
    found = message_of(site, call, file)
    check_version(version(found))
    erase_message(site.database, site.config.recordings_dir, found, by=token().author, now=site.real_clock())


def message_of(site: Site, call: str, file: str) -> Message:
    """A message that was not deleted. Refusal, StoreError."""
    found = find_message(site.database, call, file)
    if found is None or found.deleted_at is not None:
        raise Refusal(404, "Ce message n'existe pas, ou a été supprimé.")
    return found


def unmasked(note: str, kept: Message, shown: Message) -> str:
    """The note as it is to be written: what it repeats of the one that was shown hides no number that was there."""
    return kept.note + note.removeprefix(shown.note) if note.startswith(shown.note) else note


def version(message: Message) -> str:
    """Of a message, which is of the journal and no part of the settings: the number of its own changes."""
    return f"v{message.version}"


def told(message: Message) -> MessageTold:
    return MessageTold(
        call=message.call_id,
        file=message.file,
        seconds=message.seconds,
        at=message.at,
        line_name=message.line_name,
        caller=message.caller,
        caller_agent=message.caller_agent,
        withheld=message.withheld,
        order=message.order,
        waits_until=message.waits_until,
        assigned_to=message.assigned_to,
        note=message.note,
        done_at=message.done_at,
        done_by=message.done_by,
        transcript=message.transcript,
        transcript_doubtful=message.transcript_state == Transcript.DOUBTFUL,
        urgent_word=message.urgent_word,
    )
