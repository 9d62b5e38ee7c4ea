"""« Annuler » after each act that takes something away: the settings are those of before; a change since refuses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from appliance.company.model import Company, Menu, TakeMessage
from appliance.company.parts import with_line, with_menu, with_team
from appliance.planning.hours import WeeklyWindow, YearlyDays
from appliance.planning.team_plan import Absence, Override, Shift
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.settings.test_history import UNDO
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

PLANNING = "/planning?equipe=depannage&mois=2026-12"
SOON = NOW + timedelta(days=9)


def settings(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def with_more(company: Company) -> Company:
    """Something of each kind that can be taken out without losing a call."""
    line, team = company.lines["urgence"], company.teams["depannage"]
    company = with_line(company, replace(line, id="bis", name="Bis", numbers=("+33972000099",), default=False))
    company = with_team(company, replace(team, id="renfort", name="Renfort"))
    company = with_menu(company, Menu("ete", "Tapez 1.", {"1": TakeMessage()}, "1"))
    shift = Shift("petit", WeeklyWindow(frozenset((0,)), time(12), time(14)), 1)
    plan = replace(
        team.plan,
        shifts=(*team.plan.shifts, shift),
        overrides=(Override(SOON, SOON + timedelta(hours=2), adds="petit"),),
        absences=(Absence("petit", date(2026, 12, 22), date(2026, 12, 23)),),
    )
    company = with_team(company, replace(team, plan=plan))
    return replace(company, closures=(YearlyDays((12, 24), (12, 26), "Fêtes"),))


def take_out(page: str, button: str, **typed: str) -> Callable[[Visit], object]:
    """On a page, by a button, or by the first whose words begin so."""

    def done(manager: Visit) -> None:
        manager.go(page)
        manager.press(button, **typed)

    return done


TAKEN_OUT = {
    "a line": take_out("/lignes/bis/supprimer", "Supprimer la ligne"),
    "a team": take_out("/equipes/renfort/supprimer", "Supprimer l'équipe"),
    "a menu": take_out("/lignes/menus/ete", "Supprimer ce menu"),
    "a replacement": take_out(PLANNING, "Ôter ce remplacement"),
    "an absence": take_out(PLANNING, "Ôter l'absence d'Hugo Petit"),
    "a closure": take_out(
        "/lignes/jours", "Enregistrer", **{f"closures-0-{name}": "" for name in ("first", "last", "name")}
    ),
}


@pytest.mark.parametrize("what", TAKEN_OUT)
def test_what_is_taken_out_comes_back_as_it_was(world: World, manager: Visit, what: str) -> None:
    _, before = change_company(world.database, with_more)
    TAKEN_OUT[what](manager)
    assert settings(world) != before
    assert "C'est annulé" in manager.press(UNDO)
    assert settings(world) == before


def test_a_shift_that_is_taken_out_comes_back_as_it_was(world: World, manager: Visit) -> None:
    _, before = change_company(world.database, with_more)
    place = len(before.teams["depannage"].plan.shifts) - 1
    manager.go(f"/planning/creneau?equipe=depannage&place={place}")
    manager.press("Ôter ce créneau")
    assert settings(world) != before
    manager.press(UNDO)
    assert settings(world).teams["depannage"].plan.shifts == before.teams["depannage"].plan.shifts


def test_what_somebody_has_changed_since_is_not_undone(world: World, manager: Visit) -> None:
    change_company(world.database, with_more)
    TAKEN_OUT["a line"](manager)
    change_company(world.database, lambda company: replace(company, name="Martin et filles"))
    assert "Quelqu'un a changé les réglages depuis : rien n'est annulé." in manager.press(UNDO)
    assert manager.status == 409
    assert "bis" not in settings(world).lines


def test_what_cannot_be_undone_says_so_before_it_is_done(manager: Visit) -> None:
    manager.go("/intervenants/nouveau")
    manager.press("Enregistrer", name="Anne Le Roy", phones="06 11 22 33 44")
    assert "Cela ne s'annule pas" in manager.go("/intervenants/anne-le-roy/supprimer")
    assert not re.search(UNDO, manager.text)
