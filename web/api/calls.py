"""The journal of calls: searched a page at a time, one call with its steps, the calls under way."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any

import msgspec
from flask import Response
from msgspec import Meta

from appliance.calls.text_lengths import SHORT
from appliance.disclosure import journal
from appliance.store.journal.caller_search import caller_asked, caller_beginnings
from appliance.store.journal.living import LIVING_AT_MOST, under_way
from appliance.store.journal.search import Place, Search, place_of
from web.api.fields import Asked, Instant, Key, Moment, Text, Told
from web.api.gate import sight
from web.api.operation import Group, Right
from web.api.problems import Refusal
from web.api.sounds import sound_answer
from web.frame.site import Site, current_site

PAGE = 50
Size = Annotated[int, Meta(ge=1, le=200, description="Appels par page.")]
Caller = Annotated[
    str, Meta(max_length=SHORT, description="Un numéro, quelques chiffres, « masqué », « illisible » ou « effacé ».")
]


class CallSearch(Asked, rename={"start": "from", "end": "to"}):
    """Les mêmes filtres que la page. [from, to). `words` : du message, où il a été transcrit.

    `cursor` : le `next` de la page d'avant.
    """

    start: Moment | None = None
    end: Moment | None = None
    line: Key | None = None
    caller: Caller | None = None
    order: Text | None = None
    outcome: Key | None = None
    agent: Key | None = None
    words: Text | None = None
    cursor: Text | None = None
    limit: Size = PAGE


class Attempt(Told):
    """Un téléphone d'un intervenant, sonné une fois. `phone` : son rang dans la liste, de 0 ; jamais le numéro.

    99 : aucun, l'intervenant a décroché dans la page.
    """

    agent: str
    phone: int
    at: Instant
    ringing_at: Instant | None
    answered_at: Instant | None
    ended_at: Instant | None
    outcome: str | None


class Step(Told):
    """Une étape. `seconds` : sa durée, `null` tant qu'elle dure."""

    name: str
    detail: str
    at: Instant
    seconds: float | None


class MessageLeft(Told):
    """Le message laissé : son son est à `/messages/{call}/{file}/sound`. `waits_until` : il peut attendre jusque-là.

    `transcript` : ses mots, transcrits automatiquement, où la machine le fait. `urgent_word` : le mot relevé qui l'a
    rendu urgent, alors qu'il pouvait attendre.
    """

    file: str
    seconds: float
    at: Instant
    waits_until: Instant | None
    transcript: str | None
    transcript_doubtful: bool
    urgent_word: str | None


class TalkRecorded(Told):
    """Une conversation enregistrée : son son est à `/calls/{call}/talks/{file}/sound`.

    `seconds` : 0 tant qu'elle dure.
    """

    file: str
    seconds: float
    at: Instant


class WordsSaid(Told):
    """Ce que l'appelant a dit avant la recherche : son son est à `/calls/{call}/words/sound`."""

    file: str
    seconds: float
    at: Instant


class CallbackPromised(Told):
    """Un rappel promis à l'appelant. `number` : `null` si c'est celui d'un intervenant, que ce jeton ne lit pas.

    `waits_until` : il peut attendre, et c'est à l'ouverture de la ligne que l'on rappelle, à la main.
    `awaits` : `repair`, il attend la fin de l'incident ; `telling`, elle lui est dite.
    `ending` : pourquoi il n'est plus essayé ; `null` tant qu'il l'est, `next_try_at` dit alors quand.
    """

    number: str | None
    asked_at: Instant
    due_at: Instant
    waits_until: Instant | None
    awaits: str | None
    tries: int
    next_try_at: Instant | None
    late_at: Instant | None
    ended_at: Instant | None
    ending: str | None
    closed_by: str


class CallTold(Told):
    """Un appel. `outcome` : `null` tant que rien n'est décidé ; `ended_at` : `null` tant qu'il dure.

    `erased` : son appelant est oublié ; `withheld` : c'est le numéro d'un intervenant, que ce jeton ne lit pas ;
    `caller` `null` sans cela : il a masqué son numéro ; `?` : illisible. `caller_agent` : l'intervenant dont c'était
    le téléphone, `last_resort` pour celui d'un dernier recours.
    """

    id: str
    line: str | None
    line_name: str
    called: str
    caller: str | None
    caller_agent: str | None
    withheld: bool
    erased: bool
    order: str | None
    started_at: Instant
    answered_at: Instant | None
    connected_at: Instant | None
    ended_at: Instant | None
    outcome: str | None
    fallback: bool
    audience: str
    steps: list[Step]
    attempts: list[Attempt]
    message: MessageLeft | None
    words: WordsSaid | None
    talks: list[TalkRecorded]
    callback: CallbackPromised | None
    callback_of: str | None


