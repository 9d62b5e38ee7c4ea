"""The views of this room that share a blueprint: the planning's, and an agent's own. Apart from the package."""

from __future__ import annotations

from web.planning import absence_requests, absences, contacts, my_drill, my_language, my_publications, outings
from web.planning.my_duties import pages as my_pages
from web.planning.pages import pages as planning_pages

VIEWS = (
    absence_requests,
    absences,
    contacts,
    my_drill,
    my_language,
    my_publications,
    outings,
)  # once read, each has put its own on the two blueprints

__all__ = ["VIEWS", "my_pages", "planning_pages"]
