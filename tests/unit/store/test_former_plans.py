"""What a planning was, written by a clock that is set back afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appliance.calls.company import Company
from appliance.calls.present import company_at
from appliance.planning.rota import TeamPlan, on_call
from appliance.store.former_plans import with_past
from tests.unit.calls.rehearsal import company

NOW = datetime(2026, 11, 28, 18, 0, 20, tzinfo=UTC)
AHEAD = NOW + timedelta(hours=20)


def alone(some: Company, agent: str) -> Company:
    team = some.teams["depannage"]
    plan = TeamPlan(((agent,),), team.plan.timezone, former=team.plan.former)
    return replace(some, teams={team.id: replace(team, plan=plan)})


def who(some: Company, moment: datetime) -> list[str]:
    return [entry.agent for entry in on_call(some.teams["depannage"].plan, moment)]


def test_a_change_made_twenty_hours_ahead_counts_once_the_clock_is_right_and_so_does_the_next() -> None:
    durand = alone(company(), "durand")
    petit = with_past(durand, alone(durand, "petit"), AHEAD)
    assert who(company_at(petit, NOW), NOW) == ["petit"]
    martin = with_past(petit, alone(petit, "martin"), NOW)
    assert [who(martin, NOW), who(martin, AHEAD), who(martin, NOW - timedelta(days=9))] == [
        ["martin"],
        ["martin"],
        ["durand"],
    ]


def test_two_changes_within_a_minute_keep_what_was_before_the_first() -> None:
    durand = alone(company(), "durand")
    petit = with_past(durand, alone(durand, "petit"), NOW)
    martin = with_past(petit, alone(petit, "martin"), NOW + timedelta(seconds=20))
    assert who(martin, NOW - timedelta(hours=1)) == ["durand"]
    assert who(martin, NOW) == ["martin"]
