"""A company changed through the keys of its file, and read again as that file would be."""

from __future__ import annotations

from collections.abc import Callable

from appliance.company.model import Company
from appliance.door.refusing import Refused
from appliance.store.company_file import CompanyFileErrors
from appliance.store.company_file.editing import Sections, edited


def rewritten(company: Company, change: Callable[[Sections], None]) -> Company:
    """The company as its file would be read once `change` has written into its keys. Refused."""
    try:
        return edited(company, change)
    except CompanyFileErrors as error:
        raise Refused(list(dict.fromkeys(one.message for one in error.problems))) from None
