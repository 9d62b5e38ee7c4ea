"""Whose duty begins, when they are rung for it, by which line, and who comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from appliance.calls.duty_starts import DutyStart, backup_of, duty_starts, line_of_duty, still_begins
from appliance.calls.told.french import duty_question
from appliance.company.model import Company, Ring, RingStrategy
from appliance.company.replacing import with_override
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Override, Shift
from tests.unit.notify.test_plan_teller import COMPANY

BEGINS = datetime(2026, 12, 4, 17, tzinfo=UTC)  # Friday, 18 h in Paris
MINUTE = timedelta(minutes=1)
FRIDAYS = WeeklyWindow(frozenset({4}), time(18), time(9))
SATURDAYS = WeeklyWindow(frozenset({5}), time(9), time(18))


def company(minutes: int | None = 30, *shifts: Shift, **parts: Any) -> Company:
    team = COMPANY.teams["nuit"]
    plan = replace(team.plan, shifts=shifts or (Shift("durand", FRIDAYS), Shift("petit", FRIDAYS, 2)))
    return replace(COMPANY, teams={"nuit": replace(team, plan=plan, duty_call=minutes, **parts)})


def begun(found: list[DutyStart]) -> list[tuple[str, datetime]]:
    return [(one.agent, one.rung_at) for one in found]


def test_each_who_begins_is_rung_so_many_minutes_before() -> None:
    at = BEGINS - 30 * MINUTE
    assert begun(duty_starts(company(), at)) == [("durand", at), ("petit", at)]
    assert begun(duty_starts(company(0), BEGINS - MINUTE)) == [("durand", BEGINS), ("petit", BEGINS)]


def test_a_call_is_known_ten_minutes_before_and_no_sooner() -> None:
    assert duty_starts(company(), BEGINS - 41 * MINUTE) == []
    assert duty_starts(company(), BEGINS - 40 * MINUTE) != []


def test_a_team_that_wants_no_call_has_none_nor_one_that_no_line_rings() -> None:
    assert duty_starts(company(None), BEGINS - 30 * MINUTE) == []
    assert duty_starts(replace(company(), lines={}), BEGINS - 30 * MINUTE) == []


def test_a_duty_that_has_begun_is_called_by_nobody() -> None:
    now = BEGINS + 5 * MINUTE
    taken = with_override(company(), "nuit", Override(now, now + timedelta(hours=2), removes="durand", adds="martin"))
    assert duty_starts(taken, now) == []


def test_hours_that_go_on_are_no_beginning() -> None:
    shifts = Shift("durand", FRIDAYS), Shift("durand", SATURDAYS)
    assert duty_starts(company(30, *shifts), datetime(2026, 12, 5, 7, 45, tzinfo=UTC)) == []


def test_two_teams_at_one_moment_are_one_call_the_earlier_one() -> None:
    one = company()
    other = replace(one.teams["nuit"], id="jour", name="Jour", duty_call=60)
    both = replace(one, teams={**one.teams, "jour": other})
    called = replace(both, lines={"a": both.lines["sav"], "b": line_for(both, "jour")})
    (durand, _) = duty_starts(called, BEGINS - 60 * MINUTE)
    assert durand == DutyStart("durand", BEGINS, ("nuit", "jour"), BEGINS - 60 * MINUTE)


def line_for(one: Company, team: str) -> Any:
    line = one.lines["sav"]
    behaviours = {
        period: replace(what, action=replace_team(what.action, team)) for period, what in line.behaviours.items()
    }
    return replace(line, id="b", name="Jour", behaviours=behaviours)


def replace_team(action: Any, team: str) -> Any:
    return type(action)(team)


def test_a_change_of_planning_is_seen_when_the_telephone_is_to_ring() -> None:
    one = company()
    swapped = with_override(one, "nuit", Override(BEGINS, BEGINS + timedelta(hours=9), removes="durand", adds="martin"))
    assert still_begins(one, "durand", BEGINS, ["nuit", "gone"]) == ("nuit",)
    assert still_begins(swapped, "durand", BEGINS, ["nuit"]) == ()
    assert still_begins(swapped, "martin", BEGINS, ["nuit"]) == ("nuit",)


def test_who_comes_next_is_the_next_in_the_ring_order_then_the_first() -> None:
    one = company()
    assert backup_of(one, "nuit", "durand", BEGINS) == "petit"
    assert backup_of(one, "nuit", "petit", BEGINS) == "durand"
    together = company(30, Shift("durand", FRIDAYS), Shift("martin", FRIDAYS), ring=Ring(RingStrategy.SIMULTANEOUS))
    assert backup_of(together, "nuit", "durand", BEGINS) == "martin"
    assert backup_of(company(30, Shift("durand", FRIDAYS)), "nuit", "durand", BEGINS) is None


def test_the_line_is_the_first_that_calls_the_team() -> None:
    line = line_of_duty(company(), ["nuit"])
    assert line is not None and line.id == "sav"
    assert line_of_duty(company(), []) is None


@pytest.mark.parametrize(
    ("hour", "asked_at", "said"),
    [
        (17, (4, 16), "Vous prenez l'astreinte ce soir à 18 heures."),
        (7, (4, 6), "Vous prenez l'astreinte ce matin à 8 heures."),
        (12, (4, 11), "Vous prenez l'astreinte aujourd'hui à 13 heures."),
        (23, (4, 20), "Vous prenez l'astreinte cette nuit à minuit."),
        (7, (3, 20), "Vous prenez l'astreinte demain à 8 heures."),
        (17, (4, 17), "Vous êtes d'astreinte depuis 18 heures."),
    ],
)
def test_the_moment_is_said_as_one_says_it(hour: int, asked_at: tuple[int, int], said: str) -> None:
    at = datetime(2026, 12, 4, hour, tzinfo=UTC)
    now = datetime(2026, 12, *asked_at, 1, tzinfo=UTC)
    keys = "Tapez 1 pour confirmer ; si vous ne pouvez pas, tapez 2."
    assert duty_question("Ascenseurs Vidal", at, now, "Europe/Paris") == f"Astreinte, Ascenseurs Vidal. {said} {keys}"
