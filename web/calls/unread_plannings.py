"""What is published and was not read by all whom it concerns, on the dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for

from appliance.company.model import Company
from appliance.company.names import agent_name, line_words
from appliance.folding import listed
from appliance.notify.publication_reminder import Unread, unread_of
from appliance.planning.moments import yearly_day
from web.calls.matter import Harm, Matter
from web.frame.gate import MANAGERS, account
from web.frame.site import Site
from web.planning.published_words import planning_title

NAMED = 2  # people; more are counted


def read_by_not_all(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """All of it as one matter, whose button leads to where people are told again. StoreError."""
    found = unread_of(site.database, company, now)
    if not found:
        return
    names = names_of(company, [agent for one in found for agent in one.agents])
    last = max(one.publication["last_day"] for one in found)
    until = f"jusqu'au {yearly_day(last.month, last.day)}"
    who = listed(names) if len(names) <= NAMED else f"{len(names)} intervenants"
    words = f"Planning publié {until} : {who} ne l'{'ont' if len(names) > 1 else 'a'} pas lu"
    details = details_of(company, found) if len(found) > 1 or len(names) > NAMED else ()
    button = "Relancer" if account().role in MANAGERS and site.config.mail is not None else "Voir"
    first = min(one.publication["published_at"] for one in found)
    yield Matter(Harm.NOBODY_TOLD, words, way_to(found), button, details, first)


def way_to(found: Sequence[Unread]) -> str:
    """The page of the only publication, else those of the line of the latest."""
    if len(found) == 1:
        return url_for("publishing.one", number=found[0].publication["number"])
    return url_for("publishing.page", ligne=found[0].publication["line_id"])


def details_of(company: Company, found: Sequence[Unread]) -> tuple[str, ...]:
    """« Planning de décembre, ligne SAV : Claire Durand, Paul Martin. »."""
    return tuple(f"{title_of(one)} : {', '.join(names_of(company, one.agents))}." for one in found)


def title_of(unread: Unread) -> str:
    told = unread.publication
    return f"{planning_title(told['first_day'], told['last_day'])}, {line_words(told['line_name'])}"


def names_of(company: Company, agents: Sequence[str]) -> list[str]:
    """Each once."""
    return [agent_name(company, one) for one in dict.fromkeys(agents)]
