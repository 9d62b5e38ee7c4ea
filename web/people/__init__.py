"""Agents and teams: who may be on call, on which telephones, and how each team is rung."""

from __future__ import annotations

from web.people import agent_removal, pages, teams
from web.people.blueprint import pages as people_pages

VIEWS = (pages, teams, agent_removal)  # once read, each has put its own on `people_pages`

__all__ = ["VIEWS", "people_pages"]
