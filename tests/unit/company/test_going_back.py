"""Settings of before put back: people stay those of today, what is over stays as it was, an undo leaves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from appliance.company.going_back import gone_back, lived
from appliance.company.model import Agent, CallTeam, Company, Forward, Team, TellOf, Way
from appliance.company.numbers import AllowedNumber
from appliance.planning.hours import ForcedPeriod, Period, WeeklyWindow
from appliance.planning.number_traces import STRUCK
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Absence, Departure, Override, Rotation, Shift, Swap, TeamPlan
from appliance.store.keeping_past import with_past
from tests.examples import examples
from tests.unit.calls.rehearsal import company
from tests.unit.companies import companies

NOW = datetime(2026, 11, 28, 9, 0, 20, tzinfo=UTC)  # Saturday, 10:00 in Paris
MINUTE = NOW.replace(second=0)
DAY = timedelta(days=1)
ALL = WeeklyWindow(frozenset(range(7)), time(0), time(0))
NOBODY: frozenset[str] = frozenset()
GOOD = company()


def planned(some: Company = GOOD, **plan: object) -> Company:
    team = some.teams["depannage"]
    return replace(some, teams={**some.teams, "depannage": replace(team, plan=replace(team.plan, **plan))})


def plan_of(some: Company) -> TeamPlan:
    return some.teams["depannage"].plan


def returned(live: Company, then: Company, left: frozenset[str] = NOBODY) -> Company:
    return gone_back(live, then, left, lived(NOW))


def undone(live: Company, then: Company, since: datetime = NOW) -> Company:
    return gone_back(live, then, then.agents.keys() - live.agents.keys(), lived(NOW, since))


@settings(suppress_health_check=list(HealthCheck), max_examples=examples(40))
@given(some=companies())
def test_to_go_back_to_what_is_in_force_changes_nothing(some: Company) -> None:
    assert returned(some, some) == some
    assert undone(some, some) == some


@settings(suppress_health_check=list(HealthCheck), max_examples=examples(40))
@given(live=companies(), then=companies())
def test_an_undo_among_the_same_people_leaves_nothing(live: Company, then: Company) -> None:
    alike = replace(live, agents=then.agents)
    assert undone(alike, then) == then


def test_names_and_telephones_go_back_codes_and_departures_do_not() -> None:
    known = GOOD.agents["durand"]
    now = replace(known, name="Claire Blanc", phones=("+33612345677",), pin="$argon2 new", until=date(2026, 12, 31))
    live = replace(GOOD, agents={**GOOD.agents, "durand": now})
    back = returned(live, GOOD).agents["durand"]
    assert (back.name, back.phones) == (known.name, known.phones)
    assert (back.pin, back.until) == (now.pin, now.until)
    assert plan_of(returned(live, GOOD)).departures == (Departure("durand", date(2026, 12, 31)),)
    assert undone(live, GOOD).agents["durand"].until == known.until


def test_who_left_does_not_come_back_and_their_places_stay_empty() -> None:
    petit = Rotation(("durand", "petit"), 7, None, time(9), date(2026, 1, 5), ALL)
    alone = replace(petit, agents=("petit",))
    then = planned(
        levels=(("durand", "petit"), ("petit",)),
        shifts=(Shift("petit", petit.window), Shift("durand", petit.window)),
        rotations=(petit, alone),
        overrides=(Override(NOW + DAY, NOW + 2 * DAY, "durand", "petit"),),
        absences=(Absence("petit", date(2026, 12, 1), date(2026, 12, 2)),),
        swaps=(Swap("durand", "petit", NOW + DAY, NOW + 2 * DAY),),
    )
    live = replace(GOOD, agents={key: one for key, one in GOOD.agents.items() if key != "petit"})
    back = returned(live, then, frozenset({"petit"}))
    assert back.agents.keys() == live.agents.keys()
    plan = plan_of(back)
    assert plan.levels == (("durand",),)
    assert (plan.shifts, plan.rotations) == ((Shift("durand", petit.window),), (replace(petit, agents=("durand",)),))
    assert (plan.overrides, plan.absences, plan.swaps) == ((), (), ())


def test_who_came_since_stays_also_under_the_identifier_of_somebody_who_left() -> None:
    newcomer = Agent("petit", "Paul Petit", ("+33612345688",))
    live = replace(GOOD, agents={**GOOD.agents, "petit": newcomer, "blanc": replace(newcomer, id="blanc")})
    back = returned(live, GOOD, frozenset({"petit"}))
    assert back.agents["petit"] == newcomer
    assert "blanc" in back.agents
    assert all("petit" not in level for level in plan_of(back).levels)


def test_an_erased_number_does_not_come_back_and_breaks_nothing() -> None:
    line = GOOD.lines["urgence"]
    office = replace(line.behaviours[Period.OPEN], action=Forward(()))
    then = replace(
        GOOD,
        allowed_numbers=(AllowedNumber(STRUCK, "Ascenseur"), AllowedNumber("3639", "La Poste")),
        agents={**GOOD.agents, "durand": replace(GOOD.agents["durand"], phones=())},
        lines={**GOOD.lines, "urgence": replace(line, numbers=(), behaviours={**line.behaviours, Period.OPEN: office})},
    )
    back = returned(GOOD, then)
    assert [one.number for one in back.allowed_numbers] == ["3639"]
    assert back.agents["durand"].phones == GOOD.agents["durand"].phones
    assert back.lines["urgence"].numbers == line.numbers
    assert back.lines["urgence"].behaviours[Period.OPEN].action == line.behaviours[Period.OPEN].action


def test_replacements_go_back_from_now_on_and_are_kept_until_now() -> None:
    since = Override(NOW - DAY, NOW + DAY, "durand", "petit")
    gone = Override(NOW - 2 * DAY, NOW + 2 * DAY, "petit", "martin")
    over = Override(NOW - 9 * DAY, NOW - 8 * DAY, "durand", "martin")
    both = Override(NOW - 3 * DAY, NOW + 3 * DAY, adds="martin")
    live, then = planned(overrides=(since, both, over)), planned(overrides=(gone, both))
    assert plan_of(returned(live, then)).overrides == (
        replace(since, end=MINUTE),
        replace(gone, start=MINUTE),
        both,
        over,
    )


def test_in_another_order_each_part_keeps_its_own() -> None:
    first, second = Override(NOW - DAY, NOW + DAY, "durand", "petit"), Override(NOW - DAY, NOW + DAY, "petit", "martin")
    back = plan_of(returned(planned(overrides=(first, second)), planned(overrides=(second, first)))).overrides
    assert back == (
        replace(first, end=MINUTE),
        replace(second, end=MINUTE),
        replace(second, start=MINUTE),
        replace(first, start=MINUTE),
    )


def test_days_that_are_over_and_today_stay_as_they_were() -> None:
    since = Absence("petit", date(2026, 11, 24), date(2026, 12, 4), "congés")
    gone = Absence("martin", date(2026, 11, 20), date(2026, 12, 1))
    live, then = planned(absences=(since,)), planned(absences=(gone,))
    assert plan_of(returned(live, then)).absences == (
        replace(since, last=date(2026, 11, 28)),
        replace(gone, first=date(2026, 11, 29)),
    )


def test_swaps_keep_the_answers_of_today_and_those_that_have_begun_stay() -> None:
    asked = Swap("durand", "petit", NOW + DAY, NOW + 2 * DAY, agreed=frozenset({"durand"}))
    agreed = replace(asked, agreed=frozenset({"durand", "petit"}))
    begun, never = (
        Swap(who, "martin", NOW - DAY, NOW + DAY, agreed=frozenset({who, "martin"})) for who in ("durand", "petit")
    )
    live, then = planned(swaps=(agreed, begun)), planned(swaps=(asked, never))
    assert plan_of(returned(live, then)).swaps == (agreed, begun)
    assert undone(planned(swaps=(agreed,)), planned(swaps=(asked,))) == planned(swaps=(asked,))


def test_a_forced_period_is_of_the_moment_but_to_undo_it() -> None:
    line = GOOD.lines["urgence"]
    forced = replace(line, forced=(ForcedPeriod(Period.CLOSURE, NOW, NOW + DAY),))
    live = replace(GOOD, lines={**GOOD.lines, "urgence": forced})
    assert returned(live, GOOD).lines["urgence"].forced == forced.forced
    assert returned(GOOD, live).lines["urgence"].forced == ()
    assert undone(live, GOOD) == GOOD


@pytest.mark.parametrize("undoing", [False, True])
def test_hours_that_are_over_are_the_same_after_as_before(undoing: bool) -> None:
    """Whatever was dated since, or taken out since; to undo, the hours since the change that is undone."""
    window = ALL
    live = planned(
        shifts=(Shift("petit", window),),
        overrides=(Override(NOW - 3 * DAY, NOW + 3 * DAY, "petit", "martin"),),
        absences=(Absence("durand", date(2026, 11, 1), date(2026, 12, 24)),),
    )
    then = planned(
        shifts=(Shift("durand", window),),
        overrides=(Override(NOW - 9 * DAY, NOW + 9 * DAY, "durand", "petit"),),
        absences=(Absence("petit", date(2026, 11, 20), date(2026, 12, 1)),),
        swaps=(Swap("durand", "martin", NOW - DAY, NOW + DAY, agreed=frozenset({"durand", "martin"})),),
    )
    hours = 48 if undoing else 24 * 12
    since = NOW - 2 * DAY if undoing else None
    after = with_past(live, gone_back(live, then, NOBODY, lived(NOW, since)), NOW)
    for back in range(1, hours):
        moment = NOW - timedelta(hours=back)
        assert who(after, moment) == who(live, moment), moment
    for later in range(15, 24 * 12):
        moment = NOW + timedelta(hours=later)
        back_again = [one for one in who(then, moment) if not began_by_now(then, one[0], moment)]
        assert who(after, moment) == back_again, moment


def who(some: Company, moment: datetime) -> list[tuple[str, int]]:
    return [(one.agent, one.level) for one in on_call(plan_of(some), moment)]


def began_by_now(then: Company, agent: str, moment: datetime) -> bool:
    """A swap that was under way does not come back."""
    return agent == "martin" and any(swap.start <= moment < swap.end for swap in plan_of(then).swaps)


def test_a_team_that_comes_back_brings_nothing_into_hours_when_it_was_not_there() -> None:
    gone = replace(
        GOOD, teams={key: team for key, team in GOOD.teams.items() if key != "depannage"} | {"autre": other()}
    )
    then = planned(overrides=(Override(NOW - DAY, NOW + DAY, adds="martin"),))
    assert plan_of(returned(gone, then)).overrides == (Override(MINUTE, NOW + DAY, adds="martin"),)


def other() -> Team:
    return replace(GOOD.teams["depannage"], id="autre")


def test_who_left_is_told_of_nothing_by_a_line_that_comes_back() -> None:
    line = replace(GOOD.lines["urgence"], tell=("petit", "astreinte@example.fr"))
    then = replace(GOOD, lines={**GOOD.lines, "urgence": line}, responsible=("petit", "chef@example.fr"))
    live = replace(GOOD, agents={key: one for key, one in GOOD.agents.items() if key != "petit"})
    assert returned(live, then, frozenset({"petit"})).lines["urgence"].tell == ("astreinte@example.fr",)
    assert returned(live, then, frozenset({"petit"})).responsible == ("chef@example.fr",)
    assert returned(GOOD, then).lines["urgence"].tell == line.tell


def test_of_what_somebody_is_told_is_theirs_to_say() -> None:
    chosen = replace(GOOD.agents["durand"], told_of=(TellOf.TAKEN,), told_by=(Way.SMS,))
    live = replace(GOOD, agents={**GOOD.agents, "durand": chosen})
    assert returned(live, GOOD).agents["durand"] == chosen
    assert undone(live, GOOD) == GOOD


def test_lines_and_menus_are_those_of_then() -> None:
    line = GOOD.lines["urgence"]
    behaviour = replace(line.behaviours[Period.OPEN], action=CallTeam("depannage"))
    live = replace(
        GOOD,
        name="Autre",
        lines={"urgence": replace(line, max_wait=90, behaviours={**line.behaviours, Period.OPEN: behaviour})},
    )
    back = returned(live, GOOD)
    assert (back.name, back.lines, back.menus) == (GOOD.name, GOOD.lines, GOOD.menus)
