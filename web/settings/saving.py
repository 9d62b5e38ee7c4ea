"""What a form asks for, saved through the same reading and the same door as a company file that is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import flash

from appliance.checks import Finding
from appliance.company.model import Company
from appliance.door import Asked, Judge, Refused
from appliance.store.company_file import CompanyFileErrors
from appliance.store.company_file.editing import Sections, edited
from appliance.store.settings.snapshot import change_company
from web.frame.gate import account
from web.frame.site import Site

__all__ = ["Asked", "Refused", "rewritten", "save_changed", "save_sections", "sentences", "tell"]


SAID = {"swap_pending"}  # whoever asks for a swap is told so anyway


def rewritten(company: Company, change: Callable[[Sections], None]) -> Company:
    """The company as its file would be read once `change` has written into its keys. Refused."""
    try:
        return edited(company, change)
    except CompanyFileErrors as error:
        raise Refused(list(dict.fromkeys(one.message for one in error.problems))) from None


def save_changed(site: Site, change: Callable[[Company], Company], act: str, *, by: str | None = None) -> list[Finding]:
    """Save what `change` makes of the company: what would newly lose a call is refused; what it is newly warned of.

    `by`: for the journal of changes; where left out, whoever is signed in, who is told the warnings on the next page.
    Refused, StoreError.
    """
    judge = Judge(site.now())

    def made(before: Company) -> Company:
        try:
            return change(before)
        except ValueError as error:
            raise Refused([sentence(error)]) from None

    change_company(site.database, made, by=by or account().name, act=act, now=site.real_clock(), judge=judge)
    if by is None:
        tell(judge.told)
    return judge.told


def save_sections(site: Site, change: Callable[[Sections], None], act: str) -> list[Finding]:
    """The same, of a change to the keys of the file. Refused, StoreError."""
    return save_changed(site, lambda company: rewritten(company, change), act)


def tell(found: Iterable[Finding]) -> None:
    """What the change that was saved is warned of, on the next page."""
    for one in found:
        if one.code not in SAID:
            flash(f"À voir : {one}")


def sentence(error: ValueError) -> str:
    """What cannot be, with its capital and its full stop."""
    said = str(error)
    return said[0].upper() + said[1:] + ("" if said.endswith((".", "?")) else ".")


def sentences(error: ValueError | Refused) -> list[str]:
    return error.sentences if isinstance(error, Refused) else [sentence(error)]
