"""A company changed through the keys of its file, and read again: what an edit of the values is compared with."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from appliance.company.model import Company
from appliance.store.codes import with_kept_codes
from appliance.store.company_file.reader import read_company
from appliance.store.company_file.writer import sections_of

Sections = dict[str, Any]


def edited(company: Company, change: Callable[[Sections], None]) -> Company:
    """CompanyFileErrors for what cannot be."""
    sections = sections_of(company)
    change(sections)
    return with_kept_codes(company, read_sections(sections))


def read_sections(sections: Sections) -> Company:
    """The company that these keys and values are the file of. CompanyFileErrors for what cannot be."""
    yaml, out = YAML(typ="rt"), StringIO()
    yaml.representer.ignore_aliases = lambda data: True
    yaml.dump(sections, out)
    return read_company(out.getvalue(), "entreprise.yml")
