"""A planning changed under a clock that is set back afterwards: the change counts at once, and what was is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from appliance.planning.past import ended_by
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Former, TeamPlan

NOW = datetime(2026, 11, 28, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


def who(plan: TeamPlan, moment: datetime) -> list[str]:
    return [entry.agent for entry in on_call(plan, moment)]


def plan(agent: str, *former: tuple[datetime, str]) -> TeamPlan:
    return TeamPlan(((agent,),), "Europe/Paris", former=tuple(Former(until, ((one,),)) for until, one in former))


def test_a_former_planning_that_would_end_later_ended_by_now_and_its_past_stays() -> None:
    read = ended_by(plan("bob", (NOW - 9 * HOUR, "carl"), (NOW + 20 * HOUR, "alice")), NOW)
    assert [who(read, NOW + shift * HOUR) for shift in (-10, -1, 0, 19, 21)] == [
        ["carl"],
        ["alice"],
        ["bob"],
        ["bob"],
        ["bob"],
    ]


def test_of_several_that_would_end_later_the_first_was_what_counted() -> None:
    read = ended_by(plan("carl", (NOW + 20 * HOUR, "alice"), (NOW + 21 * HOUR, "bob")), NOW)
    assert (who(read, NOW - HOUR), who(read, NOW)) == (["alice"], ["carl"])


def test_a_planning_whose_past_is_over_is_itself() -> None:
    whole = plan("bob", (NOW, "alice"))
    assert ended_by(whole, NOW) is whole
