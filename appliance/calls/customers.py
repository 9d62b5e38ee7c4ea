"""What the company knows of who calls: a line of its list of customers and orders, and the port that finds it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

NAME_HEARD, SAID_HEARD = 50, 70  # letters of the name and of the line that are said: eight seconds at most


@dataclass(frozen=True)
class Customer:
    """A line of the list. `said`: in a few words, to the agent; `more`: heading and text of all else.

    `order`: digits, without zeros before; None where the line has none.
    """

    name: str = ""
    said: str = ""
    order: str | None = None
    more: tuple[tuple[str, str], ...] = ()


class Customers(Protocol):
    """Who callers are, by the list in force. Never raises, and never lasts: without an answer, nobody is known."""

    def by_caller(self, number: str) -> Sequence[Customer]:
        """The lines that have this number, E.164."""

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        """The lines of this order. None: no list of orders, or no answer; an empty one: the list has no such order."""


class NoCustomers:
    """Where there is no list. Implements `Customers`."""

    def by_caller(self, number: str) -> Sequence[Customer]:
        return ()

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        return None


def known_caller(customers: Customers, caller: str | None, order: str | None) -> Customer | None:
    """Who calls: by the order typed first, then by the number. None: nobody in the list, or not one alone."""
    of_order = list(customers.by_order(order) or ()) if order else []
    of_caller = list(customers.by_caller(caller)) if caller else []
    both = [one for one in of_order if one in of_caller]
    return the_one(both) or the_one(of_order) or the_one(of_caller)


def told_in_a_whisper(customer: Customer | None) -> str | None:
    """Name and line, in so many letters at most; None where there is nothing to say."""
    if customer is None:
        return None
    parts = (cut(customer.name, NAME_HEARD), cut(customer.said, SAID_HEARD))
    return ", ".join(one for one in parts if one) or None


def cut(text: str, letters: int) -> str:
    """Its first words, in so many letters."""
    if len(text) <= letters:
        return text
    words = text[: letters + 1].rpartition(" ")[0]
    return (words or text[:letters]).rstrip(" ,;:.-")


def the_one(found: Sequence[Customer]) -> Customer | None:
    """The only line; of several, what they have in common, the name at least."""
    if len(found) < 2:
        return found[0] if found else None
    if not found[0].name or {one.name for one in found} != {found[0].name}:
        return None
    said = found[0].said if {one.said for one in found} == {found[0].said} else ""
    more = tuple(one for one in found[0].more if all(one in other.more for other in found))
    return Customer(found[0].name, said, None, more)
