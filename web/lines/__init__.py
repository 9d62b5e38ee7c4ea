"""Lignes: what each line is, when it is open, what its callers hear and obtain; read, checked and changed."""

from __future__ import annotations

from flask import Blueprint

from web.frame.site import Site
from web.lines.closures import add_closures
from web.lines.course import add_course
from web.lines.facts import add_facts
from web.lines.forcing import add_forcing
from web.lines.hours import add_hours
from web.lines.menus import add_menus
from web.lines.reading import add_reading


def line_pages(site: Site) -> Blueprint:
    """`/lignes` and what is under it."""
    pages = Blueprint("lines", __name__, template_folder="templates")
    for add in (add_reading, add_forcing, add_hours, add_facts, add_course, add_menus, add_closures):
        add(pages, site)
    return pages
