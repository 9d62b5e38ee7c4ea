"""The first settings of a company, said as its file would say them."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from appliance.company.model import Company
from appliance.store.company_file.reader import read_company

Sections = dict[str, Any]


def read_sections(sections: Sections) -> Company:
    """The company that these keys and values are the file of. CompanyFileErrors for what cannot be."""
    yaml, out = YAML(typ="rt"), StringIO()
    yaml.representer.ignore_aliases = lambda data: True
    yaml.dump(sections, out)
    return read_company(out.getvalue(), "entreprise.yml")
