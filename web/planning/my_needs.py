"""What waits for an agent beside their swaps and messages: a planning to read, calls of their lines to see to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.company.model import Company
from appliance.company.own_lines import own_lines
from appliance.disclosure import Sight
from appliance.disclosure.journal import search_calls
from appliance.notify.publication_reminder import unread_of
from appliance.notify.told_changes import told_changes
from appliance.planning.wall_clock import wall_clock
from appliance.store.journal.search import TO_RING_BACK, Search
from appliance.store.publications.publications import read_publication
from web.frame.site import Site
from web.planning.published_words import ADDED, kind_of, planning_title

LATELY = timedelta(days=7)
COUNTED = 20  # calls of a line


@dataclass(frozen=True)
class ToRead:
    """A publication by its number, and a sentence that says so."""

    number: int
    words: str


def to_read(site: Site, company: Company, agent: str, now: datetime) -> Iterator[ToRead]:
    """What was published for the agent, who has not said that they read it; the latest first. StoreError."""
    for one in unread_of(site.database, company, now, agent):
        found = read_publication(site.database, one.publication["number"])
        ours = (change for change in (found or {}).get("changes", ()) if change["agent_id"] == agent)
        kinds = {kind_of(change) for change in told_changes(ours)}
        title = planning_title(one.publication["first_day"], one.publication["last_day"])
        happened = "est publié" if kinds <= {ADDED} else "a changé"
        yield ToRead(
            one.publication["number"], f"Votre {title[0].lower()}{title[1:]} {happened}, et vous ne l'avez pas lu."
        )


def calls_waiting(site: Site, sight: Sight, company: Company, agent: str, now: datetime) -> int:
    """How many calls of the agent's own lines still want something done, lately. StoreError."""
    lines = own_lines(company, agent, wall_clock(now, company.timezone).date())
    wanted = [Search(since=now - LATELY, line=line.id, outcome=TO_RING_BACK) for line in lines]
    return sum(len(search_calls(site.database, sight, one, limit=COUNTED)) for one in wanted)
