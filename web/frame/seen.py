"""The one token of « somebody else changed this meanwhile »: the revision of the settings that was shown.

A form carries it, an answer of the API bears it as its ETag. What is compared is a part of the settings, as they were
and as they are: what else has changed since is nobody's conflict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from appliance.company.model import Company
from appliance.company.present import company_at
from appliance.door import Refused
from appliance.store.settings.history import content_seen
from web.frame.site import Site

Part = TypeVar("Part")
GONE = "Quelqu'un d'autre vient d'ôter cela."


class Meanwhile(Exception):
    """Somebody else has changed it since it was shown. `told`: what, in the words of its page."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.told = told


def token(number: int) -> str:
    """What says that a page was made of this revision."""
    return str(number)


def settings_seen(site: Site, shown: str) -> Company | None:
    """The settings of a token, as they are now; None where they are no more kept, or it is none of ours. StoreError."""
    if not (shown.isascii() and shown.isdigit() and len(shown) < 16):
        return None
    found = content_seen(site.database, int(shown)).company
    return company_at(found, site.now()) if found is not None else None


@dataclass(frozen=True)
class Seen(Generic[Part]):
    """What a page showed: a `part` of the settings (None: it is not there), and how what has changed is `told`."""

    site: Site
    shown: str
    part: Callable[[Company], Part | None]
    told: Callable[[Part | None, Part], list[str]]

    def check(self, company: Company) -> None:
        """Meanwhile, where these settings have the part otherwise; Refused where they have it no more. StoreError."""
        then = settings_seen(self.site, self.shown)
        before = self.part(then) if then is not None else None
        now = self.part(company_at(company, self.site.now()))
        if now is None:
            raise Refused([GONE])
        if before != now:
            raise Meanwhile(self.told(before, now))
