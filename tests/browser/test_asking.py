"""What is asked before the planning changes, in Debian's Chromium: in the same form, at a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.planning.rota import on_call
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company
from tests.browser.conftest import today
from tests.browser.test_site import doors, looked_at, site, size, state

__all__ = ["doors", "site", "size", "state"]  # the fixtures of the site
DAY = timedelta(days=1)
FRIDAY = today() + timedelta(days=(4 - today().weekday()) % 7 + 14)
EVENING = datetime(FRIDAY.year, FRIDAY.month, FRIDAY.day, 20, tzinfo=UTC)


def there(state: Any, at: datetime) -> list[str]:
    """Who of the team is on call, from the database."""
    database = open_database(f"sqlite:///{state / 'site.db'}", create=False)
    try:
        company = load_company(database)
    finally:
        close_database(database)
    assert company is not None
    return [entry.agent for entry in on_call(company.teams["depannage"].plan, at)]


def taken_back(page: Any) -> None:
    """The settings as they were, for the same test at the other size."""
    page.get_by_role("button", name="Annuler ce changement").click()
    page.get_by_text("C’est annulé").wait_for()


def test_who_is_really_on_call_is_told_and_replaced_with_one_touch(
    doors: Callable[[str, str], Any], size: str, state: Any
) -> None:
    page = doors("manager", size)
    (first, *others) = there(state, EVENING)
    absent = next(one for one in ("petit", "durand", "martin") if one not in (first, *others))
    comes = next(one for one in ("martin", "petit", "durand") if one not in (first, absent))
    span = f"debut={FRIDAY}T20:00&fin={FRIDAY}T23:00"
    page.goto(f"/planning/donner?equipe=depannage&de={absent}&vient={comes}&{span}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("n’est pas d’astreinte").wait_for()
    looked_at(page, "asking-instead", size)
    page.get_by_role("link", name="Remplacer").click()
    assert page.get_by_label("À la place de").input_value() == first


def test_hours_that_are_over_are_asked_about(doors: Callable[[str, str], Any], size: str, state: Any) -> None:
    page = doors("manager", size)
    start = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) - 2 * DAY
    (first, *others) = there(state, start + timedelta(minutes=30))
    comes = next(one for one in ("petit", "durand", "martin") if one not in (first, *others))
    span = f"debut={start:%Y-%m-%d}T21:00&fin={start + 4 * DAY:%Y-%m-%d}T08:00"
    page.goto(f"/planning/donner?equipe=depannage&de={first}&vient={comes}&{span}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("C’est déjà passé").wait_for()
    looked_at(page, "asking-past", size)
    page.get_by_label("Non, à partir de maintenant").check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("C’est enregistré").wait_for()
    assert first in there(state, start + timedelta(minutes=30))
    taken_back(page)


def test_a_weekly_shift_is_changed_from_a_day_on(doors: Callable[[str, str], Any], size: str) -> None:
    page = doors("manager", size)
    before = today()
    page.goto("/planning/creneau?equipe=depannage&place=0")
    assert page.get_by_label("Cela compte à partir du").input_value() in (f"{before}", f"{today()}")
    looked_at(page, "asking-shift", size)
    page.get_by_label("Cela compte à partir du").fill(f"{FRIDAY}")
    page.get_by_label("Niveau").select_option("2")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Le créneau est changé").wait_for()
    page.get_by_text(f"jusqu’au {FRIDAY - DAY:%d/%m/%Y}").first.wait_for()
    taken_back(page)


def test_an_absence_tells_its_hole_and_fills_it(doors: Callable[[str, str], Any], size: str, state: Any) -> None:
    page = doors("manager", size)
    day = FRIDAY + (30 if size == "phone" else 37) * DAY
    page.goto("/planning/absence")
    page.get_by_label("Intervenant").select_option("martin")
    page.get_by_label("Premier jour").fill(f"{day}")
    page.get_by_label("Dernier jour, compris").fill(f"{day + DAY}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Qui prend la place").first.wait_for()
    looked_at(page, "asking-absence", size)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("L’absence est notée").wait_for()


def test_what_two_people_would_share_and_an_easy_code_are_asked_about_in_the_form(
    doors: Callable[[str, str], Any], size: str
) -> None:
    page = doors("manager", size)
    page.goto("/intervenants/nouveau")
    page.get_by_label("Nom", exact=True).fill("Hugo Petit")
    page.get_by_label("Numéros, un par ligne").fill("06 12 34 56 02")
    page.get_by_text("Départ, accord, heures de silence, langue, code").click()
    page.get_by_label("Nouveau code interne").fill("1234")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Faut-il le garder ?").wait_for()
    looked_at(page, "asking-person", size)
    assert page.get_by_label("Nouveau code interne").input_value() == "1234"
    for box in page.locator(".asked input").all():
        box.check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("est dans la liste").wait_for()
    page.goto("/audit")
    page.get_by_text("Intervenant Hugo Petit : ajouté").first.wait_for()
    looked_at(page, "audit", size)


def test_the_rule_of_a_key_is_written_where_the_key_is(doors: Callable[[str, str], Any], size: str) -> None:
    page = doors("manager", size)
    page.goto("/lignes/menus/urgence")
    page.get_by_text("Touches qui ne font rien").click()
    key = page.get_by_role("group", name="Touche 9")
    key.get_by_label("Ce qui se passe").select_option("call:depannage")
    assert not key.get_by_label("Forme attendue").is_visible()
    key.get_by_label("Numéro de commande").select_option("own")
    key.get_by_label("Forme attendue").select_option("length")
    key.get_by_label("Chiffres, au moins").fill("4")
    looked_at(page, "own-rule", size)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("est enregistré").wait_for()
    taken_back(page)
