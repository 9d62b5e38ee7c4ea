"""What a planning says that cannot be meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from appliance.checks.rostering import check_rostering
from appliance.planning.team_plan import Departure, Override, Swap
from tests.unit.store.companies import LOCKSMITH

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
NIGHT = {"start": datetime(2026, 12, 1, 17, tzinfo=UTC), "end": datetime(2026, 12, 2, 8, tzinfo=UTC)}


def codes(team="depannage", **parts):
    plan = replace(LOCKSMITH.teams[team].plan, **parts)
    teams = {**LOCKSMITH.teams, team: replace(LOCKSMITH.teams[team], plan=plan)}
    found = check_rostering(replace(LOCKSMITH, teams=teams), NOW, 14)
    return {(finding.code, finding.steps[2:]): finding.sentence for finding in found}


def test_shifts_and_rotations_of_an_agent_who_leaves_are_told_with_the_day() -> None:
    found = codes(departures=(Departure("durand", date(2026, 11, 30)),), overrides=())
    assert {key for key in found if key[0] == "departed"} == {
        ("departed", ("shifts", "0")),
        ("departed", ("rotations", "0")),
        ("departed", ("rotations", "1")),
    }
    assert "Claire Durand quitte l'entreprise le 30/11/2026" in found["departed", ("shifts", "0")]


def test_an_agent_who_leaves_much_later_is_not_told_yet() -> None:
    assert not [code for code, _ in codes(departures=(Departure("durand", date(2027, 11, 30)),)) if code == "departed"]


def test_an_override_that_calls_back_an_agent_who_left_is_told() -> None:
    back = Override(**NIGHT, adds="petit")
    found = codes(overrides=(back,), departures=(Departure("petit", date(2026, 11, 30)),))
    assert ("departed", ("overrides", "0")) in found


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (Override(**NIGHT, removes="durand"), None),
        (Override(**NIGHT, removes="martin", adds="petit"), "override_without_effect"),
        (Override(datetime(2026, 11, 1, tzinfo=UTC), NOW, removes="petit"), None),
    ],
)
def test_an_override_that_changes_nothing_is_told_until_it_is_over(override, told) -> None:
    assert {code for code, _ in codes(overrides=(override,), rotations=())} - {"departed"} == ({told} - {None})


def test_an_override_of_a_team_that_no_line_calls_is_told() -> None:
    alone = replace(LOCKSMITH.teams["siege"], id="cave", name="Cave")
    plan = replace(alone.plan, overrides=(Override(**NIGHT, adds="petit"),))
    company = replace(LOCKSMITH, teams={**LOCKSMITH.teams, "cave": replace(alone, plan=plan)})
    found = [finding for finding in check_rostering(company, NOW, 14) if "Cave" in finding.where]
    assert [finding.code for finding in found] == ["override_outside_lines"]


def test_swaps_that_wait_or_give_nothing_or_clash_are_told() -> None:
    asked = Swap("durand", "petit", **NIGHT, agreed=frozenset({"durand"}))
    assert list(codes(swaps=(asked,), overrides=())) == [("swap_pending", ("swaps", "0"))]
    assert "sans effet tant qu'il manque l'accord d'Hugo Petit" in next(iter(codes(swaps=(asked,)).values()))
    agreed = replace(asked, agreed=frozenset({"durand", "petit"}))
    assert codes(swaps=(agreed,), overrides=()) == {}
    nothing = replace(agreed, giver="martin", agreed=frozenset({"martin", "petit"}))
    assert list(codes(swaps=(nothing,), rotations=(), overrides=())) == [("swap_without_effect", ("swaps", "0"))]
    assert ("swap_clash", ("swaps", "1")) in codes(swaps=(agreed, agreed), overrides=())
    assert codes(swaps=(replace(asked, refused="petit"),), overrides=()) == {}


def test_a_swap_that_ends_before_it_begins_is_told_of_no_hours() -> None:
    backward = Swap("durand", "petit", NIGHT["end"], NIGHT["start"], agreed=frozenset({"durand"}))
    plan = replace(LOCKSMITH.teams["depannage"].plan, swaps=(backward,), overrides=())
    teams = {**LOCKSMITH.teams, "depannage": replace(LOCKSMITH.teams["depannage"], plan=plan)}
    found = [one for one in check_rostering(replace(LOCKSMITH, teams=teams), NOW, 14) if one.code == "swap_pending"]
    assert [one.when for one in found] == [()]
