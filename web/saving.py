"""What a form asks for, saved through the same reading and the same check as a company file that is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.calls.company import Company
from appliance.checks import check_company, refusing
from appliance.store.company_file import CompanyFileErrors
from appliance.store.company_file.editing import Sections, edited
from appliance.store.snapshot import change_company
from web.gate import account
from web.site import Site


class Refused(Exception):
    """What was asked would lose calls, or cannot be: sentences for the page."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)


def rewritten(company: Company, change: Callable[[Sections], None]) -> Company:
    """The company as its file would be read once `change` has written into its keys. Refused."""
    try:
        return edited(company, change)
    except CompanyFileErrors as error:
        raise Refused(list(dict.fromkeys(one.message for one in error.problems))) from None


def save_changed(site: Site, change: Callable[[Company], Company], act: str, *, by: str | None = None) -> None:
    """Save what `change` makes of the company: what would newly lose a call is refused. Refused, StoreError.

    `by`: for the journal of changes; whoever is signed in where left out.
    """
    now = site.now()

    def checked(before: Company) -> Company:
        try:
            after = change(before)
        except ValueError as error:
            raise Refused([str(error)]) from None
        if errors := refusing(check_company(after, now), check_company(before, now)):
            raise Refused([str(one) for one in errors])
        return after

    change_company(site.database, checked, by=by or account().name, act=act, now=site.real_clock())


def save_sections(site: Site, change: Callable[[Sections], None], act: str) -> None:
    """The same, of a change to the keys of the file. Refused, StoreError."""
    save_changed(site, lambda company: rewritten(company, change), act)
