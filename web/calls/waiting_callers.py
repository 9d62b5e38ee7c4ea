"""Callers who wait for somebody, on the dashboard: calls that nobody took, messages, what could wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for

from appliance.company.model import Company
from appliance.disclosure.journal import search_calls
from appliance.planning.moments import past_text
from appliance.store.journal.left_for_later import left_for_later
from appliance.store.journal.message_followup import waiting
from appliance.store.journal.search import TO_RING_BACK, UNTAKEN, Search
from web.calls.matter import Harm, Matter
from web.frame.site import Site
from web.frame.words import age, lost_call_of
from web.sight import own_sight

STILL_SHOWN = timedelta(days=7)
AT_MOST = 100  # calls looked at
TOLD = 10  # one by one


def left_to_nobody(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """Lost calls that nobody has taken charge of, together. StoreError."""
    lost = search_calls(site.database, own_sight(site), Search(since=now - STILL_SHOWN, outcome=UNTAKEN), limit=AT_MOST)
    if not lost:
        return
    begun = [datetime.fromisoformat(one["started_at"]) for one in lost]
    when = [past_text(one, now, company.timezone) for one in begun]
    if len(lost) == 1:
        link = url_for("journal.one", call_id=lost[0]["id"])
        yield Matter(Harm.PEOPLE_WAIT, lost_call_of(lost[0], company), link, "Voir", (), begun[0], when[0])
        return
    details = [f"{lost_call_of(one, company)}, {at}." for one, at in zip(lost[:TOLD], when, strict=False)]
    if len(lost) > TOLD:
        details.append("Les autres se lisent dans « Appels ».")
    words, link = f"{len(lost)} appels perdus que personne ne suit", url_for("journal.page", issue=TO_RING_BACK)
    yield Matter(Harm.PEOPLE_WAIT, words, link, "Voir", tuple(details), begun[-1], f"le dernier {when[0]}")


def to_deal_with(site: Site, now: datetime) -> Iterator[Matter]:
    """The messages that nobody has dealt with yet. StoreError."""
    number, oldest = waiting(site.database)
    if oldest is not None:
        since = f"le plus ancien attend depuis {age(now - oldest)}" if number > 1 else f"depuis {age(now - oldest)}"
        words = f"{number} messages à traiter" if number > 1 else "Un message à traiter"
        yield Matter(Harm.PEOPLE_WAIT, words, url_for("messages.page"), "Messages", (), oldest, since)


def kept_for_later(site: Site) -> Iterator[Matter]:
    """What callers said can wait, until it is done. StoreError."""
    if number := left_for_later(site.database):
        some = f"{number} demandes qui pouvaient attendre" if number > 1 else "Une demande qui pouvait attendre"
        yield Matter(Harm.WORTH_A_LOOK, some, url_for("messages.page"), "Messages")
