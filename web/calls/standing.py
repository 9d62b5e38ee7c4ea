"""Where calls stand, as a list of them says it: lost, answered, to be rung back, and who sees to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.calls.call_context import Outcome
from appliance.calls.ending_words import LOST, left_at
from appliance.calls.lost import is_lost
from appliance.disclosure import journal
from appliance.store.journal.message_followup import Message
from appliance.store.journal.waiting_calls import last_messages
from appliance.store.outbox.charges import charges_of
from web.calls.charge import named
from web.frame.account_names import people_of
from web.frame.site import Site
from web.frame.words import outcome_words
from web.sight import own_sight

Record = dict[str, Any]
HELD, WAITS, SETTLED, MISSED = "held", "waits", "settled", "missed"  # colours beside those of the outcomes


@dataclass(frozen=True)
class Standing:
    """`tone`: an outcome, or a colour named above. `by`: who has seen to it, or does.

    `untaken`: it is lost, and nobody sees to it, though somebody was told. `left`: at what a caller hung up for whom
    nobody was looked.
    """

    words: str
    tone: str
    by: str = ""
    untaken: bool = False
    left: str = ""


def standings(site: Site, calls: Sequence[Record]) -> dict[str, Standing]:
    """By call, of some that `search_calls` gave. Raises StoreError."""
    names, seen = [one["id"] for one in calls], own_sight(site)
    charges = {call: seen.who_took(by) if by else None for call, by in charges_of(site.database, names).items()}
    messages, people = last_messages(site.database, names), people_of(site)
    left = {call: journal.seen(message, seen) for call, message in messages.items()}
    return {one["id"]: standing_of(one, charges, left.get(one["id"]), people) for one in calls}


def standing_of(
    call: Record, charges: Mapping[str, str | None], message: Message | None, people: Mapping[str, str]
) -> Standing:
    """`charges`: of the lost calls told of, who has each. `people`: the names of the accounts."""
    if is_lost(call):
        return of_a_lost_call(call, charges)
    if call["outcome"] in (Outcome.MESSAGE, Outcome.FALLBACK) and message is not None:
        return of_a_message(message, people)
    if call["outcome"] == Outcome.CALLBACK:
        return of_a_promise(call["callback"])
    return Standing(outcome_words(call["outcome"]), call["outcome"] or "living")


def of_a_lost_call(call: Record, charges: Mapping[str, str | None]) -> Standing:
    """Nobody sees to one of which nobody was told: its caller left before anybody was looked for."""
    holder, told = charges.get(call["id"]), call["id"] in charges
    if holder or not told:
        left = left_at(call) if not told and call["outcome"] == Outcome.ABANDONED else ""
        return Standing(LOST, HELD, named(holder or ""), left=left)
    return Standing(LOST, MISSED, untaken=True)


def of_a_message(message: Message, people: Mapping[str, str]) -> Standing:
    """To be dealt with until somebody says that it is."""
    if message.deleted_at is not None:
        return Standing("Message supprimé", SETTLED)
    if message.done_at is not None:
        return Standing("Message traité", SETTLED, people.get(message.done_by or "", message.done_by or ""))
    if message.in_charge:
        return Standing("Message à traiter", WAITS, people.get(message.in_charge) or named(message.in_charge))
    return Standing("Message à traiter", WAITS)


def of_a_promise(promised: Record | None) -> Standing:
    """A caller who waits to be rung back."""
    if promised is not None and promised["ended_at"] is None:
        return Standing("À rappeler", WAITS)
    return Standing(outcome_words(Outcome.CALLBACK.value), SETTLED)
