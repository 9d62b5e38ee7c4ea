"""The line or the menu that an address names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from flask import abort

from appliance.calls.company import Company, Line, Menu
from appliance.store.company_file.editing import Sections
from web.site import Site

RESERVED = frozenset({"nouvelle", "nouveau", "menus", "jours"})


def company_asked(site: Site) -> Company:
    """The company, else 404."""
    return site.company() or abort(404)


def line_asked(site: Site, key: str) -> tuple[Company, Line]:
    """The company and its line, else 404."""
    company = company_asked(site)
    return company, company.lines.get(key) or abort(404)


def menu_asked(site: Site, key: str) -> tuple[Company, Menu]:
    """The company and its menu, else 404."""
    company = company_asked(site)
    return company, company.menus.get(key) or abort(404)


def item_of(sections: Sections, section: str, key: str) -> Any:
    """The keys of one line, menu, team or agent in the company's file."""
    return next(item for item in sections.get(section, []) if item["id"] == key)


def new_identifier(name: str, taken: Collection[str]) -> str:
    """`urgence-serrurerie` for « Urgence serrurerie », with a number where it is taken, or an address of ours."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32].strip("-") or "ligne"
    found, number = short, 2
    while found in taken or found in RESERVED:
        found, number = f"{short}-{number}", number + 1
    return found
