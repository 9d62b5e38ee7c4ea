"""A change of the company's settings, made by a token: the checks and the journal are those of the pages."""

from __future__ import annotations

from collections.abc import Callable

from appliance.calls.company import Company
from web.api.gate import token, without_numbers
from web.api.problems import Refusal
from web.saving import Refused, save_changed
from web.site import Site


def change(site: Site, wanted: Callable[[Company], Company], act: str) -> None:
    """Saved under the name of the token. Refusal with every sentence, StoreError."""
    try:
        save_changed(site, wanted, act, by=token().author)
    except Refused as error:
        raise refusal(site, error) from None


def refusal(site: Site, error: Refused) -> Refusal:
    """What the checks of the pages said, as this token may read it. StoreError."""
    told = [without_numbers(one, site.company()) for one in error.sentences]
    return Refusal(422, told[0], problems=told if len(told) > 1 else [])
