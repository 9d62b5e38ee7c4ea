"""The monthly statement: each minute once, in its kind, and what the company's rule gives for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.planning.compensation import Basis, Compensation, Part, Scale
from appliance.planning.holidays import calendar
from appliance.planning.hour_kinds import PRECEDENCE, Kind, KindWindows, by_kind, kind_stretches
from appliance.planning.hours import WeeklyWindow
from appliance.planning.labour_law import rests
from appliance.planning.months import Month, read_month
from appliance.planning.rota import windows
from appliance.planning.spans import merged, within
from appliance.planning.statement import (
    Intervention,
    MonthBook,
    Statement,
    TeamRota,
    by_agent,
    on_call_spans,
    statement_of,
    sum_of,
)
from appliance.planning.statement_edition import corrected, differences, first_edition
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, TeamPlan
from appliance.planning.wall_clock import wall_clock
from tests.examples import examples
from tests.unit.planning import statement_oracle

PARIS = "Europe/Paris"
ALL = frozenset(range(7))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOVEMBER = Month(2026, 11)


def at(text: str, zone: str = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def team(name: str, *shifts: Shift, **more) -> TeamRota:
    return TeamRota(name, name.title(), ("Urgence",), TeamPlan((("durand", "petit"),), PARIS, shifts, **more))


def statement(
    *teams: TeamRota, month: Month = NOVEMBER, rule: Compensation | None = None, interventions=()
) -> Statement:
    book = MonthBook(
        "Serrurerie Martin",
        PARIS,
        month,
        rule or Compensation(),
        calendar("FR"),
        teams,
        on_call_spans(teams, month, PARIS),
        by_agent(interventions),
    )
    return statement_of(book, "durand", "Claire Durand")


def took(start: str, end: str, call: str = "c1", **more) -> Intervention:
    return Intervention("durand", call, "Urgence", None, at(start), at(end), **more)


ALWAYS = Shift("durand", WeeklyWindow(ALL, time(0), time(0)))


def test_a_whole_month_is_told_by_kind_each_hour_once() -> None:
    found = statement(team("sav", ALWAYS))
    # Sunday 1st (All Saints), Wednesday 11th: holidays; 4 Saturdays, 4 other Sundays; 20 other days.
    assert found.on_call == {
        Kind.DAY: 20 * 15 * HOUR,
        Kind.NIGHT: 20 * 9 * HOUR,
        Kind.SATURDAY: 4 * 24 * HOUR,
        Kind.SUNDAY: 4 * 24 * HOUR,
        Kind.HOLIDAY: 2 * 24 * HOUR,
    }


@pytest.mark.parametrize(("month", "hours"), [(Month(2026, 10), 745), (Month(2027, 3), 743)])
def test_the_month_of_a_clock_change_has_an_hour_more_or_less(month: Month, hours: int) -> None:
    assert sum_of(statement(team("sav", ALWAYS), month=month).on_call) == hours * HOUR


def test_a_night_over_the_end_of_the_month_is_cut_at_midnight() -> None:
    night = Override(at("2026-11-30 18:00"), at("2026-12-01 09:00"), None, "durand")
    plan = team("sav", Shift("petit", WeeklyWindow(ALL, time(0), time(0))), overrides=(night,))
    assert sum_of(statement(plan).on_call) == 6 * HOUR
    assert sum_of(statement(plan, month=Month(2026, 12)).on_call) == 9 * HOUR


def test_two_teams_at_once_count_once_and_are_shown_apart() -> None:
    night = Shift("durand", WeeklyWindow(ALL, time(18), time(0)))
    late = Shift("durand", WeeklyWindow(ALL, time(20), time(2)))
    found = statement(team("sav", night), team("astreinte", late))
    assert sum_of(found.on_call) == 30 * 8 * HOUR
    assert [(each.team, sum_of(each.hours)) for each in found.teams] == [
        ("Sav", 180 * HOUR),
        ("Astreinte", 180 * HOUR),
    ]
    assert found.periods[0].teams == ("Astreinte",)  # the end of the night of 31 October
    assert found.periods[1].teams == ("Sav", "Astreinte")


def test_the_company_chooses_its_own_windows_and_their_order() -> None:
    windows_of = KindWindows(
        night=(time(22), time(5)), precedence=(Kind.NIGHT, Kind.SUNDAY, Kind.SATURDAY, Kind.HOLIDAY)
    )
    found = statement(team("sav", ALWAYS), rule=Compensation(windows_of))
    assert found.on_call[Kind.NIGHT] == 30 * 7 * HOUR
    assert found.on_call[Kind.HOLIDAY] == 17 * HOUR  # the 11th alone: the 1st is a Sunday


def test_interventions_that_overlap_count_once_and_additions_follow_the_call() -> None:
    first = took("2026-11-13 03:10", "2026-11-13 03:20", after=45 * MINUTE, travel=30 * MINUTE)
    second = took("2026-11-13 04:00", "2026-11-13 05:00", "c2")
    found = statement(interventions=[first, second])
    assert [sum_of(one.hours) for one in found.interventions] == [85 * MINUTE, 60 * MINUTE]
    assert found.work[Kind.NIGHT] == sum_of(found.work) == 110 * MINUTE


def test_an_intervention_over_the_end_of_the_month_is_shared_between_the_two() -> None:
    one = took("2026-11-30 23:50", "2026-12-01 00:30")
    rule = Compensation(intervention=Scale({Basis.INTERVENTION: Decimal(15)}))
    november = statement(interventions=[one], rule=rule)
    december = statement(interventions=[one], rule=rule, month=Month(2026, 12))
    assert (sum_of(november.work), november.amount) == (10 * MINUTE, Decimal("15.00"))
    assert (sum_of(december.work), december.amount) == (30 * MINUTE, Decimal("0.00"))


def test_compensation_is_the_company_s_rule_to_the_cent() -> None:
    rule = Compensation(
        on_call=Scale({Basis.HOUR: Decimal("2.50")}, {}, {Kind.NIGHT: Decimal(25)}),
        intervention=Scale({Basis.HOUR: Decimal(25), Basis.INTERVENTION: Decimal(10)}, {Basis.HOUR: 30 * MINUTE}),
        minimum=30 * MINUTE,
    )
    night = Override(at("2026-11-12 20:00"), at("2026-11-13 08:00"), None, "durand")
    plan = team("sav", Shift("petit", WeeklyWindow(ALL, time(0), time(0))), overrides=(night,))
    found = statement(plan, rule=rule, interventions=[took("2026-11-13 03:00", "2026-11-13 03:10")])
    told = [(due.part, due.basis, due.kind, due.amount, due.rest) for due in found.dues]
    none = timedelta(0)
    assert told == [
        (Part.ON_CALL, Basis.HOUR, Kind.DAY, Decimal("7.50"), none),
        (Part.ON_CALL, Basis.HOUR, Kind.NIGHT, Decimal("28.13"), none),  # 9 h x 2.50 x 1.25 = 28.125
        (Part.INTERVENTION, Basis.HOUR, Kind.NIGHT, Decimal("4.17"), 5 * MINUTE),
        (Part.MINIMUM, Basis.HOUR, Kind.NIGHT, Decimal("8.33"), 10 * MINUTE),
        (Part.INTERVENTION, Basis.INTERVENTION, None, Decimal("10.00"), none),
    ]
    assert found.amount == Decimal("58.13")
    assert found.rest == 15 * MINUTE


def counts(plan: TeamRota, month: Month = NOVEMBER) -> dict[Basis, Decimal]:
    rule = Compensation(on_call=Scale(dict.fromkeys(Basis, Decimal(1))))
    return {due.basis: due.quantity for due in statement(plan, rule=rule, month=month).dues if due.kind is None}


def test_a_turn_of_a_week_is_one_period_seven_days_one_week_and_one_week_end() -> None:
    turns = Rotation(("durand", "petit"), 7, 4, time(18), date(2026, 11, 6), WeeklyWindow(ALL, time(0), time(0)))
    away = Absence("durand", date(2026, 11, 16), date(2026, 11, 30))
    found = counts(team("sav", rotations=(turns,), absences=(away,)))
    assert found == {Basis.PERIOD: 1, Basis.DAY: 7, Basis.WEEKEND: 1, Basis.WEEK: 1}


def test_a_turn_over_the_end_of_the_month_is_counted_once_in_the_two_months() -> None:
    turn = Override(at("2026-11-27 18:00"), at("2026-12-04 18:00"), None, "durand")
    plan = team("sav", Shift("petit", WeeklyWindow(ALL, time(0), time(0))), overrides=(turn,))
    november, december = counts(plan), counts(plan, Month(2026, 12))
    assert (november[Basis.PERIOD], december.get(Basis.PERIOD, 0)) == (1, 0)
    assert (november[Basis.DAY], december[Basis.DAY]) == (4, 3)


def test_the_rest_after_work_runs_again_whole_from_its_end() -> None:
    night, sunday = (at("2026-11-13 03:00"), at("2026-11-13 04:00")), (at("2026-11-15 10:00"), at("2026-11-15 11:00"))
    again = (at("2026-11-13 06:00"), at("2026-11-13 06:30"))
    found = rests([night, again, sunday], PARIS)
    assert [rest.daily for rest in found] == [at("2026-11-13 15:00"), at("2026-11-13 17:30"), at("2026-11-15 22:00")]
    assert [rest.broken for rest in found] == [again[0], None, None]
    assert [rest.weekly for rest in found] == [None, None, at("2026-11-16 22:00")]


def test_a_weekend_begins_as_the_clock_is_put_forward_on_a_night_without_a_midnight() -> None:
    changed = at("2021-03-27 01:00", "Asia/Gaza")  # a Saturday, whose 0 h was 1 h
    work = [(changed - 2 * HOUR, changed - MINUTE), (changed + 72 * HOUR, changed + 73 * HOUR)]
    assert [rest.weekly for rest in rests(work, "Asia/Gaza")] == [None, None]
    [into, _] = rests([(changed - 2 * HOUR, changed), work[1]], "Asia/Gaza")
    assert into.weekly == changed + timedelta(hours=35)


@given(
    st.data(),
    st.sampled_from((PARIS, "Asia/Beirut", "America/Havana", "America/St_Johns", "Australia/Lord_Howe")),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
def test_work_that_begins_or_ends_on_a_weekend_is_followed_by_a_weekly_rest(data, zone: str, start: datetime) -> None:
    lengths = data.draw(st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=3)), max_size=12))
    work, here = [], start
    for pause, length in zip(lengths[::2], lengths[1::2], strict=False):
        work.append((here + pause, here + pause + length))
        here += pause + length
    on_weekend = [any(wall_clock(moment, zone).weekday() in (5, 6) for moment in span) for span in work]
    assert [rest.weekly is not None for rest in rests(work, zone)] == on_weekend


def test_a_closed_statement_is_corrected_in_the_open() -> None:
    before = statement(interventions=[took("2026-11-13 03:10", "2026-11-13 03:20")])
    after = statement(interventions=[took("2026-11-13 03:10", "2026-11-13 03:20", after=45 * MINUTE)])
    edition = first_edition(before, at("2026-12-01 09:00"), "vidal")
    assert corrected(edition, "d1", before, at("2026-12-02 09:00"), "vidal") is None
    second = corrected(edition, "d1", after, at("2026-12-02 09:00"), "vidal")
    assert second is not None
    assert (second.number, second.previous, second.statement) == (2, "d1", after)
    assert [text.split(" : ")[0] for text in second.corrections[0].differences] == [
        "Intervention modifiée",
        "Temps d'intervention, nuit",
    ]


@pytest.mark.parametrize("text", ["2026-13", "nov", "2026-1", "", "1999-12"])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11"):
        read_month(text)


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
hours = st.tuples(clocks, clocks)
rules = st.builds(KindWindows, hours, hours, hours, hours, st.permutations(PRECEDENCE).map(tuple))
weekly = st.builds(WeeklyWindow, st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks)
NIGHTS = [
    (PARIS, "FR", "2027-03-27 12:00"),
    (PARIS, "FR", "2026-10-24 12:00"),
    (PARIS, "FR", "2026-11-10 06:00"),
    ("Indian/Reunion", "FR-Réunion", "2026-12-19 06:00"),
]


@pytest.mark.parametrize(("zone", "code", "from_"), NIGHTS)
@settings(max_examples=examples(15))
@given(data=st.data())
def test_every_minute_agrees_with_the_oracle(zone: str, code: str, from_: str, data) -> None:
    start = at(from_, zone)
    end, rule, holidays = start + timedelta(hours=42), data.draw(rules), calendar(code)
    someone = st.sampled_from(("durand", "petit"))
    plans = [
        TeamPlan(
            (("durand",), ("petit",)),
            zone,
            tuple(data.draw(st.lists(st.builds(Shift, someone, weekly), max_size=2))),
            tuple(
                data.draw(
                    st.lists(
                        st.builds(
                            Rotation,
                            st.just(("durand", "petit")),
                            st.integers(1, 8),
                            st.none() | st.integers(0, 6),
                            clocks,
                            st.just(start.date() - timedelta(days=9)),
                            weekly,
                        ),
                        max_size=1,
                    )
                )
            ),
        )
        for _ in range(2)
    ]
    duty = merged(
        (here, there)
        for plan in plans
        for here, there, entries in windows(plan, start, end)
        if any(entry.agent == "durand" for entry in entries)
    )
    stretches = kind_stretches(start, end, rule, holidays, zone)
    expected = statement_oracle.on_call(plans, "durand", start, end, zone, rule, holidays)
    assert in_minutes(by_kind(duty, stretches)) == expected
    offsets = st.tuples(st.integers(-90, 2600), st.integers(1, 400))
    spans = [
        (start + first * MINUTE, start + (first + length) * MINUTE)
        for first, length in data.draw(st.lists(offsets, max_size=4))
    ]
    expected = statement_oracle.worked(spans, start, end, zone, rule, holidays)
    assert in_minutes(by_kind(within(merged(spans), start, end), stretches)) == expected


def in_minutes(found: dict[Kind, timedelta]) -> dict[str, int]:
    assert all(spent % MINUTE == timedelta(0) for spent in found.values())
    return {kind.value: spent // MINUTE for kind, spent in found.items() if spent}


@pytest.mark.parametrize("month", [Month(2026, 10), Month(2027, 3)])
def test_a_whole_month_of_turns_agrees_with_the_oracle(month: Month) -> None:
    turns = Rotation(
        ("durand", "petit", "martin"), 7, 0, time(8), date(2026, 1, 5), WeeklyWindow(ALL, time(0), time(0))
    )
    nights = Shift("durand", WeeklyWindow(frozenset({1, 3}), time(19, 30), time(7, 15)))
    plans = [team("sav", rotations=(turns,)), team("astreinte", nights)]
    found = statement(*plans, month=month)
    expected = statement_oracle.on_call(
        [each.plan for each in plans],
        "durand",
        month.start(PARIS),
        month.end(PARIS),
        PARIS,
        KindWindows(),
        calendar("FR"),
    )
    assert in_minutes(found.on_call) == expected
    assert sum((period.end - period.start for period in found.periods), timedelta(0)) == sum_of(found.on_call)
    assert differences(found, found) == ()
