"""A change of the company's settings, made by a token: the checks and the journal are those of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import request

from appliance.checks import Finding
from appliance.company.model import Company
from appliance.company.present import company_at
from appliance.door import Asked, Refused, settings
from appliance.door.exceptions import HoleAsked
from web.api.gate import sight, token
from web.api.operation import STALE
from web.api.problems import Refusal
from web.frame.seen import settings_seen
from web.frame.site import Site


def change(site: Site, wanted: Callable[[Company], Company], act: str) -> list[str]:
    """Saved under the name of the token; what it is newly warned of. Refusal with every sentence, StoreError."""
    try:
        who, now, at = token().author, site.now(), site.real_clock()
        return readable(site, settings.change(site.database, wanted, by=who, act=act, now=now, at=at).told)
    except Refused as error:
        raise refusal(site, error) from None


def check_seen(site: Site, now: Company, part: Callable[[Company], object]) -> None:
    """Refuse a change made from settings of which that part was another. Refusal 412, StoreError."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return
    shown = [settings_seen(site, tag) for tag in request.if_match.as_set()]
    if not any(then is not None and part(then) == part(company_at(now, site.now())) for then in shown):
        raise Refusal(412, STALE)


def readable(site: Site, found: Iterable[Finding | str]) -> list[str]:
    """What a change is warned of, as this token may read it. StoreError."""
    return [sight(site).text(str(one)) for one in found]


def refusal(site: Site, error: Refused) -> Refusal:
    """What the checks of the pages said, as this token may read it. StoreError."""
    told = [sight(site).text(one) for one in error.sentences]
    if isinstance(error, HoleAsked):
        told.append(f"replaced_by : {', '.join(hole.team for hole in error.holes)}, à qui prend la place, ou « - ».")
    elif isinstance(error, Asked):
        told.append(f"confirm : écrivez {' ou '.join(f'« {name} »' for name in error.names)} si c'est voulu.")
    return Refusal(422, told[0], problems=told if len(told) > 1 else [])
