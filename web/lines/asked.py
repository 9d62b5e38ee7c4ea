"""The line or the menu that an address names."""

from __future__ import annotations

from flask import abort

from appliance.company.model import Company, Line, Menu
from web.frame.site import Site


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
