"""Swaps between two agents, of a company file."""

from __future__ import annotations

from datetime import datetime

from appliance.planning.swaps import clashes
from appliance.planning.team_plan import Swap
from appliance.store.company_file import scalars
from appliance.store.company_file.context import Context
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.spans import read_moments


def read_swaps(values: list[Value], context: Context) -> tuple[Swap, ...]:
    """The swaps of a team. One that goes round in a circle, or over another one, is refused at its line."""
    swaps = [_swap(value, context) for value in values]
    read = [(value, swap) for value, swap in zip(values, swaps, strict=True) if swap.giver and swap.taker]
    for place, sentence in clashes([swap for _, swap in read]):
        read[place][0].refuse(sentence)
    return tuple(swaps)


def _swap(value: Value, context: Context) -> Swap:
    fields = value.fields(
        required=("from", "to", "give", "with"), optional=("in_exchange", "agreed", "refused", "withdrawing")
    )
    giver, taker = context.agent(fields, "give"), context.agent(fields, "with")
    if giver and giver == taker:
        fields.found["with"].refuse(f"« {giver} » ne peut pas échanger avec soi-même : nommez un autre intervenant.")
    start, end = read_moments(fields, context.timezone, "de l'échange")
    back_start, back_end = _exchange(fields, context)
    swap = Swap(giver, taker, start, end, back_start, back_end, *_answers(fields, {giver, taker} - {""}))
    if swap.withdrawing and not swap.counts:
        fields.found["withdrawing"].refuse("Seul un échange que les deux ont accepté est à défaire : ôtez withdrawing.")
    return swap


def _exchange(fields: Fields, context: Context) -> tuple[datetime | None, datetime | None]:
    """What is given back, if anything is."""
    if "in_exchange" not in fields:
        return None, None
    back = fields.found["in_exchange"].fields(required=("from", "to"))
    return read_moments(back, context.timezone, "de la contrepartie")


def _answers(fields: Fields, parties: set[str]) -> tuple[frozenset[str], str | None, str | None]:
    """Who agreed, and who refused if anybody did: one of the two, and not both ways; who asks to undo it."""
    party = scalars.known(sorted(parties), "De cet échange, l'intervenant")
    values = fields.found["agreed"].one_or_more() if "agreed" in fields else []
    agreed = frozenset(value.read(party, "") for value in values) - {""}
    refused = fields.read("refused", party, None)
    if refused in agreed:
        fields.found["refused"].refuse(f"« {refused} » a dit oui (agreed) et non (refused) : gardez l'un des deux.")
    return agreed, refused, fields.read("withdrawing", party, None)
