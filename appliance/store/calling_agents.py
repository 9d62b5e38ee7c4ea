"""Whose telephone calls: noted with the call, for the agent may change their number, or leave."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from peewee import Database

from appliance.calls.hunt import LAST_RESORT
from appliance.company.model import Company
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import newest_document, newest_mark

Telephones = Mapping[str, str]
_READ: WeakKeyDictionary[Database, tuple[tuple[int, str], Telephones]] = WeakKeyDictionary()  # with their mark


def whose_telephone(database: Database, number: str | None) -> str | None:
    """The agent who has this number (E.164), LAST_RESORT for a line's, else None. Within `writing`.

    None too where this release does not understand the settings: the call is written all the same.
    """
    if number is None:
        return None
    try:
        return _telephones(database).get(number)
    except StoreError:
        return None


def _telephones(database: Database) -> Telephones:
    """Of the settings in force. Their document is long, and each call asks: it is read again where they are others."""
    mark, read = newest_mark(database), _READ.get(database)
    if mark is None:
        return {}
    if read is None or read[0] != mark:
        found = newest_document(database)
        read = _READ[database] = (mark, _known(found.company) if found is not None else {})
    return read[1]


def _known(company: Company) -> Telephones:
    """By number: of two agents who have it, the first by identifier; an agent's before a last resort."""
    found = {line.last_resort: LAST_RESORT for line in company.lines.values() if line.last_resort is not None}
    for agent in sorted(company.agents, reverse=True):
        found |= dict.fromkeys(company.agents[agent].phones, agent)
    return found
