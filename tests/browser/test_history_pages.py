"""Historique and « Annuler » in a browser: a change undone at the keyboard, former settings gone back to."""

from __future__ import annotations

from tests.browser.test_site import ON_A_DESK, doors, enter, looked_at, prompts, site, size, state

__all__ = ["doors", "enter", "prompts", "site", "size", "state"]  # fixtures


OFFER = "Annuler ce changement"
LATER = "() => document.getAnimations().forEach((one) => { if (one.playState !== 'paused') one.currentTime = 10000; })"


@ON_A_DESK
def test_the_offer_to_undo_goes_after_ten_seconds_unless_somebody_is_on_it(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/intervenants/petit")
    page.get_by_label("Nom").fill("Hugo Petit (dix secondes)")
    page.get_by_role("button", name="Enregistrer").click()
    offer = page.get_by_role("button", name=OFFER)
    offer.focus()
    page.evaluate(LATER)
    assert offer.is_visible()
    offer.blur()
    page.evaluate(LATER)
    offer.wait_for(state="hidden")
    assert page.locator(".undo").bounding_box()["height"] == 0
    page.reload()
    assert not offer.is_visible()
    page.goto("/reglages/historique")
    page.get_by_role("main").get_by_role("listitem").nth(1).get_by_role("link").wait_for()


def test_a_change_is_undone_at_the_keyboard_and_former_settings_gone_back_to(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/intervenants/petit")
    page.get_by_label("Nom").fill(f"Hugo Petit ({size})")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("est enregistré").wait_for()
    looked_at(page, "undo", size)
    page.get_by_role("button", name="Annuler ce changement").focus()
    page.keyboard.press("Enter")
    page.get_by_text("C’est annulé").wait_for()
    page.goto("/reglages/historique")
    page.get_by_text("En vigueur").wait_for()
    looked_at(page, "history", size)
    page.get_by_role("main").get_by_role("listitem").nth(1).get_by_role("link").click()
    page.get_by_role("heading", name="Ce que ce changement a fait").wait_for()
    looked_at(page, "revision", size)
    page.get_by_role("link", name="Revenir à ces réglages").click()
    page.get_by_role("heading", name="Ce qui changera, à partir de maintenant").wait_for()
    looked_at(page, "return", size)
    page.get_by_role("button", name="Revenir à ces réglages").click()
    page.get_by_text("sont de nouveau en vigueur").wait_for()
    page.get_by_role("button", name="Annuler ce changement").click()
    page.get_by_text("C’est annulé").wait_for()
