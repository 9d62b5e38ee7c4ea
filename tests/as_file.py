"""A company changed through the keys of its file, and read again: what an edit of the values is compared with."""

from __future__ import annotations

from collections.abc import Callable

from appliance.company.model import Company
from appliance.store.codes import with_kept_codes
from appliance.store.company_file.editing import Sections, read_sections
from appliance.store.company_file.writer import sections_of


def edited(company: Company, change: Callable[[Sections], None]) -> Company:
    """CompanyFileErrors for what cannot be."""
    sections = sections_of(company)
    change(sections)
    return with_kept_codes(company, read_sections(sections))