class Calls(Told):
    """Une page du journal, le dernier appel d'abord. `next` : le curseur de la suivante, `null` à la dernière."""

    calls: list[CallTold]
    next: str | None


class LiveCalls(Told):
    """Les appels en cours."""

    calls: list[CallTold]


call_operations = Group("Appels")  # `/calls`, `/live-calls`


@call_operations.add("GET", "/calls", Right.READ, "Le journal des appels", query=CallSearch, answer=Calls)
def search(query: CallSearch) -> Calls:
    """Cherché par date, ligne, appelant, commande, issue (`connected`, `message`, `living`…), intervenant."""
    site = current_site()
    after = place(query.cursor)
    found = journal.search_calls(site.database, sight(site), wanted(site, query), after=after, limit=query.limit + 1)
    more = cursor(found[query.limit - 1]) if len(found) > query.limit else None
    return Calls(calls=[told(one) for one in found[: query.limit]], next=more)


@call_operations.add("GET", "/calls/<call>", Right.READ, "Un appel", answer=CallTold, errors=(404,))
def read_call(call: str) -> CallTold:
    """Étape par étape : ce qui a été entendu, tapé, sonné, et combien de temps."""
    site = current_site()
    found = journal.read_call(site.database, sight(site), call)
    if found is None:
        raise Refusal(404, "Cet appel n'est pas au journal.")
    return told(found)


@call_operations.add(
    "GET", "/calls/<call>/words/sound", Right.READ, "Ce qu'un appelant a dit", media="audio/wav", errors=(404,)
)
def hear_words(call: str) -> Response:
    """Avant la recherche, là où la ligne le demande. WAV, 8 kHz."""
    site = current_site()
    found = journal.read_call(site.database, sight(site), call)
    words = found["words"] if found is not None else None
    if words is None:
        raise Refusal(404, "Cet appel n'a rien de tel.")
    return sound_answer(site, words["file"])


@call_operations.add(
    "GET",
    "/calls/<call>/talks/<file>/sound",
    Right.READ,
    "Une conversation enregistrée",
    media="audio/wav",
    errors=(404,),
)
def hear_talk(call: str, file: str) -> Response:
    """Là où la ligne le permet, et l'ayant dit aux deux. WAV, 8 kHz."""
    site = current_site()
    found = journal.read_call(site.database, sight(site), call)
    if found is None or file not in {talk["file"] for talk in found["talks"]}:
        raise Refusal(404, "Cet appel n'a rien de tel.")
    return sound_answer(site, file)


@call_operations.add("GET", "/live-calls", Right.READ, "Les appels en cours", answer=LiveCalls)
def list_live_calls() -> LiveCalls:
    """Le dernier arrivé d'abord."""
    site = current_site()
    found = journal.search_calls(site.database, sight(site), under_way(site.now()), limit=LIVING_AT_MOST)
    return LiveCalls(calls=[told(one) for one in found])


def wanted(site: Site, query: CallSearch) -> Search:
    """The search of the page, its moments given whole."""
    company = site.company()
    caller = (query.caller or "").strip()
    found = caller_asked(caller, company.country if company else "FR")
    if caller and not found:
        raise Refusal(
            422, "caller : écrivez un numéro, quelques chiffres d'un numéro, « masqué », « illisible » ou « effacé »."
        )
    return Search(
        query.start,
        query.end,
        query.line,
        found,
        query.order,
        query.outcome,
        query.agent,
        beginnings=caller_beginnings(caller, company.country if company else "FR"),
        words=query.words,
    )


def told(record: dict[str, Any]) -> CallTold:
    """A call as `list_calls` gives it."""
    return msgspec.convert(record, CallTold)


def cursor(record: dict[str, Any]) -> str:
    """Where a page ends, as text for an address: nothing that a program should read."""
    here = place_of(record)
    return base64.urlsafe_b64encode(f"{here.started_at.isoformat()}~{here.call_id}".encode()).decode().rstrip("=")


def place(text: str | None) -> Place | None:
    """The place behind a cursor. Refusal for what is none of ours."""
    if text is None:
        return None
    try:
        moment, _, call = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("~")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None or "\0" in call:
            raise ValueError
    except (ValueError, binascii.Error):
        raise Refusal(422, "cursor : reprenez le « next » de la page d'avant, tel quel.") from None
    return Place(found, call)
