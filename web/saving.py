"""The company's settings changed from the site: through the same check as an import, and into the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.calls.company import Company
from appliance.checks import check_company, refusing
from appliance.store.company_file import CompanyFileErrors
from appliance.store.snapshot import change_company
from web.site import Site


class Refused(Exception):
    """What was asked would lose calls, or cannot be: sentences for the page."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)


def save_company_change(site: Site, change: Callable[[Company], Company], *, by: str, act: str) -> None:
    """What would newly lose a call is refused. `change` may raise ValueError or CompanyFileErrors, told as they are.

    Refused, StoreError.
    """
    now = site.now()

    def checked(before: Company) -> Company:
        try:
            after = change(before)
        except CompanyFileErrors as error:
            raise Refused([one.message for one in error.problems]) from None
        except ValueError as error:
            raise Refused([str(error)]) from None
        if errors := refusing(check_company(after, now), check_company(before, now)):
            raise Refused([str(one) for one in errors])
        return after

    change_company(site.database, checked, by=by, act=act, now=site.real_clock())
