"""A publication as one of those whom it concerns reads it: by the link of its mail, or signed in."""

from __future__ import annotations

from typing import Any

from appliance.notify.told_changes import told_changes
from appliance.notify.words import change_line, moment_text
from appliance.store.accounts.accounts import ROLES
from web.frame.account_names import people_of
from web.frame.site import Site
from web.frame.who import author_words
from web.planning.runs import change_records, shift_lines

Record = dict[str, Any]


def told_to(site: Site, publication: Record, addressee: Record) -> dict[str, object]:
    """What the page gives to its words. StoreError."""
    zone, agent = publication["timezone"], addressee["agent_id"]
    at = addressee["acknowledged_at"]
    shifts = [one for one in publication["shifts"] if one["agent_id"] == agent]
    return {
        "addressee": addressee,
        "publication": publication,
        "published": moment_text(publication["published_at"], zone),
        "publisher": publisher_words(publication["published_by"], people_of(site)),
        "acknowledged": moment_text(at, zone) if at else None,
        "shifts": shift_lines(shifts, zone),
        "changes": changes_told(publication, agent, shifts),
    }


def changes_told(publication: Record, agent: str, shifts: list[Record]) -> list[str]:
    """What changes for an agent; nothing where all that they have is new, and so told already."""
    zone = publication["timezone"]
    new, others = change_records(told_changes(one for one in publication["changes"] if one["agent_id"] == agent))
    if not others and len(new) == len(shifts):
        return []
    return [change_line(one, zone) for one in others] + [f"Ajouté : {one}" for one in shift_lines(new, zone)]


def publisher_words(name: str, people: dict[str, str]) -> str:
    """The agent whose account it was, else the account; nothing for one that is called after its role.

    `people`: as `people_of` gives them.
    """
    if people.get(name, name) != name:
        return people[name]
    return "" if name in ROLES.values() else author_words(name)
