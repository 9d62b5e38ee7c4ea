"""A change of the company's settings, made by a token: the checks and the journal are those of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from appliance.checks import Finding
from appliance.company.model import Company
from appliance.door import Asked, Refused, settings
from appliance.door.exceptions import HoleAsked
from web.api.gate import sight, token
from web.api.problems import Refusal
from web.frame.site import Site


def change(site: Site, wanted: Callable[[Company], Company], act: str) -> list[str]:
    """Saved under the name of the token; what it is newly warned of. Refusal with every sentence, StoreError."""
    try:
        who, now, at = token().author, site.now(), site.real_clock()
        return readable(site, settings.change(site.database, wanted, by=who, act=act, now=now, at=at).told)
    except Refused as error:
        raise refusal(site, error) from None


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
