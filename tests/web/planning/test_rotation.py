"""A team's rotations and weekly shifts on their pages: set up in one form, foreseen, saved as an import would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from appliance.company.model import Company
from appliance.planning.hours import WeeklyWindow
from appliance.planning.rota import on_call
from appliance.planning.rotation_groups import ALL_DAY, Turns, outside, turns_in
from appliance.planning.team_plan import Shift, TeamPlan
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.audit import list_audit
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

TEAM = "depannage"
NEW = f"/planning/rotation?equipe={TEAM}"
FIRST = f"{NEW}&place=0"
WEEKLY = {
    "agent": ["durand", "petit", "martin"],
    "count": "1",
    "unit": "week",
    "handover_day": "4",
    "handover_time": "18:00",
    "start": "2026-12-04",
    "hours": "all",
    "level": "1",
}


def plan_of(world: World) -> TeamPlan:
    company = load_company(world.database)
    assert company is not None
    return company.teams[TEAM].plan


def rotations(world: World) -> list[Turns]:
    return turns_in(plan_of(world).rotations)


def test_what_makes_the_planning_is_told_in_words(manager: Visit) -> None:
    text = manager.go(f"/planning/modele?equipe={TEAM}")
    assert "Claire Durand, Hugo Petit · une semaine chacun, relève vendredi à 18 h, dès le 27/11/2026" in text
    assert "Claire Durand, du lundi au vendredi, de 18 h à 9 h, niveau 1" in text


def test_a_rotation_is_foreseen_before_anything_is_written(world: World, manager: Visit) -> None:
    before = plan_of(world)
    manager.go(NEW)
    text = manager.press("Voir l'effet", **WEEKLY, second="y")
    for words in (
        "huit semaines",
        "du ven. 18/12 à 18 h au ven. 25/12 à 18 h",
        "puis Hugo Petit",
        "Noël 25/12",
        "La charge de chacun",
        "Délai de prévenance court",
        "L3121-10",
        "Quelqu'un est d'astreinte",
    ):
        assert words in text, words
    assert plan_of(world) == before
    assert manager.form("Enregistrer")[0].fields["start"] == "2026-12-04"


def test_a_rotation_with_its_second_level_is_saved_and_answers(world: World, manager: Visit) -> None:
    manager.go(NEW)
    assert "Le roulement est ajouté" in manager.press("Enregistrer", **WEEKLY, second="y", name="Nuits")
    added = rotations(world)[1]
    assert added == Turns(
        ("durand", "petit", "martin"), 7, 4, time(18), date(2026, 12, 4), ALL_DAY, 1, second=True, name="Nuits"
    )
    there = on_call(plan_of(world), datetime(2026, 12, 16, 3, tzinfo=UTC))  # the second turn
    assert {one.agent for one in there if one.level == 1} == {"durand", "petit"}
    assert ("martin", 2) in [(one.agent, one.level) for one in there]
    entry = list_audit(world.database, limit=1)[0]
    assert entry["act"] == "Planning Dépannage : roulement ajouté"
    assert any("roulement ajouté" in line for line in entry["changes"])


@pytest.mark.parametrize(
    ("typed", "windows"),
    [
        (
            {"hours": "nights", "night_from": "20:00", "night_to": "07:30"},
            outside([WeeklyWindow(frozenset(range(5)), time(7, 30), time(20))]),
        ),
        (
            {"hours": "own", "own": "lun-ven 18:00-09:00\r\n\r\nsam-dim 0h-24h"},
            (
                WeeklyWindow(frozenset(range(5)), time(18), time(9)),
                WeeklyWindow(frozenset((5, 6)), time(0), time(0)),
            ),
        ),
    ],
)
def test_hours_are_chosen_and_stand_in_the_form_again(world, manager, typed: dict[str, str], windows) -> None:
    manager.go(NEW)
    manager.press("Enregistrer", **{**WEEKLY, **typed})
    assert set(rotations(world)[1].windows) == set(windows)
    manager.go(f"{NEW}&place=1")
    fields = manager.form("Enregistrer")[0].fields
    assert fields["hours"] == typed["hours"]
    assert fields["night_from"] == typed.get("night_from", "18:00")
    before = plan_of(world)
    manager.press("Enregistrer", agent=WEEKLY["agent"])
    assert plan_of(world) == before


def test_the_hours_of_a_line_leave_nothing_uncovered_but_holidays(world: World, manager: Visit) -> None:
    manager.go(NEW)
    text = manager.press("Voir l'effet", **{**WEEKLY, "hours": "line:urgence"})
    manager.press("Enregistrer", agent=WEEKLY["agent"])
    company = load_company(world.database)
    assert company is not None
    assert set(rotations(world)[1].windows) == set(outside(company.lines["urgence"].opening_hours))
    assert "Personne ne serait" not in text  # Julie Martin is there at level 2, always


def test_holes_of_a_rotation_are_told_in_red(world: World, manager: Visit) -> None:
    manager.go(f"/planning/creneau?equipe={TEAM}&place=1")
    manager.press("Ôter ce créneau")  # the one that covers all
    manager.go(FIRST)
    text = manager.press("Voir l'effet", agent=["durand"])
    assert "Personne ne serait d'astreinte" in text
    assert "lun. 30/11 de minuit à 9 h" in text
    assert "autres fois" in text


def test_an_absence_within_a_turn_is_told(manager: Visit) -> None:
    manager.go(NEW)
    text = manager.press("Voir l'effet", **{**WEEKLY, "start": "2027-02-05"})
    assert "Hugo Petit y est absent" in text


def test_a_rotation_is_changed_in_its_place_and_taken_out(world: World, manager: Visit) -> None:
    manager.go(FIRST)
    assert "est changé" in manager.press("Enregistrer", agent=["petit", "durand", "martin"], count="2")
    (changed,) = rotations(world)
    assert (changed.agents, changed.every_days) == (("petit", "durand", "martin"), 14)
    assert changed.windows == (WeeklyWindow(frozenset((5, 6)), time(0), time(0)),)
    manager.go(FIRST)
    assert "est ôté" in manager.press("Ôter ce roulement")
    assert rotations(world) == []


def test_people_are_moved_up_and_places_added_without_saving(world: World, manager: Visit) -> None:
    before = plan_of(world)
    manager.go(FIRST)
    manager.press("Monter", agent=["durand", "petit"])
    options = [part.split("</select>")[0] for part in manager.text.split('name="agent"')[1:]]
    chosen = [part.split(" selected")[0].rpartition('value="')[2].rstrip('"') for part in options if "selected" in part]
    assert chosen == ["petit", "durand"]
    places = manager.text.count('name="agent"')
    manager.press("Ajouter des places", agent=chosen)
    assert manager.text.count('name="agent"') == places + 3
    assert plan_of(world) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"agent": ["", ""]}, "au moins une personne"),
        ({"agent": ["nobody"]}, "n'est plus dans l'entreprise"),
        ({"agent": ["petit"], "second": "y"}, "au moins deux personnes"),
        ({"count": "0"}, "Un tour dure de 1"),
        ({"count": "90"}, "366 jours au plus"),
        ({"start": ""}, "Donnez la première date"),
        ({"start": "1998-01-01"}, "entre 2000 et 2099"),
        ({"handover_time": "25:00"}, "l'heure de la relève"),
        ({"second": "y", "level": "9"}, "Le niveau 9 est le dernier"),
        ({"hours": "own", "own": "lundi"}, "n'est pas une plage"),
        ({"hours": "own", "own": ""}, "au moins une plage"),
        ({"hours": "nights", "night_from": "08:00", "night_to": "20:00"}, "Une nuit finit le lendemain"),
    ],
)
@pytest.mark.parametrize("button", ["Enregistrer", "Voir l'effet"])
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(world, manager, typed, sentence: str, button: str) -> None:
    before = plan_of(world)
    manager.go(NEW)
    text = manager.press(button, **{**WEEKLY, "name": "Mon roulement", **typed})
    assert manager.status == 422
    assert sentence in text
    assert 'value="Mon roulement"' in text
    assert plan_of(world) == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Deux\nlignes", "Un nom tient sur une ligne"), ("Un \u0378", "Caractère de contrôle dans ce texte")],
)
def test_a_name_that_no_file_could_say_is_refused(world: World, manager: Visit, name: str, sentence: str) -> None:
    before = plan_of(world)
    manager.go(NEW)
    assert sentence in manager.press("Enregistrer", **{**WEEKLY, "name": name})
    assert (manager.status, plan_of(world)) == (422, before)


def test_the_second_of_two_people_sees_the_difference_and_keeps_what_was_typed(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go(FIRST)
    other.press("Enregistrer", agent=["petit", "durand"])
    text = manager.press("Enregistrer", agent=["durand", "petit", "martin"], name="Le mien")
    assert manager.status == 409
    assert "nouveau : Hugo Petit, Claire Durand" in text
    assert 'value="Le mien"' in text
    manager.press("Enregistrer", agent=["durand", "petit", "martin"])
    assert [one.name for one in rotations(world)] == ["Le mien"]


def test_a_weekly_shift_is_added_changed_and_taken_out(world: World, manager: Visit) -> None:
    count = len(plan_of(world).shifts)
    manager.go(f"/planning/creneau?equipe={TEAM}")
    typed = {"agent": "petit", "jour": ["0", "2"], "start": "12:30", "end": "14:00", "level": "1"}
    assert "Le créneau est ajouté" in manager.press("Enregistrer", **typed)
    lunch = Shift("petit", WeeklyWindow(frozenset((0, 2)), time(12, 30), time(14)), 1, first=NOW.date())
    assert plan_of(world).shifts[count:] == (lunch,)
    manager.go(f"/planning/creneau?equipe={TEAM}&place={count}")
    assert manager.text.count(" checked") == 2
    manager.press("Enregistrer", jour=["0", "1", "2", "3", "4"], level="")
    assert plan_of(world).shifts[count].window.days == frozenset(range(5))
    assert plan_of(world).shifts[count].level is None
    manager.go(f"/planning/creneau?equipe={TEAM}&place={count}")
    manager.press("Ôter ce créneau")
    assert len(plan_of(world).shifts) == count


def test_a_weekly_shift_changed_from_a_day_on_is_what_it_was_until_then(world: World, manager: Visit) -> None:
    (former, *others) = plan_of(world).shifts
    manager.go(f"/planning/creneau?equipe={TEAM}&place=0")
    assert 'value="2026-11-28"' in manager.text
    week = ["0", "1", "2", "3", "4"]
    manager.press("Enregistrer", agent="petit", since="2026-12-07", jour=week)
    new = replace(former, agent="petit", first=date(2026, 12, 7))
    assert plan_of(world).shifts == (new, replace(former, last=date(2026, 12, 6)), *others)
    assert "jusqu'au 06/12/2026" in manager.go(f"/planning/modele?equipe={TEAM}").replace("’", "'")
    manager.go(f"/planning/creneau?equipe={TEAM}&place=1")
    assert "Ce créneau est fini depuis le 06/12/2026" in manager.press(
        "Enregistrer", agent="martin", since="2027-01-01", jour=week
    )
    manager.go(f"/planning/creneau?equipe={TEAM}&place=0")
    assert "Rien ne change" in manager.press("Enregistrer", jour=week)


def test_a_weekly_shift_that_has_not_begun_keeps_its_first_day_or_takes_another(world: World, manager: Visit) -> None:
    count, page = len(plan_of(world).shifts), f"/planning/creneau?equipe={TEAM}"
    manager.go(page)
    typed = {"agent": "petit", "jour": ["0"], "start": "12:30", "end": "14:00", "level": "1"}
    manager.press("Enregistrer", since="2027-01-01", **typed)
    manager.go(f"{page}&place={count}")
    manager.press("Enregistrer", end="15:00")
    lunch = Shift("petit", WeeklyWindow(frozenset((0,)), time(12, 30), time(15)), 1, first=date(2027, 1, 1))
    assert plan_of(world).shifts[count:] == (lunch,)
    manager.go(f"{page}&place={count}")
    manager.press("Enregistrer", since="2027-02-01")
    assert plan_of(world).shifts[count:] == (replace(lunch, first=date(2027, 2, 1)),)
    manager.go(f"{page}&place={count}")
    manager.press("Ôter ce créneau")
    assert len(plan_of(world).shifts) == count


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "1999-12-31"])
def test_a_day_that_no_planning_has_is_refused(world: World, manager: Visit, since: str) -> None:
    before = plan_of(world)
    for name in ("since", "last"):
        manager.go(f"/planning/creneau?equipe={TEAM}&place=0")
        manager.press("Enregistrer", agent="petit", **{name: since})
        assert (manager.status, plan_of(world)) == (422, before)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"jour": []}, "au moins un jour"),
        ({"jour": ["8", "x"]}, "au moins un jour"),
        ({"start": "25:00"}, "l'heure du début"),
        ({"end": ""}, "Donnez l'heure de la fin"),
        ({"agent": "nobody"}, "personne de l'entreprise"),
    ],
)
def test_a_shift_that_cannot_be_is_told(world: World, manager: Visit, typed: dict[str, object], sentence: str) -> None:
    before = plan_of(world)
    manager.go(f"/planning/creneau?equipe={TEAM}")
    good: dict[str, object] = {"agent": "petit", "jour": ["0"], "start": "12:30", "end": "14:00", "level": "2"}
    text = manager.press("Enregistrer", **{**good, **typed})
    assert manager.status == 422
    assert sentence in text
    assert plan_of(world) == before


def test_two_people_on_one_shift_the_second_is_told(world: World, manager: Visit) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go(f"/planning/creneau?equipe={TEAM}&place=0")
    other.press("Enregistrer", jour=["0"], start="19:00")
    text = manager.press("Enregistrer", jour=["1"], start="20:00")
    assert manager.status == 409
    assert "ôté : Claire Durand, du lundi au vendredi, de 18 h à 9 h" in text
    assert 'value="20:00"' in text
    manager.press("Enregistrer", jour=["1"])
    assert plan_of(world).shifts[0].window == WeeklyWindow(frozenset((1,)), time(20), time(9))


def test_what_would_lose_calls_is_refused(world: World, manager: Visit) -> None:
    def unguarded(company: Company) -> Company:
        return replace(company, lines={key: replace(one, last_resort=None) for key, one in company.lines.items()})

    change_company(world.database, unguarded)
    before = plan_of(world)
    manager.go(f"/planning/creneau?equipe={TEAM}&place=1")
    assert "personne n'est d'astreinte" in manager.press("Ôter ce créneau")
    assert manager.status == 422
    assert plan_of(world) == before


def test_a_reader_reads_and_changes_nothing(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Modifier" not in reader.go("/planning/modele")
    for path in ("/planning/rotation", "/planning/creneau"):
        assert reader.client.get(path).status_code == 403


@pytest.mark.parametrize("place", ["x", "-1", "99", "²", "9999999999"])
def test_a_place_that_is_none_is_a_new_rotation(manager: Visit, place: str) -> None:
    assert "Mettre en place un roulement" in manager.go(f"{NEW}&place={place}")


@pytest.mark.parametrize("act", ["up:²", "up:-1", "up:99", f"up:{'9' * 5000}", "up:", "nothing"])
def test_a_button_that_is_none_moves_nobody(world: World, manager: Visit, act: str) -> None:
    manager.go(NEW)
    fields = {**manager.form("Enregistrer")[0].fields, **WEEKLY, "level": "²", "do": act}
    assert manager.client.post(NEW, data=fields).status_code in (200, 303)


def test_a_rank_that_is_none_comes_last(world: World, manager: Visit) -> None:
    manager.go("/equipes/depannage")
    manager.press("Enregistrer", **{"rang-durand": "9" * 5000})
    company = load_company(world.database)
    assert company is not None
    assert company.teams[TEAM].plan.levels[0] == ("petit", "durand")
