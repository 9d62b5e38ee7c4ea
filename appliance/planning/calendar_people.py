"""Whom an entry of a calendar is for: those invited who have not declined. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MAIL = re.compile(r"^mailto:", re.IGNORECASE)
AWAY = frozenset({"DECLINED", "DELEGATED"})  # RFC 5545 3.2.12: who will not come, or sends somebody else
INFORMED = "NON-PARTICIPANT"  # RFC 5545 3.2.16: a copy, for information


def people_of(entry: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(who comes or has not answered, who does not): mail addresses in lower case.

    An organizer plans for others, even when a calendar lists them among the guests: they count only when nobody else
    is invited.
    """
    coming: dict[str, bool] = {}
    for mail, comes in _guests(entry):
        coming[mail] = coming.get(mail, False) or comes
    organizers = set(_addresses(entry, "ORGANIZER"))
    if set(coming) - organizers:
        coming = {mail: comes for mail, comes in coming.items() if mail not in organizers}
    return tuple(mail for mail in coming if coming[mail]), tuple(mail for mail in coming if not coming[mail])


def _guests(entry: Any) -> Iterator[tuple[str, bool]]:
    for guest in _listed(entry, "ATTENDEE"):
        words = {name: str(_parameter(guest, name)).upper() for name in ("PARTSTAT", "ROLE")}
        if words["ROLE"] != INFORMED:
            yield _address(guest), words["PARTSTAT"] not in AWAY


def _addresses(entry: Any, key: str) -> list[str]:
    return [_address(one) for one in _listed(entry, key)]


def _address(one: Any) -> str:
    """Some calendars write an address of their own, and the mail beside it (EMAIL, RFC 7986 6.2)."""
    written = str(one).strip()
    if MAIL.match(written):
        return MAIL.sub("", written).partition("?")[0].strip().lower()
    return str(_parameter(one, "EMAIL") or written).strip().lower()


def _parameter(one: Any, name: str) -> Any:
    return getattr(one, "params", {}).get(name, "")


def _listed(entry: Any, key: str) -> list[Any]:
    found = entry.get(key, [])
    return found if isinstance(found, list) else [found]
