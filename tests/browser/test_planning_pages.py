"""The planning in Debian's Chromium: shifts dragged with a mouse, a finger, given up with Escape."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.browser.conftest import PICTURES, today
from tests.browser.test_site import ON_A_DESK, ON_A_PHONE, doors, enter, looked_at, site, size, state

__all__ = ["doors", "enter", "site", "size", "state"]  # the fixtures of the site
MONDAY = today() + timedelta(days=7 - today().weekday())
WEEK = f"/planning?vue=semaine&semaine={MONDAY:%G-W%V}&equipe=depannage"
TUESDAY = MONDAY + timedelta(days=1)
CUT = """() => [...document.querySelectorAll(".block > *")].filter((bar) => {
  const { right, bottom } = bar.getBoundingClientRect();
  return [...bar.children].filter((part) => getComputedStyle(part).position !== "absolute").some((part) => {
    const words = part.getBoundingClientRect();
    return words.right > right + 1 || words.bottom > bottom + 1;
  });
}).map((bar) => bar.textContent)"""
COVERED = """() => {
  const all = [...document.querySelectorAll(".block > *")];
  const bars = all.map((bar) => [bar.textContent, bar.getBoundingClientRect()]);
  const apart = (one, other) => one.right <= other.left + 1 || one.bottom <= other.top + 1;
  return bars.flatMap(([words, here], place) => bars.slice(place + 1)
    .filter(([, there]) => !apart(here, there) && !apart(there, here))
    .map(([others]) => [words, others]));
}"""


def evening(page: Any) -> Any:
    """Claire Durand's shift of Tuesday evening."""
    return page.locator(f'[data-day="{TUESDAY}"] a[data-shift][data-agent="durand"]').last


def name(page: Any, agent: str) -> Any:
    return page.locator(f'[data-hand-over] [data-agent="{agent}"]')


def middle(one: Any) -> tuple[float, float]:
    box = one.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)


def drag(page: Any, one: Any, onto: Any) -> None:
    """Press in the middle of one, and move to the middle of the other; not released."""
    page.locator("[data-hand-over].ready").wait_for(state="attached")  # a press before the script is none of its own
    onto.scroll_into_view_if_needed()
    one.scroll_into_view_if_needed()
    here, there = middle(one), middle(onto)
    page.mouse.move(*here)
    page.mouse.down()
    page.mouse.move(here[0] + 9, here[1] + 9)
    page.mouse.move(*there, steps=6)
    for _ in range(9):  # near an edge of the window the page goes along, as a hand sees it and follows
        there, before = middle(onto), there
        page.mouse.move(*there)
        if there == before:
            return


