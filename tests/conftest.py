"""The order of the tests: what computes begins while the real calls hold the time, what waits for a browser follows.

A browser that starts beside a real call spoils its sound; one that starts last leaves the other workers idle.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent
FIRST = ("web", "adapter", "unit/store", "browser")


# A slow machine is no failure; a change is judged by the same examples everywhere, new ones are tried when asked for.
settings.register_profile("astreinte", deadline=None, derandomize="ASTREINTE_EXAMPLES" not in os.environ)
settings.load_profile("astreinte")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=rank)


def rank(item: pytest.Item) -> int:
    """The place of a test's folder; all others come last, as they were."""
    places = (n for n, folder in enumerate(FIRST) if item.path.is_relative_to(HERE / folder))
    return next(places, len(FIRST))
