"""Lines on their pages: the week, the menu, the hours changed, a period forced."""

from __future__ import annotations

import pytest

from appliance.calls.company import Line
from appliance.store.accounts import Role
from appliance.store.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit


def line_of(world: World) -> Line:
    company = load_company(world.database)
    assert company is not None
    return company.lines["urgence"]


def test_a_line_is_drawn_with_its_week_its_menu_and_its_facts(manager: Visit) -> None:
    assert "Urgence serrurerie" in manager.go("/lignes")
    text = manager.go("/lignes/urgence")
    for words in ("heures ouvrées", "9 h → 12 h 30", "appelle l&#39;équipe Dépannage", "<kbd>1</kbd>", "si rien n'est"):
        assert words in text


def test_hours_are_changed_and_the_rest_stays(world: World, manager: Visit) -> None:
    before = line_of(world)
    manager.go("/lignes/urgence/horaires")
    assert "sont enregistrés" in manager.press("Enregistrer", sat="10:00-11:00", max_wait="90")
    after = line_of(world)
    assert next(window for window in after.opening_hours if 5 in window.days).start.hour == 10
    assert after.max_wait == 90
    assert (after.behaviours, after.numbers, after.last_resort) == (
        before.behaviours,
        before.numbers,
        before.last_resort,
    )


@pytest.mark.parametrize(
    "typed", [{"mon": "matin"}, {"mon": "25:00-26:00"}, {"max_wait": "-3"}, {"last_resort": "112"}, {"max_wait": ""}]
)
def test_what_cannot_be_is_told_and_kept(world: World, manager: Visit, typed: dict[str, str]) -> None:
    before = line_of(world)
    manager.go("/lignes/urgence/horaires")
    text = manager.press("Enregistrer", **typed)
    assert manager.status == 422
    assert f'value="{next(iter(typed.values()))}"' in text
    assert line_of(world) == before


def test_the_second_of_two_people_is_told(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/lignes/urgence/horaires")
    other.press("Enregistrer", sat="10:00-11:00")
    text = manager.press("Enregistrer", max_wait="60")
    assert manager.status == 409
    assert "sat 10:00-11:00" in text
    assert 'value="60"' in text


def test_a_period_is_forced_and_taken_back(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence")
    assert "Forcée : fermeture" in manager.press("Forcer dès maintenant", period="closure", until="2026-11-29T08:00")
    assert "fermeture" in manager.go("/lignes")
    manager.go("/lignes/urgence")
    assert "La ligne suit ses horaires" in manager.press("Revenir aux horaires")


@pytest.mark.parametrize(
    ("until", "sentence"), [("2020-01-01T00:00", "doit être à venir"), ("", "n&#39;est pas un moment")]
)
def test_a_period_that_cannot_be_forced_is_told(world: World, manager: Visit, until: str, sentence: str) -> None:
    manager.go("/lignes/urgence")
    assert sentence in manager.press("Forcer dès maintenant", period="closure", until=until)
    assert line_of(world).forced == ()


def test_a_reader_forces_nothing(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Forcer dès maintenant" not in reader.go("/lignes/urgence")
    token = {"csrf_token": reader.form("Se déconnecter")[0].fields["csrf_token"]}
    assert reader.client.post("/lignes/urgence/forcer", data=token).status_code == 403
    assert reader.client.get("/lignes/urgence/horaires").status_code == 403
