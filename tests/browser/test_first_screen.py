"""What the first screen says, at a desk and on a telephone: who is on call, what is to be decided, today's planning."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_site import doors, enter, looked_at, site, size, state

__all__ = ["doors", "enter", "site", "size", "state"]  # the fixtures of the site
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}


def in_sight(page: Any, part: Any) -> bool:
    """Whether all of it is in the window, nothing scrolled."""
    box = part.bounding_box()
    return bool(box) and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.fixture
def page(enter: Any, size: str) -> Any:
    opened = enter("manager")
    opened.set_viewport_size(dict(zip(("width", "height"), SCREENS[size], strict=True)))
    return opened


def test_the_dashboard_says_who_is_on_call_and_the_gravest_matter_with_its_button(page: Any, size: str) -> None:
    page.goto("/")
    assert in_sight(page, page.locator(".line-now").first.locator(".who, .gap").first)
    matter = page.locator(".decisions > li").first
    assert in_sight(page, matter)
    assert in_sight(page, matter.locator("a.soft"))
    looked_at(page, "first-screen", size)
    if size == "phone":
        several = page.locator(".decisions > li").count()
        assert page.locator(".decisions > li:visible").count() == min(several, 3)
        if several > 3:
            page.get_by_role("checkbox").last.focus()
            page.keyboard.press("Space")
            assert page.locator(".decisions > li:visible").count() == several


@pytest.mark.parametrize("view", ["/planning", "/planning?vue=semaine"])
def test_the_planning_opens_on_today_and_shows_who_is_on(page: Any, size: str, view: str) -> None:
    page.goto(view)
    if size == "desktop":
        assert in_sight(page, page.locator(".now-told"))
        assert in_sight(page, page.locator(".day.today .day-head"))
        return
    today = page.locator(".day.today")
    assert page.locator(".day:visible").first.evaluate("day => day.classList.contains('today')")
    assert in_sight(page, today.locator(".block:visible").first)
    assert today.get_by_text("en ce moment").count() >= 1
    ranks = [int(one.rpartition(" ")[2]) for one in today.locator(".block:visible .rank").all_inner_texts()]
    assert ranks == sorted(ranks)
    looked_at(page, "today", size)
