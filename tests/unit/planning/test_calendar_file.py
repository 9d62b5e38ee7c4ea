"""What a calendar reads in our files is what the planning says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from appliance.planning.calendar_file import CalendarShift, calendar_file, zone_component
from appliance.planning.hours import WeeklyWindow
from appliance.planning.publication import PlannedShift, planned_shifts
from appliance.planning.team_plan import Rotation, Shift, TeamPlan
from tests.examples import examples

STAMP = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Paris", "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "America/Miquelon")
CHANGES = (date(2026, 3, 29), date(2026, 10, 25))

days = st.frozensets(st.integers(0, 6), min_size=1)
clocks = st.sampled_from([time(0), time(2), time(2, 30), time(3), time(9), time(18), time(23, 59)])
windows = st.builds(WeeklyWindow, days, clocks, clocks)
agents = st.sampled_from(["durand", "petit"])
turns = st.lists(agents, min_size=1, max_size=2).map(tuple)
plans = st.builds(
    TeamPlan,
    levels=st.just((("durand",), ("petit",))),
    timezone=st.sampled_from(ZONES),
    shifts=st.lists(st.builds(Shift, agents, windows), max_size=3).map(tuple),
    rotations=st.lists(
        st.builds(Rotation, turns, st.integers(1, 8), st.none(), clocks, st.just(date(2026, 3, 2)), windows), max_size=2
    ).map(tuple),
)


def written(shift: PlannedShift) -> CalendarShift:
    return CalendarShift(f"{shift.agent}-{shift.level}-{shift.start:%Y%m%dT%H%MZ}", shift.start, shift.end, shift.agent)


def read_back(text: bytes) -> set[tuple[str, datetime, datetime]]:
    """(agent, start, end) of each entry, as the `icalendar` library reads it."""
    return {
        (str(entry["summary"]), entry.start.astimezone(UTC), entry.end.astimezone(UTC))
        for entry in Calendar.from_ical(text).walk("VEVENT")
    }


@settings(max_examples=examples(60))
@given(plan=plans, day=st.sampled_from(CHANGES))
def test_the_shifts_read_back_are_those_of_the_planning_across_both_clock_changes(plan: TeamPlan, day: date) -> None:
    middle = datetime.combine(day, time(), UTC)
    shifts = planned_shifts({"sav": plan}, middle - timedelta(days=9), middle + timedelta(days=9))
    text = calendar_file([written(shift) for shift in shifts], plan.timezone, STAMP)
    assert read_back(text) == {(shift.agent, shift.start, shift.end) for shift in shifts}


@pytest.mark.parametrize("zone", ZONES)
def test_our_own_description_of_a_zone_tells_its_offset_at_every_hour_of_two_years(zone: str) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    component = zone_component(zone, [CalendarShift("a", begin, begin + timedelta(days=730), "")])
    described = component.to_tz(lookup_tzid=False)
    own = ZoneInfo(zone)
    for hour in range(730 * 24):
        moment = begin + timedelta(hours=hour)
        reading = moment.astimezone(own)
        if reading.fold == 0 and (moment - timedelta(hours=2)).astimezone(own).utcoffset() == reading.utcoffset():
            assert reading.replace(tzinfo=described).utcoffset() == reading.utcoffset(), reading


def test_an_onset_is_on_the_clock_before_the_change() -> None:
    begin = datetime(2026, 5, 1, tzinfo=UTC)
    text = zone_component("Europe/Paris", [CalendarShift("a", begin, begin, "")]).to_ical().decode()
    for onset in ("20250330T020000", "20260329T020000", "20251026T030000", "20261025T030000"):
        assert onset in text


def test_the_second_reading_of_a_repeated_hour_is_in_utc() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    text = calendar_file([CalendarShift("a", second, second + timedelta(hours=1), "x")], "Europe/Paris", STAMP)
    assert b"DTSTART:20261025T013000Z" in text


def test_a_name_cannot_add_a_line() -> None:
    hostile = "Durand\r\nATTENDEE:mailto:x@example.fr\nEND:VEVENT"
    text = calendar_file(
        [CalendarShift("a", STAMP, STAMP + timedelta(hours=1), hostile, hostile)], "Europe/Paris", STAMP
    )
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    assert "ATTENDEE" not in entry
    assert not any(line.startswith(b"ATTENDEE") for line in text.splitlines())


def test_a_cancelled_shift_says_so() -> None:
    shift = CalendarShift("a", STAMP, STAMP + timedelta(hours=1), "x", sequence=3, cancelled=True)
    (entry,) = Calendar.from_ical(calendar_file([shift], "Europe/Paris", STAMP, method="PUBLISH")).walk("VEVENT")
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 3)
