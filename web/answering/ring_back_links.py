"""« Rappeler » with the line's number, from where one reads of a caller: the way to the page, or why there is none.

The page asks all of it again, then the controller: what is said here gives no right.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from appliance.disclosure.to_ring_back import to_ring_back
from web.answering.ring_backs import why_not
from web.frame.gate import account
from web.frame.site import Site

NO_AGENT = (
    "Pour rappeler avec le numéro de la ligne, il faut le compte d'un intervenant ; le vôtre n'est celui d'aucun."
)
NOT_YOURS = (
    "Avec le numéro de la ligne, cet appelant n'est pas à vous de rappeler : la ligne n'est pas des vôtres, ou "
    "quelqu'un d'autre s'en charge."
)


@dataclass(frozen=True)
class RingBackLink:
    """The way to the page that rings a caller back; "" and a sentence where there is none."""

    address: str = ""
    why_not: str = ""


def ring_back_link(site: Site, call: str, *, waits: bool) -> RingBackLink | None:
    """Of one call. `waits`: somebody has still to ring its caller back, and it is said why it is not who reads.

    None: nothing is to be said of it, as on a machine where nobody answers in a page. Raises StoreError.
    """
    company, agent = site.company(), account().agent
    if site.config.switch.browser_port is None or company is None:
        return None
    if agent is None or agent not in company.agents:
        return RingBackLink(why_not=NO_AGENT) if waits else None
    found = to_ring_back(site.database, company, agent, site.now(), site.real_clock(), call=call)
    reasons = [why_not(one, company) for one in found]
    if not reasons:
        return RingBackLink(why_not=NOT_YOURS) if waits else None
    return RingBackLink(why_not=reasons[0]) if all(reasons) else RingBackLink(address_of(call))


def rung_back_here(site: Site) -> dict[str, str]:
    """The way to the page, by call, of all those whom who reads may ring back. Raises StoreError."""
    company, agent = site.company(), account().agent
    if site.config.switch.browser_port is None or company is None or agent is None:
        return {}
    found = to_ring_back(site.database, company, agent, site.now(), site.real_clock())
    return {one.call_id: address_of(one.call_id) for one in found if not why_not(one, company)}


def address_of(call: str) -> str:
    return url_for("answering.page", appel=call)
