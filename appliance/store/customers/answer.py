"""What the address that knows the customers answers: read, bounded, and made text that may be shown and said. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from appliance.calls.customers import Customer
from appliance.calls.text_lengths import NAME
from appliance.store.customers.cells import CellError, order_of
from appliance.store.customers.reading import CELL, SAID, bounded, seen

MOST = 20  # customers of one number or order, and other facts of one
Fact = str | int | float | bool | None


class AnswerError(ValueError):
    """It is no answer of the form that is asked for. A few words, in French, none of them the other side's."""


class _Told(msgspec.Struct):
    """A customer, as it is written in JSON. `more`: heading and text; what else there is, is not read."""

    name: str | None = None
    said: str | None = None
    order: str | int | None = None
    more: dict[str, Fact] = {}


class _Answer(msgspec.Struct):
    customers: list[_Told]


def read_answer(content: str) -> list[Customer]:
    """The customers of an answer: nobody where the list is empty. AnswerError."""
    try:
        found = msgspec.json.decode(content, type=_Answer).customers
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise AnswerError('la réponse n\'est pas de la forme {"customers": [{"name": …}]}') from error
    customers = [_customer(one) for one in found[:MOST]]
    return [one for one in customers if one != Customer()]


def _customer(told: _Told) -> Customer:
    return Customer(_text(told.name, NAME), _text(told.said, SAID), _order(told.order), bounded(_facts(told.more)))


def _facts(more: Mapping[str, Fact]) -> list[tuple[str, str]]:
    told = [(_text(heading, NAME), _text(fact, CELL)) for heading, fact in list(more.items())[:MOST]]
    return [(heading, text) for heading, text in told if text]


def _text(fact: Fact, letters: int) -> str:
    match fact:
        case None:
            return ""
        case bool():
            return "oui" if fact else "non"
        case _:
            return " ".join(seen(str(fact)[: 4 * letters]).split())[:letters]


def _order(told: str | int | None) -> str | None:
    """Its digits; none where it has other letters: it is shown to nobody who could mend it."""
    try:
        return order_of(str(told)) if told is not None else None
    except CellError:
        return None
