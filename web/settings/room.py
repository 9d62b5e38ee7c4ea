"""The views of this room, all on one blueprint. Apart from the package, whose `saving` every form imports."""

from __future__ import annotations

from web.settings import (
    before_the_night,
    callers,
    company,
    compensation,
    customers,
    erasing,
    history,
    machine_page,
    machines,
    pages,
    retention,
    urgent_words,
    voice,
)
from web.settings.blueprint import pages as settings_pages

# Once read, each has put its own on `settings_pages`.
VIEWS = (
    pages,
    before_the_night,
    callers,
    company,
    compensation,
    customers,
    erasing,
    history,
    machine_page,
    machines,
    retention,
    urgent_words,
    voice,
)

__all__ = ["VIEWS", "settings_pages"]
