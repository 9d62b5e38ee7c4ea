"""What a planning was, written by a clock that is set back afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from appliance.company.document import document_of, document_text
from appliance.company.model import Company
from appliance.company.present import company_at
from appliance.planning.rota import on_call, windows
from appliance.planning.team_plan import Absence, Departure, Override, Swap, TeamPlan
from appliance.store.keeping_past import with_past
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


def test_hours_over_stay_as_they_were_when_an_agent_named_in_their_exceptions_is_removed() -> None:
    before = alone(company(), "petit")
    team, hour = before.teams["depannage"], timedelta(hours=1)
    dated = replace(
        team.plan,
        levels=(("petit", "durand"),),
        overrides=(Override(NOW - 30 * hour, NOW - 20 * hour, removes="petit", adds="martin"),),
        absences=(Absence("martin", date(2026, 11, 1), date(2026, 11, 2), "maladie"),),
        swaps=(Swap("petit", "martin", NOW - 60 * hour, NOW - 50 * hour, agreed=frozenset(("petit", "martin"))),),
        departures=(Departure("durand", date(2026, 11, 20)),),
    )
    before = replace(before, teams={team.id: replace(team, plan=dated)})
    bare = replace(dated, levels=(("petit",),), overrides=(), absences=(), swaps=(), departures=())
    after = replace(
        before,
        agents={"petit": before.agents["petit"]},
        teams={team.id: replace(team, plan=bare)},
    )
    kept = with_past(before, after, NOW).teams[team.id].plan
    minute = NOW.replace(second=0)
    past = minute - timedelta(days=40), minute
    assert windows(kept, *past) == windows(dated, *past)
    assert [entry.agent for entry in on_call(kept, NOW)] == ["petit"]
    (former,) = kept.former
    text = document_text(replace(after, teams={team.id: replace(team, plan=kept)}))
    assert document_of(text).company.teams[team.id].plan.former == (former,)
    assert "maladie" not in text
