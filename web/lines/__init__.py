"""Lignes: what each line is, when it is open, what its callers hear and obtain; read, checked and changed."""

from __future__ import annotations

from web.lines import closures, course, facts, forcing, hours, incident, menus, reading
from web.lines.blueprint import pages as line_pages

VIEWS = (
    reading,
    forcing,
    incident,
    hours,
    facts,
    course,
    menus,
    closures,
)  # once read, each has put its own on `line_pages`

__all__ = ["VIEWS", "line_pages"]
