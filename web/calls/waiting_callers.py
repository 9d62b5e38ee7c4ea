"""Callers who wait for somebody, on the dashboard: calls that nobody took, messages, what could wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for

from appliance.store.journal.left_for_later import left_for_later
from appliance.store.journal.message_followup import waiting
from appliance.store.journal.search import TO_RING_BACK
from appliance.store.outbox.tidings import left_alone
from web.calls.matter import Harm, Matter
from web.frame.site import Site
from web.frame.words import age

STILL_SHOWN = timedelta(days=7)


def left_to_nobody(site: Site, now: datetime) -> Iterator[Matter]:
    """Calls that nobody took, nor took charge of since, though all that could be told was. StoreError."""
    if alone := left_alone(site.database, now - STILL_SHOWN):
        of = f"{alone} appels dont personne ne s'est chargé" if alone > 1 else "Un appel dont personne ne s'est chargé"
        link = url_for("journal.page", issue=TO_RING_BACK)
        yield Matter(Harm.PEOPLE_WAIT, f"{of} depuis une semaine", link, "Appels")


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
