"""The pages of lines in Debian's Chromium: what is wrong has the focus, and is seen, at a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.test_site import doors, looked_at, site, size, state

__all__ = ["doors", "site", "size", "state"]  # the fixtures of the site
IN_SIGHT = "one => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"


def test_the_first_hours_that_are_wrong_have_the_focus_and_are_in_sight(
    doors: Callable[[str, str], Any], size: str
) -> None:
    page = doors("manager", size)
    page.goto("/lignes/urgence/horaires")
    page.get_by_label("Jeudi", exact=True).fill("25h")
    page.get_by_label("Samedi", exact=True).fill("matin")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Rien n’est enregistré").wait_for()
    assert page.evaluate("document.activeElement.id") == "thu"
    page.wait_for_function(f"({IN_SIGHT})(document.getElementById('thu-problem'))")  # once it is laid out
    assert page.locator("#sat").input_value() == "matin"
    looked_at(page, "hours-wrong", size)


def test_hours_that_are_asked_about_have_the_focus_on_their_answer(doors: Callable[[str, str], Any], size: str) -> None:
    page = doors("manager", size)
    page.goto("/lignes/urgence/horaires")
    page.get_by_label("Lundi", exact=True).fill("18h-8h")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("finit le lendemain").wait_for()
    assert page.evaluate("document.activeElement.name") == "sure"
    page.wait_for_function(f"({IN_SIGHT})(document.activeElement)")


def test_a_period_forced_without_an_end_is_told_in_its_field(doors: Callable[[str, str], Any], size: str) -> None:
    page = doors("manager", size)
    page.goto("/lignes/urgence")
    page.get_by_text("Forcer une période…").click()
    page.get_by_role("button", name="Forcer dès maintenant").click()
    page.get_by_text("Dites jusqu’à quand.").wait_for()
    assert page.evaluate("document.activeElement.id") == "until"
    page.wait_for_function(f"({IN_SIGHT})(document.activeElement)")


KEPT_CLEAR = """() => {
  const one = document.activeElement, bar = document.querySelector(".long > .save");
  return bar.contains(one) || !bar.parentElement.contains(one) || one.matches("textarea")
    || one.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top + 1;
}"""


def test_a_long_form_is_saved_or_given_up_from_anywhere_and_no_field_is_under_the_bar(
    doors: Callable[[str, str], Any], size: str
) -> None:
    page = doors("manager", size)
    page.goto("/lignes/urgence/fiche")
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    for name in ("Enregistrer", "Annuler"):
        button = page.locator(".save").get_by_text(name, exact=True)
        assert button.evaluate(IN_SIGHT), name
    looked_at(page, "line-facts", size)
    page.get_by_label("Nom", exact=True).focus()
    for _ in range(45):
        assert page.evaluate(KEPT_CLEAR), page.evaluate("document.activeElement.name")
        page.keyboard.press("Tab")
    page.goto("/lignes/urgence/fiche")
    page.locator(".save").get_by_text("Annuler", exact=True).click()
    page.get_by_role("heading", name="Urgence serrurerie").first.wait_for()
