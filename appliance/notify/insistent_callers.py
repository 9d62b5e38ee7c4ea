"""Callers who call one line without end: of how much of theirs people are told in an hour; the rest waits on the pages.

What is alike is counted together, and nothing else: who reads missed calls may be others than who reads messages, and a
message that is not told because calls were would be told to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from peewee import Database

from appliance.company.numbers import E164
from appliance.store.journal.message_followup import find_message
from appliance.store.outbox.tidings import PEOPLE, Kind, Record, Tiding, told_of_caller

STORM = timedelta(hours=1)
MOST_TOLD = 5  # of one caller to one line, of each of `ALIKE`
MOST_TOLD_OF_HIDDEN = 30  # of all those who show no number: they may be many people
ALIKE: dict[tuple[Kind, ...], str] = {
    (Kind.MESSAGE,): "messages",
    (Kind.CAN_WAIT,): "messages qui pouvaient attendre",
    (Kind.UNANSWERED, Kind.ABANDONED): "appels sans réponse",
    (Kind.REFUSED,): "appels refusés",
}
RAISED = "messages devenus urgents"  # by a word of the company's: they would have been told at the opening


def is_told_enough(database: Database, tiding: Tiding) -> bool:
    """Whether people were told of as much of its caller's in the hour before. StoreError.

    Promises are within limits of their own; what was told once is told again until somebody has it.
    """
    return tiding.told == 0 and _why(database, tiding) is not None


def untold(database: Database, tidings: Sequence[Tiding], deliveries: Sequence[Record]) -> dict[str, str]:
    """Of the tidings of one call, those of which people were told nothing for that reason, with its words. StoreError.

    `deliveries`: all that the outbox has of the call.
    """
    told = {one["tiding"] for one in deliveries if one["channel"] in PEOPLE}
    left = [one for one in tidings if one.over_at is not None and one.told == 1 and one.id not in told]
    return {one.id: why for one in left if (why := _why(database, one)) is not None}


def _why(database: Database, tiding: Tiding) -> str | None:
    """What was told instead, in words; None where it is not too much."""
    kinds = next((kinds for kinds in ALIKE if tiding.kind in kinds), ())
    if not kinds or (tiding.kind is Kind.CAN_WAIT and not tiding.of_message):
        return None
    raised = _became_urgent(database, tiding)
    caller, told = told_of_caller(database, tiding, kinds, tiding.at - STORM, raised=raised)
    known = E164.fullmatch(caller or "") is not None
    if told < (MOST_TOLD if known else MOST_TOLD_OF_HIDDEN):
        return None
    many, whose = ("cinq", "de ce numéro") if known else ("trente", "de numéros masqués")
    alike = RAISED if raised else ALIKE[kinds]
    return f"{many} {alike} {whose} avaient déjà été dits dans l'heure"


def _became_urgent(database: Database, tiding: Tiding) -> bool:
    """Whether a word of the company's made it so: those are counted apart, or urgent ones before would silence it."""
    message = find_message(database, tiding.call_id, tiding.file) if tiding.file is not None else None
    return message is not None and message.urgent_at is not None