@ON_A_PHONE
def test_the_month_opens_on_today_and_is_short(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/planning?equipe=depannage")
    days = page.locator(".day:visible")
    assert days.first.get_attribute("data-day") == str(today())
    told = page.locator(".now-told, .day.today .block").get_by_text("En ce moment")
    assert told.locator("visible=true").count() >= 1
    looked_at(page, "month", size)
    page.goto(f"/planning?equipe=depannage&mois={today() + timedelta(days=31):%Y-%m}")
    assert page.locator(".sheet").bounding_box()["height"] < 2600


@pytest.mark.parametrize("width", [320, 390])
@ON_A_PHONE
def test_a_telephones_day_says_each_level_and_cuts_no_name(enter, size: str, width: int) -> None:
    page = enter("manager")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/planning?equipe=depannage&mois={MONDAY:%Y-%m}")
    evenings = page.locator(f'.day[data-day="{MONDAY}"] .block:visible', has_text="Claire Durand")
    assert evenings.get_by_text("Niveau 1").is_visible() and evenings.get_by_text("18 h → 9 h").is_visible()
    assert page.evaluate(CUT) == []
    page.set_viewport_size({"width": 360, "height": 740})


@ON_A_DESK
def test_today_is_in_sight_on_a_desk_whatever_the_day_of_the_month(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/planning?equipe=depannage")
    box = page.locator(f'.day[data-day="{today()}"] .day-head').bounding_box()
    assert box["y"] + box["height"] < page.viewport_size["height"]


@pytest.mark.parametrize("width", [1000, 1280, 1920])
@ON_A_DESK
def test_no_name_is_cut_and_no_bar_covers_another(enter, size: str, width: int) -> None:
    page = enter("manager")
    page.set_viewport_size({"width": width, "height": 900})
    for address in (f"/planning?equipe=depannage&mois={MONDAY:%Y-%m}", WEEK):
        page.goto(address)
        assert page.evaluate(CUT) == []
        assert page.evaluate(COVERED) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_week_is_read_at_a_glance(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    assert page.locator(".days > .day").count() == 7
    looked_at(page, "week", size)
    page.get_by_text("Équipe ou ligne").click()
    page.get_by_role("link", name="Urgence serrurerie").click()
    page.get_by_role("heading", name="Planning de la ligne Urgence serrurerie").wait_for()
    looked_at(page, "week-line", size)


@ON_A_DESK
def test_a_shift_dragged_on_a_name_is_given_once_confirmed(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    drag(page, evening(page), name(page, "petit"))
    assert page.locator(".ghost").inner_text() == "Claire Durand"
    page.screenshot(path=PICTURES / "site-week-drag-desktop.png")
    page.mouse.up()
    page.get_by_role("heading", name="Effet").wait_for()
    assert page.get_by_label("À la place de").input_value() == "durand"
    assert page.get_by_label("Vient").input_value() == "petit"
    assert page.get_by_label("Du").input_value() == f"{TUESDAY}T18:00"
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("C’est enregistré").wait_for()
    page.locator(f'[data-day="{TUESDAY}"] .block.override', has_text="Hugo Petit").wait_for()


@ON_A_DESK
def test_a_shift_dragged_on_another_day_is_asked_for_that_day(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    thursday = TUESDAY + timedelta(days=2)
    always, night = (page.locator(f'[data-day="{MONDAY}"] a[data-agent="{one}"]').last for one in ("martin", "durand"))
    for bar, agent, start in ((always, "martin", "00:00"), (night, "durand", "18:00")):
        drag(page, bar, page.locator(f'[data-day="{thursday}"] .day-head'))
        page.mouse.up()
        page.get_by_role("heading", name="Remplacer quelqu’un").wait_for()
        assert page.get_by_label("Vient").input_value() == agent
        assert page.get_by_label("Du").input_value() == f"{thursday}T{start}"
        page.goto(WEEK)


@ON_A_DESK
def test_a_bar_of_many_days_that_is_hardly_moved_is_given_to_nobody(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    here, always = page.url, page.locator('a[data-shift][data-agent="martin"]').first
    always.scroll_into_view_if_needed()
    x, y = middle(always)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 3, steps=3)
    assert page.locator(".ghost").count() == 1
    assert page.locator(".over").count() == 0
    page.mouse.up()
    assert page.url == here


@ON_A_DESK
def test_a_name_dragged_on_a_shift_replaces_who_is_there(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    drag(page, name(page, "martin"), page.locator(f'[data-day="{MONDAY}"] a[data-agent="durand"]').last)
    page.mouse.up()
    page.get_by_role("heading", name="Remplacer quelqu’un").wait_for()
    assert page.get_by_label("À la place de").input_value() == "durand"
    assert page.get_by_label("Vient").input_value() == "martin"


@ON_A_DESK
def test_a_shift_dragged_on_a_hole_is_asked_for_the_hours_of_the_hole(enter, size: str) -> None:
    page = enter("manager")
    day = MONDAY + timedelta(days=16)  # a Wednesday whose lunch nobody of level 1 covers
    noon = f"debut={day}T12:30&fin={day}T14:00"
    page.goto(f"/planning/donner?equipe=depannage&de=martin&{noon}&vue=semaine")
    page.get_by_role("button", name="Enregistrer").click()
    hole = page.locator(f'[data-day="{day}"] .hole a')
    drag(page, page.locator(f'[data-day="{day}"] a[data-agent="durand"]').last, hole)
    page.mouse.up()
    page.get_by_role("heading", name="Remplacer quelqu’un").wait_for()
    assert page.get_by_label("Vient").input_value() == "durand"
    assert page.get_by_label("Du").input_value() == f"{day}T12:30"


@ON_A_DESK
@pytest.mark.parametrize("how", ["escape", "nowhere"])
def test_a_drag_that_is_given_up_changes_no_page(enter, size: str, how: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    here = page.url
    drag(page, page.locator('a[data-shift][data-agent="martin"]').first, name(page, "petit"))
    if how == "escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.move(5, 5)
    page.mouse.up()
    assert page.locator(".ghost, .over, .taken").count() == 0
    assert page.url == here
    page.locator('a[data-shift][data-agent="martin"]').first.click()  # the next press is a press
    page.get_by_role("heading", name="Remplacer quelqu’un").wait_for()


@ON_A_PHONE
def test_a_finger_that_stays_drags_and_one_that_moves_scrolls(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    hand = page.context.new_cdp_session(page)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    one = page.locator('a[data-shift][data-agent="martin"]').first
    one.scroll_into_view_if_needed()
    x, y = middle(one)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": across, "y": down} for across, down in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    touch("touchStart", (x, y))
    page.locator(".ghost").wait_for()
    to = name(page, "petit").bounding_box()
    touch("touchMove", (to["x"] + 10, to["y"] + 10))
    assert page.locator(".over").count() == 1
    touch("touchEnd")
    page.get_by_role("heading", name="Effet").wait_for()
    assert page.get_by_label("Vient").input_value() == "petit"
    page.goto(WEEK)
    touch("touchStart", (x, y))
    touch("touchMove", (x, y - 40))
    touch("touchMove", (x, y - 80))
    touch("touchEnd")
    assert page.locator(".ghost").count() == 0


@ON_A_DESK
def test_without_javascript_a_shift_is_given_by_a_press(chromium: Any, site: str, doors: Any, size: str) -> None:
    signed = doors("manager", size)
    state = signed.context.storage_state()
    signed.close()
    context = chromium.new_context(java_script_enabled=False, storage_state=state, base_url=site)
    page = context.new_page()
    page.goto(WEEK)
    assert not page.get_by_text("Glissez une barre").is_visible()
    page.locator('a[data-shift][data-agent="martin"]').first.click()
    page.get_by_label("Vient").select_option("petit")
    page.get_by_role("button", name="Voir l’effet d’abord").click()
    assert page.get_by_role("heading", name="Effet").is_visible()
    context.close()


@ON_A_DESK
def test_the_week_is_printed_on_one_sheet(enter, size: str) -> None:
    page = enter("manager")
    page.goto(WEEK)
    page.emulate_media(media="print", color_scheme="light")
    assert not page.get_by_text("Glissez une barre").is_visible()
    sheet = page.pdf(prefer_css_page_size=True)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") <= 1
    page.screenshot(path=PICTURES / "site-week-print.png", full_page=True)


def test_a_rotation_is_set_up_in_one_form_and_foreseen(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/planning?equipe=depannage")
    page.get_by_text("Modifier", exact=True).click()
    page.get_by_role("link", name="Roulements et créneaux").click()
    looked_at(page, "model", size)
    page.get_by_role("link", name="Mettre en place un roulement").click()
    page.get_by_label("Place 1").select_option("petit")
    page.get_by_label("Place 2").select_option("martin")
    page.get_by_label("Heures d’astreinte").select_option("nights")
    page.get_by_label("Second niveau").check()
    page.get_by_label("Nom (facultatif)").fill(f"Nuits {size}")
    page.keyboard.press("Enter")  # shows the effect, and saves nothing
    page.get_by_role("heading", name="Ce que cela donne, huit semaines").wait_for()
    looked_at(page, "rotation", size)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Le roulement est ajouté").wait_for()
    page.get_by_role("link", name=f"Modifier le roulement Nuits {size}").click()
    assert page.get_by_label("Heures d’astreinte").input_value() == "nights"
    page.get_by_role("button", name="Ôter ce roulement").click()
    page.get_by_text("Le roulement est ôté").wait_for()


@ON_A_PHONE
def test_a_weekly_shift_is_added_from_a_telephone(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/planning/creneau?equipe=depannage")
    page.get_by_label("Intervenant").select_option("martin")
    page.get_by_label("mercredi").check()
    page.get_by_label("De", exact=True).fill("12:30")
    page.get_by_label("À", exact=True).fill("14:00")
    looked_at(page, "shift", size)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Julie Martin, mercredi, de 12 h 30 à 14 h").first.wait_for()


def test_a_team_is_added_and_removed(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/intervenants")
    page.get_by_role("link", name="Ajouter une équipe").click()
    page.get_by_label("Nom").fill(f"Renfort {size}")
    page.get_by_label("Julie Martin", exact=True).select_option("1")
    looked_at(page, "new-team", size)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("elle est d’astreinte tout entière").wait_for()
    looked_at(page, "model-empty", size)
    page.goto(f"/equipes/renfort-{size}")
    page.get_by_role("link", name="Supprimer cette équipe").click()
    looked_at(page, "remove-team", size)
    page.get_by_role("button", name="Supprimer l’équipe").click()
    page.get_by_text("est supprimée").wait_for()


@ON_A_PHONE
def test_where_an_agent_is_still_expected_is_told_before_they_are_removed(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/intervenants/durand")
    page.get_by_role("link", name="Supprimer cet intervenant").click()
    assert page.get_by_text("un roulement de l’équipe Dépannage").is_visible()
    looked_at(page, "remove-agent", size)
