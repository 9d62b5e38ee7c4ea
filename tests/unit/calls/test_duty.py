"""Who would be rung, why, and what changes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.calls.duty import Duty, duty, next_change
from appliance.calls.ring_order import Load
from appliance.company.model import CallTeam, Company, Forward, Line, Menu, OpenMenu, RingStrategy
from appliance.company.routes import routes
from appliance.planning.hours import DatedDays, Period
from appliance.planning.moments import read_moment
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Absence
from tests.examples import examples
from tests.unit import companies as drawn
from tests.unit.calls import rehearsal
from tests.unit.store.companies import LOCKSMITH

SIMPLE = rehearsal.company()


def at(text: str, company: Company = LOCKSMITH, load: Load | None = None) -> Duty:
    return duty(company, line_of(company), read_moment(text, "Europe/Paris").moment, load)


def after(text: str, company: Company = LOCKSMITH) -> Duty | None:
    return next_change(company, line_of(company), read_moment(text, "Europe/Paris").moment)


def line_of(company: Company) -> Line:
    return company.lines["urgence"]


def names(found: Duty, team: str) -> list[str]:
    return [one.name for each in found.teams if each.team.id == team for one in each.agents]


def test_each_period_says_what_makes_it_so() -> None:
    assert (at("2026-12-25 03:10").period, at("2026-12-25 03:10").reason) == (Period.HOLIDAY, "Noël")
    assert at("2026-12-28 10:00").reason == "« Fermeture de fin d'année », du 26/12/2026 au 02/01/2027"
    assert at("2026-11-24 10:00").reason == "du lundi au vendredi, 9 h – 12 h 30"
    assert (
        at("2026-11-24 20:00").reason
        == "hors des heures ouvrées (du lundi au vendredi, 9 h – 12 h 30 ; samedi, 9 h – 12 h)"
    )
    always = rehearsal.company(opening_hours=())
    assert at("2026-11-24 20:00", always).reason == "cette ligne n'a pas d'heures ouvrées"


def test_a_closure_of_one_day_names_its_day() -> None:
    company = replace(SIMPLE, closures=(DatedDays(date(2027, 5, 7), date(2027, 5, 7), "Pont"),))
    assert at("2027-05-07 10:00", company).reason == "« Pont », le 07/05/2027"


def test_who_is_replaced_is_told_by_name() -> None:
    holiday = at("2026-12-24 20:00")
    told = {one.name: one.reason for team in holiday.teams for one in team.agents}
    assert told["Hugo Petit"] == "remplace Claire Durand (remplacement du 24/12)"


def test_every_team_that_the_menu_reaches_is_there_by_its_keys_the_default_first() -> None:
    assert [(team.team.id, team.reached.keys) for team in at("2026-11-24 20:00").teams] == [
        ("depannage", ("1",)),
        ("siege", ("2",)),
    ]


def test_behind_an_office_there_is_the_team_of_the_after_hours() -> None:
    by_day = at("2026-11-24 10:00")
    assert isinstance(by_day.action, Forward)
    assert [(team.team.id, team.reached.unanswered_office) for team in by_day.teams] == [("depannage", True)]


def test_agents_are_in_the_order_in_which_they_would_ring() -> None:
    company = rehearsal.company(rehearsal.Ring(RingStrategy.ROTATING))
    assert names(at("2026-11-24 20:00", company, {"depannage": {"durand": 3}}), "depannage") == [
        "Hugo Petit",
        "Claire Durand",
        "Julie Martin",
    ]
    together = rehearsal.company(rehearsal.Ring(RingStrategy.SIMULTANEOUS))
    assert [one.turn for one in at("2026-11-24 20:00", together).teams[0].agents] == [1, 1, 2]


def test_an_absence_leaves_nobody_and_says_so() -> None:
    away = tuple(Absence(agent, date(2026, 11, 24), date(2026, 11, 24)) for agent in SIMPLE.agents)
    plan = replace(SIMPLE.teams["depannage"].plan, absences=away)
    company = replace(SIMPLE, teams={"depannage": replace(SIMPLE.teams["depannage"], plan=plan)})
    assert at("2026-11-24 20:00", company).teams[0].agents == ()
    change = after("2026-11-24 20:00", company)
    assert change is not None
    assert (change.moment, names(change, "depannage")) == (
        datetime(2026, 11, 24, 23, tzinfo=UTC),
        ["Claire Durand", "Hugo Petit", "Julie Martin"],
    )


def test_the_next_change_is_the_next_minute_at_which_something_differs() -> None:
    change = after("2026-11-24 10:00")
    assert change is not None
    assert (change.moment, change.period) == (datetime(2026, 11, 24, 11, 30, tzinfo=UTC), Period.AFTER_HOURS)


def test_where_nothing_ever_changes_there_is_no_next_change() -> None:
    assert after("2026-11-24 10:00", rehearsal.company(opening_hours=())) is None


def test_a_menu_that_comes_back_to_itself_is_followed_once() -> None:
    menu = Menu("m", "?", {"1": OpenMenu("m"), "2": CallTeam("depannage")}, "1")
    company = replace(SIMPLE, menus={"m": menu})
    assert [route.keys for route in routes(company, OpenMenu("m"))] == [("2",)]


@settings(max_examples=examples(30))
@given(drawn.companies(), drawn.instants, st.integers(0, 10_000))
def test_for_any_company_nothing_changes_before_the_next_change(
    company: Company, moment: datetime, minutes: int
) -> None:
    line = next(iter(company.lines.values()))
    now, then = duty(company, line, moment), next_change(company, line, moment)
    between = moment + timedelta(minutes=minutes)
    if then is None or between < then.moment:
        assert duty(company, line, between).signature == now.signature
    if then is not None:
        assert then.signature != now.signature
        assert duty(company, line, then.moment - timedelta(minutes=1)).signature == now.signature


@settings(max_examples=examples(30))
@given(drawn.companies(), drawn.instants)
def test_for_any_company_the_agents_told_are_those_whom_the_rota_gives(company: Company, moment: datetime) -> None:
    for line in company.lines.values():
        for team in duty(company, line, moment).teams:
            assert {one.agent for one in team.agents} == {entry.agent for entry in on_call(team.team.plan, moment)}
