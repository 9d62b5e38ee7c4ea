"""Who is on call: the rules one by one, then all of them against the oracle, over the nights of the clock change."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations_with_replacement, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.planning.coverage import common, gaps
from appliance.planning.hours import LineHours, Period, WeeklyWindow, periods
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek
from appliance.planning.rota import OnCall, away_between, on_call, reader, unavailable, windows
from appliance.planning.team_plan import Absence, Departure, Former, Override, Rotation, Shift, Swap, TeamPlan
from tests.examples import examples
from tests.unit.planning import rota_oracle

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS, WEEKEND, ALL = frozenset(range(5)), frozenset({5, 6}), frozenset(range(7))
LEVELS = (("durand", "petit"), ("martin",))
NIGHT = WeeklyWindow(WEEKDAYS, time(18), time(9))
WHOLE_WEEKEND = WeeklyWindow(WEEKEND, time(0), time(0))
TURNS = Rotation(("durand", "petit"), 7, 4, time(18), date(2026, 11, 27), WHOLE_WEEKEND, 1)


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def plan(**parts):
    return TeamPlan(LEVELS, "Europe/Paris", **parts)


def agents(some_plan, text):
    return [entry.agent for entry in on_call(some_plan, paris(text))]


def test_a_team_without_planning_is_on_call_always_in_its_order():
    assert [(entry.agent, entry.level) for entry in on_call(plan(), paris("2026-11-23 03:10"))] == [
        ("durand", 1),
        ("petit", 1),
        ("martin", 2),
    ]


def test_a_night_shift_of_friday_lasts_until_saturday_morning():
    night = plan(shifts=(Shift("durand", NIGHT),))
    assert agents(night, "2026-11-28 08:59") == ["durand"]
    assert agents(night, "2026-11-28 09:00") == []
    assert agents(night, "2026-11-23 08:59") == []
    assert agents(night, "2026-11-23 18:00") == ["durand"]


def test_a_shift_without_level_takes_the_agents_own_and_an_outsider_takes_the_first():
    everyone = plan(shifts=(Shift("martin", WeeklyWindow(ALL, time(0), time(0))), Shift("leroy", NIGHT)))
    assert [(entry.agent, entry.level) for entry in on_call(everyone, paris("2026-11-23 20:00"))] == [
        ("leroy", 1),
        ("martin", 2),
    ]


def test_an_agent_of_two_shifts_appears_once_at_the_lowest_level():
    twice = plan(shifts=(Shift("durand", NIGHT, 3), Shift("durand", NIGHT, 2)))
    assert on_call(twice, paris("2026-11-23 20:00")) == (OnCall("durand", 2, InShift(NIGHT)),)


@pytest.mark.parametrize(
    ("moment", "agent", "week"),
    [("2026-11-28 00:00", "durand", 48), ("2026-12-06 23:59", "petit", 49), ("2026-12-12 12:00", "durand", 50)],
)
def test_a_rotation_gives_each_agent_a_turn_and_says_which_week(moment, agent, week):
    assert on_call(plan(rotations=(TURNS,)), paris(moment)) == (OnCall(agent, 1, InWeek(None, week)),)


def test_nobody_is_on_call_by_a_rotation_before_its_first_handover():
    assert agents(plan(rotations=(TURNS,)), "2026-11-21 12:00") == []


def test_a_rotation_with_no_day_hands_over_from_its_first_date_on():
    rotation = Rotation(("durand", "petit"), 3, None, time(8), date(2026, 11, 23), WeeklyWindow(ALL, time(0), time(0)))
    by_turn = plan(rotations=(rotation,))
    assert agents(by_turn, "2026-11-23 07:59") == []
    assert agents(by_turn, "2026-11-26 07:59") == ["durand"]
    assert on_call(by_turn, paris("2026-11-26 08:00"))[0].reason == InTurn(None, date(2026, 11, 26), date(2026, 11, 29))


def test_a_replacement_takes_the_place_and_level_of_the_one_replaced_and_of_nobody_else():
    change = Override(paris("2026-12-24 18:00"), paris("2026-12-26 09:00"), removes="durand", adds="petit")
    replaced = plan(shifts=(Shift("durand", NIGHT, 1),), overrides=(change,))
    assert on_call(replaced, paris("2026-12-24 18:00")) == (
        OnCall("petit", 1, ByOverride("durand", date(2026, 12, 24))),
    )
    assert agents(replaced, "2026-12-25 12:00") == []
    assert agents(replaced, "2026-12-28 19:00") == ["durand"]


def test_an_addition_joins_the_list_and_a_removal_leaves_it():
    first = Override(paris("2026-12-24 18:00"), paris("2026-12-25 09:00"), adds="martin", level=1)
    then = Override(paris("2026-12-24 20:00"), paris("2026-12-25 09:00"), removes="durand")
    changed = plan(shifts=(Shift("durand", NIGHT, 1),), overrides=(first, then))
    assert agents(changed, "2026-12-24 19:00") == ["durand", "martin"]
    assert on_call(changed, paris("2026-12-24 20:00")) == (OnCall("martin", 1, Added(date(2026, 12, 24))),)


def test_an_absence_beats_shift_rotation_and_override():
    change = Override(paris("2026-12-24 18:00"), paris("2026-12-26 09:00"), removes="durand", adds="petit")
    away = Absence("petit", date(2026, 12, 25), date(2026, 12, 25), "congés")
    absent = plan(shifts=(Shift("durand", NIGHT, 1),), rotations=(TURNS,), overrides=(change,), absences=(away,))
    assert agents(absent, "2026-12-24 23:59") == ["petit"]
    assert agents(absent, "2026-12-25 00:00") == []
    assert agents(absent, "2026-12-26 00:00") == ["petit"]


def test_a_replacement_stands_when_the_one_replaced_is_absent():
    change = Override(paris("2026-12-24 18:00"), paris("2026-12-26 09:00"), removes="durand", adds="petit")
    away = Absence("durand", date(2026, 12, 24), date(2026, 12, 26))
    assert agents(
        plan(shifts=(Shift("durand", NIGHT),), overrides=(change,), absences=(away,)), "2026-12-24 20:00"
    ) == ["petit"]


def a_swap(**parts):
    facts = {
        "giver": "durand",
        "taker": "petit",
        "start": paris("2026-12-01 18:00"),
        "end": paris("2026-12-02 09:00"),
        "agreed": frozenset({"durand", "petit"}),
    }
    return Swap(**facts | parts)


def test_a_swap_that_both_agreed_to_gives_the_place_and_the_exchange_gives_it_back():
    shifts = (Shift("durand", WeeklyWindow(frozenset({1}), time(18), time(9)), 1), Shift("petit", WHOLE_WEEKEND, 2))
    back = a_swap(back_start=paris("2026-12-05 00:00"), back_end=paris("2026-12-06 00:00"))
    traded = plan(shifts=shifts, swaps=(back,))
    assert on_call(traded, paris("2026-12-01 20:00")) == (OnCall("petit", 1, BySwap("durand", date(2026, 12, 1))),)
    assert on_call(traded, paris("2026-12-05 12:00")) == (OnCall("durand", 2, BySwap("petit", date(2026, 12, 5))),)
    assert agents(traded, "2026-12-06 12:00") == ["petit"]
    assert agents(traded, "2026-12-08 20:00") == ["durand"]


@pytest.mark.parametrize(
    "answer",
    [
        {"agreed": frozenset()},
        {"agreed": frozenset({"durand"})},
        {"agreed": frozenset({"petit"})},
        {"refused": "petit"},
    ],
)
def test_a_swap_that_somebody_has_not_agreed_to_changes_nothing(answer):
    waiting = plan(shifts=(Shift("durand", NIGHT, 1),), swaps=(a_swap(**answer),))
    assert agents(waiting, "2026-12-01 20:00") == ["durand"]


def test_an_override_comes_after_a_swap_and_an_absence_after_both():
    change = Override(paris("2026-12-01 18:00"), paris("2026-12-02 09:00"), removes="petit", adds="martin")
    both = {"shifts": (Shift("durand", NIGHT, 1),), "swaps": (a_swap(),), "overrides": (change,)}
    assert agents(plan(**both), "2026-12-01 20:00") == ["martin"]
    away = Absence("martin", date(2026, 12, 1), date(2026, 12, 1))
    assert agents(plan(**both, absences=(away,)), "2026-12-01 20:00") == []


def test_an_agent_who_left_is_on_call_until_midnight_of_the_last_day_and_never_again():
    left = plan(shifts=(Shift("durand", NIGHT, 1),), departures=(Departure("durand", date(2026, 12, 1)),))
    assert agents(left, "2026-12-01 23:59") == ["durand"]
    assert agents(left, "2026-12-02 00:00") == []


def test_who_is_away_between_two_days_is_whoever_is_away_on_one_of_them():
    days = [date(2026, 12, 8) + timedelta(days=number) for number in range(6)]
    away = plan(absences=(Absence("durand", days[2], days[3]),), departures=(Departure("petit", days[3]),))
    assert away_between(away, days[0], days[1]) == set()
    assert away_between(away, days[0], days[2]) == away_between(away, days[3], days[3]) == {"durand"}
    assert away_between(away, days[0], days[5]) == {"durand", "petit"}
    for first, last in combinations_with_replacement(range(len(days)), 2):
        one_by_one = (unavailable(away, day) for day in days[first : last + 1])
        assert away_between(away, days[first], days[last]) == set().union(*one_by_one)


def test_a_rotation_with_a_name_says_it():
    named = replace(TURNS, name="SAV")
    assert on_call(plan(rotations=(named,)), paris("2026-11-28 00:00"))[0].reason == InWeek("SAV", 48)


def test_the_weeks_of_a_rotation_are_those_of_iso_over_the_year_s_end():
    """2026 has 53 of them (ISO 8601): its last week begins on 28 December and ends on 3 January."""
    weekly = replace(
        TURNS,
        handover_day=0,
        handover_time=time(0),
        start=date(2026, 11, 23),
        window=WeeklyWindow(ALL, time(0), time(0)),
    )
    told = [
        on_call(plan(rotations=(weekly,)), paris(f"{day} 12:00"))[0]
        for day in ("2026-12-27", "2026-12-28", "2027-01-03", "2027-01-04")
    ]
    assert [entry.reason for entry in told] == [InWeek(None, week) for week in (52, 53, 53, 1)]
    assert [entry.agent for entry in told] == ["durand", "petit", "petit", "durand"]


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        on_call(plan(), datetime(2026, 11, 23, 12))


@pytest.mark.parametrize("night", ["2027-03-27", "2027-10-30"])
def test_two_shifts_that_share_the_night_leave_exactly_one_agent_on_both_nights_of_the_clock_change(night):
    early = Shift("durand", WeeklyWindow(ALL, time(18), time(2, 30)), 1)
    late = Shift("petit", WeeklyWindow(ALL, time(2, 30), time(18)), 1)
    start = paris(f"{night} 12:00")
    for moment in rota_oracle.minutes(start, start + timedelta(days=1, hours=1)):
        assert len(on_call(plan(shifts=(early, late)), moment)) == 1


def test_the_gaps_of_level_one_are_found_to_the_minute():
    rota = plan(shifts=(Shift("durand", NIGHT, 1), Shift("martin", WeeklyWindow(ALL, time(0), time(0)), 2)))
    monday, tuesday = paris("2026-11-23 00:00"), paris("2026-11-24 00:00")
    assert gaps(rota, monday, tuesday) == []
    assert gaps(rota, monday, tuesday, level=1) == [(monday.astimezone(UTC), paris("2026-11-23 18:00").astimezone(UTC))]


def test_a_gap_counts_only_in_the_hours_in_which_the_line_calls_the_team():
    rota = plan(
        shifts=(Shift("durand", NIGHT, 1), Shift("martin", WeeklyWindow(ALL, time(0), time(0)), 2)), rotations=(TURNS,)
    )
    office = (WeeklyWindow(WEEKDAYS, time(9), time(12, 30)), WeeklyWindow(WEEKDAYS, time(14), time(18)))
    monday, wednesday = paris("2026-11-30 00:00"), paris("2026-12-02 00:00")
    after_hours = [
        (start, end)
        for start, end, period in periods(LineHours("Europe/Paris", office), monday, wednesday)
        if period is Period.AFTER_HOURS
    ]
    found = common(gaps(rota, monday, wednesday, level=1), after_hours)
    told = [f"{start.astimezone(PARIS):%a %H:%M}-{end.astimezone(PARIS):%H:%M}" for start, end in found]
    assert told == ["Mon 00:00-09:00", "Mon 12:30-14:00", "Tue 12:30-14:00"]


def test_what_two_lists_of_intervals_share_is_their_intersection():
    hour = [datetime(2026, 11, 23, number, tzinfo=UTC) for number in range(9)]
    assert common([(hour[0], hour[4]), (hour[6], hour[8])], [(hour[1], hour[2]), (hour[3], hour[7])]) == [
        (hour[1], hour[2]),
        (hour[3], hour[4]),
        (hour[6], hour[7]),
    ]


def test_a_stretch_is_never_cut_where_the_list_does_not_change():
    always = plan(shifts=tuple(Shift("durand", WeeklyWindow(frozenset({day}), time(0), time(0)), 1) for day in ALL))
    assert len(windows(always, paris("2026-11-23 00:00"), paris("2026-11-30 00:00"))) == 7
    whole = plan(shifts=(Shift("durand", WeeklyWindow(ALL, time(0), time(0)), 1),))
    assert len(windows(whole, paris("2026-10-20 00:00"), paris("2026-11-07 00:00"))) == 1


# Zones and the nights of their clock changes; Lord Howe moves by half an hour, Nuuk at an hour of its own.
NIGHTS = [
    ("Europe/Paris", datetime(2027, 3, 27, 12, tzinfo=UTC)),
    ("Europe/Paris", datetime(2027, 10, 30, 12, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 4, 3, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 10, 2, 6, tzinfo=UTC)),
    ("America/Nuuk", datetime(2027, 3, 27, 12, tzinfo=UTC)),
    ("America/Martinique", datetime(2026, 12, 30, 12, tzinfo=UTC)),
    ("Indian/Reunion", datetime(2028, 2, 28, 12, tzinfo=UTC)),
    ("Pacific/Noumea", datetime(2026, 12, 31, 6, tzinfo=UTC)),
]
AGENTS = ("durand", "petit", "martin", "leroy")
clocks = st.builds(time, st.sampled_from([0, 1, 2, 3, 9, 18, 23]), st.sampled_from([0, 15, 30, 59]))
weekly = st.builds(WeeklyWindow, st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks)
levels = st.none() | st.integers(1, 3)


@st.composite
def plans(draw, zone, near):
    around = st.integers(-40, 90).map(lambda hours: near + timedelta(minutes=20 * hours))
    dates = st.integers(-9, 3).map(lambda days: near.date() + timedelta(days=days))
    someone = st.sampled_from(AGENTS)
    turns = st.builds(
        Rotation,
        st.lists(someone, min_size=1, max_size=3).map(tuple),
        st.integers(1, 14),
        st.none() | st.integers(0, 6),
        clocks,
        dates,
        weekly,
        levels,
    )
    kinds = st.tuples(someone, someone) | st.tuples(someone, st.none()) | st.tuples(st.none(), someone)
    changes = st.tuples(around, around, kinds, levels).filter(lambda parts: parts[0] != parts[1])
    overrides = [
        Override(min(a, b), max(a, b), *who, level) for a, b, who, level in draw(st.lists(changes, max_size=3))
    ]
    away = draw(st.lists(st.tuples(someone, dates, dates), max_size=2))
    shifts = st.lists(st.builds(Shift, someone, weekly, levels, st.none() | dates, st.none() | dates), max_size=3)
    rotations = st.lists(turns, max_size=2)
    past = [
        Former(until, draw(st.sampled_from([LEVELS, LEVELS[::-1]])), tuple(draw(shifts)), tuple(draw(rotations)))
        for until in sorted(draw(st.lists(around, max_size=2)))
    ]
    return TeamPlan(
        LEVELS,
        zone,
        tuple(draw(shifts)),
        tuple(draw(rotations)),
        tuple(overrides),
        tuple(Absence(agent, min(a, b), max(a, b)) for agent, a, b in away),
        tuple(draw(st.lists(st.composite(swap)(around), max_size=2))),
        tuple(draw(st.lists(st.builds(Departure, someone, dates), max_size=1))),
        tuple(past),
    )


def swap(draw, around):
    """A swap, agreed more often than not, that may clash with others."""
    giver, taker = draw(st.permutations(AGENTS))[:2]
    moments = st.tuples(around, around).filter(lambda pair: pair[0] != pair[1]).map(sorted)
    back = draw(st.none() | moments) or (None, None)
    agreed = frozenset(draw(st.sampled_from([(giver, taker), (giver, taker), (giver,), ()])))
    return Swap(giver, taker, *draw(moments), *back, agreed, draw(st.sampled_from([None, None, None, taker])))


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
@settings(max_examples=examples(30))
@given(data=st.data())
def test_every_minute_of_the_nights_of_the_clock_change_agrees_with_the_oracle(zone, night, data):
    drawn = data.draw(plans(zone, night))
    end = night + timedelta(hours=15)
    stretches = windows(drawn, night, end)
    assert stretches[0][0] == night
    assert stretches[-1][1] == end
    assert all(left[1] == right[0] and left[2] != right[2] for left, right in pairwise(stretches))
    everyone_gone = gaps(drawn, night, end)
    pick = random.Random(data.draw(st.integers(0, 999)))
    for start, until, entries in stretches:
        told = {entry.agent: entry.level for entry in entries}
        inside = list(rota_oracle.minutes(start, until))
        for moment in {inside[0], inside[-1], *pick.sample(inside, min(9, len(inside)))}:
            assert told == rota_oracle.who(drawn, moment), moment
            assert on_call(drawn, moment) == entries
            assert bool(told) != any(a <= moment < b for a, b in everyone_gone)
        assert [entry.level for entry in entries] == sorted(entry.level for entry in entries)


# Two years with a leap day, a 53rd week and both clock changes; the zones of the goal, three of which never change.
ZONES = ("Europe/Paris", "America/Martinique", "Indian/Reunion", "Pacific/Noumea")
SOME_TIME = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=examples(40))
@given(data=st.data(), near=SOME_TIME)
def test_every_boundary_give_or_take_a_minute_agrees_with_the_oracle(zone, data, near):
    drawn = data.draw(plans(zone, near))
    start = near - timedelta(days=2)
    for begins, ends, _ in windows(drawn, start, near + timedelta(days=3)):
        for moment in (begins, ends):
            for minute in (-1, 0, 1):
                at = moment + timedelta(minutes=minute)
                assert {entry.agent: entry.level for entry in on_call(drawn, at)} == rota_oracle.who(drawn, at), at


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=examples(80))
@given(data=st.data(), near=SOME_TIME, moment=SOME_TIME)
def test_any_minute_of_two_years_agrees_with_the_oracle(zone, data, near, moment):
    drawn = data.draw(plans(zone, near))
    assert {entry.agent: entry.level for entry in on_call(drawn, moment)} == rota_oracle.who(drawn, moment)


@pytest.mark.parametrize("middle", ["2027-03-28 03:00", "2027-10-31 03:00"])
@settings(max_examples=examples(8))
@given(data=st.data())
def test_every_minute_of_the_48_hours_around_a_clock_change_agrees_with_the_oracle(middle, data):
    change = paris(middle).astimezone(UTC)
    drawn = data.draw(plans("Europe/Paris", change))
    for moment in rota_oracle.minutes(change - timedelta(days=1), change + timedelta(days=1)):
        assert {entry.agent: entry.level for entry in on_call(drawn, moment)} == rota_oracle.who(drawn, moment), moment


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=examples(60))
@given(data=st.data(), near=SOME_TIME)
def test_a_planning_read_at_many_moments_says_of_each_what_it_says_of_one(zone, data, near):
    """Weeks that are alike are worked out once: by shifts without dates, with whatever changes them at some hours."""
    drawn = weeks_alike(data.draw(plans(zone, near)))
    drawn = replace(drawn, former=tuple(weeks_alike(one) for one in drawn.former))
    at = reader(drawn)
    for hours in data.draw(st.lists(st.integers(-30, 24 * 16), min_size=5, max_size=40)):
        moment = near + timedelta(hours=hours)
        assert at(moment) == on_call(drawn, moment)
    assert at(near) == on_call(drawn, near)


def weeks_alike(drawn):
    """The same without rotations, its shifts without dates."""
    return replace(drawn, rotations=(), shifts=tuple(replace(one, first=None, last=None) for one in drawn.shifts))
