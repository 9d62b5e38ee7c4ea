"""When the first level changes hands, between whom, and when both are rung; what they hear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from appliance.calls.told.french import other_missing, to_who_comes, to_who_leaves, what_is_open
from appliance.calls.watch_changes import may_be_rung, still_changes, watch_changes
from appliance.company.model import Company, QuietHours
from appliance.company.replacing import with_override
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Override, Shift
from tests.unit.notify.test_plan_teller import COMPANY

AT = datetime(2026, 12, 5, 8, tzinfo=UTC)  # Saturday, 9 h in Paris
MINUTE = timedelta(minutes=1)
FRIDAYS = WeeklyWindow(frozenset({4}), time(18), time(9))
SATURDAYS = WeeklyWindow(frozenset({5}), time(9), time(18))


def company(minutes: int | None = 10, first: str = "durand", then: str = "petit") -> Company:
    team = COMPANY.teams["nuit"]
    plan = replace(team.plan, shifts=(Shift(first, FRIDAYS), Shift(then, SATURDAYS), Shift("martin", FRIDAYS, 2)))
    return replace(COMPANY, teams={"nuit": replace(team, plan=plan, hand_over_call=minutes)})


def test_who_leaves_and_who_comes_are_rung_so_many_minutes_before() -> None:
    (one,) = watch_changes(company(), AT - 10 * MINUTE)
    assert (one.leaving, one.coming, one.at, one.rung_at) == ("durand", "petit", AT, AT - 10 * MINUTE)
    assert one.teams == ("nuit",)


def test_or_after_where_the_team_says_so() -> None:
    (one,) = watch_changes(company(-10), AT + 5 * MINUTE)
    assert one.rung_at == AT + 10 * MINUTE


def test_it_is_known_ten_minutes_before_its_call_and_a_late_controller_makes_it_for_five() -> None:
    assert watch_changes(company(), AT - 21 * MINUTE) == []
    assert watch_changes(company(), AT - 20 * MINUTE) != []
    assert watch_changes(company(), AT - 5 * MINUTE) != []
    assert watch_changes(company(), AT - 4 * MINUTE) == []


def test_nobody_is_rung_where_no_call_is_wanted_nor_where_the_same_agent_goes_on() -> None:
    assert watch_changes(company(None), AT - 10 * MINUTE) == []
    assert watch_changes(company(10, "durand", "durand"), AT - 10 * MINUTE) == []
    assert watch_changes(replace(company(), lines={}), AT - 10 * MINUTE) == []


def test_who_comes_and_is_in_their_quiet_hours_is_left_alone_until_they_are_on_call() -> None:
    asleep = QuietHours(time(22), time(9))
    agents = {**COMPANY.agents, "petit": replace(COMPANY.agents["petit"], quiet=asleep)}
    assert watch_changes(replace(company(), agents=agents), AT - 10 * MINUTE) == []
    late = {**COMPANY.agents, "petit": replace(COMPANY.agents["petit"], quiet=QuietHours(time(22), time(10)))}
    both = replace(company(-10), agents=late)
    assert [one.coming for one in watch_changes(both, AT + 10 * MINUTE)] == ["petit"]


def test_a_planning_that_changed_meanwhile_is_no_change_of_hands_any_more() -> None:
    known = company()
    assert still_changes(known, "durand", "petit", AT, ["nuit", "gone"]) == ("nuit",)
    taken = with_override(known, "nuit", Override(AT, AT + 60 * MINUTE, removes="petit", adds="martin"))
    assert still_changes(taken, "durand", "petit", AT, ["nuit"]) == ()


def test_what_is_heard() -> None:
    before, zone = AT - 10 * MINUTE, "Europe/Paris"
    assert to_who_leaves("Ascenseurs Vidal", "Hugo Petit", AT, before, zone).startswith(
        "Astreinte, Ascenseurs Vidal. Passage de relais. Vous passez l'astreinte à Hugo Petit, ce matin à 9 heures."
    )
    after = to_who_comes("Ascenseurs Vidal", "Claire Durand", AT, AT + MINUTE, zone)
    assert "Claire Durand vous passe l'astreinte, depuis 9 heures. Tapez 1" in after
    assert "ne répond pas" in other_missing("Hugo Petit", refused=False)
    assert "ne peut pas parler" in other_missing("Hugo Petit", refused=True)


@pytest.mark.parametrize(
    ("messages", "callbacks", "said"),
    [
        (0, 0, "Aucun message ouvert, aucun rappel promis."),
        (1, 0, "1 message ouvert. Une touche passe à la suite."),
        (2, 1, "2 messages ouverts, 1 rappel promis. Une touche passe à la suite."),
    ],
)
def test_what_is_open_is_counted(messages: int, callbacks: int, said: str) -> None:
    assert what_is_open(messages, callbacks) == said


def test_a_call_put_off_until_one_of_them_sleeps_is_not_made() -> None:
    late = {**COMPANY.agents, "durand": replace(COMPANY.agents["durand"], quiet=QuietHours(time(9, 20), time(18)))}
    known = replace(company(), agents=late)
    assert may_be_rung(known, known.teams["nuit"], ("durand", "petit"), AT + 10 * MINUTE)
    assert not may_be_rung(known, known.teams["nuit"], ("durand", "petit"), AT + 30 * MINUTE)
