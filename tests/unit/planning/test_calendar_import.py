"""Another tool's calendar, read: series, exceptions, zones; and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from appliance.planning.calendar_import import CalendarFileError, ImportedEntry, read_calendar

START = date(2026, 11, 1)


def calendar(*entries: str) -> bytes:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{entry.strip()}\r\nEND:VEVENT" for entry in entries)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Outil//FR\r\n{body}\r\nEND:VCALENDAR\r\n"
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def read(*entries: str) -> list[ImportedEntry]:
    return read_calendar(calendar(*entries), "Europe/Paris", START, 400)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_whole_day_is_from_midnight_to_midnight_of_the_zone() -> None:
    (one,) = read("UID:1\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Congés")
    assert (one.start, one.end) == (at("2026-12-23 23:00"), at("2026-12-26 23:00"))
    assert (one.first, one.last, one.all_day, one.summary) == (date(2026, 12, 24), date(2026, 12, 26), True, "Congés")


def test_a_day_without_an_end_is_one_day() -> None:
    (one,) = read("UID:1\nDTSTART;VALUE=DATE:20261224")
    assert (one.first, one.last) == (date(2026, 12, 24), date(2026, 12, 24))


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("DTSTART:20261201T080000", "2026-12-01 07:00"),  # floating: the company's clock
        ("DTSTART:20261201T080000Z", "2026-12-01 08:00"),
        ("DTSTART;TZID=America/Martinique:20261201T080000", "2026-12-01 12:00"),
        ("DTSTART;TZID=Romance Standard Time:20261201T080000", "2026-12-01 07:00"),  # as Outlook names Paris
    ],
)
def test_every_kind_of_time_is_the_right_moment(start: str, moment: str) -> None:
    (one,) = read(f"UID:1\n{start}\nDURATION:PT2H")
    assert one.start == at(moment)
    assert (one.end - one.start).total_seconds() == 7200


def test_a_series_keeps_the_clock_and_follows_its_exceptions() -> None:
    series = """UID:1
DTSTART;TZID=Europe/Paris:20270322T180000
DTEND;TZID=Europe/Paris:20270323T080000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Paris:20270405T180000"""
    moved = """UID:1
RECURRENCE-ID;TZID=Europe/Paris:20270412T180000
DTSTART;TZID=Europe/Paris:20270413T190000
DTEND;TZID=Europe/Paris:20270414T080000"""
    assert [one.start for one in read(series, moved)] == [
        at("2027-03-22 17:00"),
        at("2027-03-29 16:00"),
        at("2027-04-13 17:00"),
    ]


def test_what_is_cancelled_or_outside_the_window_is_left_out() -> None:
    assert read("UID:1\nDTSTART:20261201T080000\nDTEND:20261201T090000\nSTATUS:CANCELLED") == []
    assert read("UID:1\nDTSTART:20260101T080000\nDTEND:20260101T090000") == []
    endless = read("UID:1\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY")
    assert (len(endless), endless[0].first) == (400, START)


def test_the_people_of_an_entry_are_read_from_its_mails() -> None:
    (one,) = read(
        "UID:1\nDTSTART:20261201T080000\nDTEND:20261201T090000\n"
        "ATTENDEE;CN=Claire:mailto:Claire@Example.fr\nATTENDEE:MAILTO:leo@example.fr\nORGANIZER:mailto:chef@example.fr"
    )
    assert one.mails == ("claire@example.fr", "leo@example.fr", "chef@example.fr")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("UID:1\nDTSTART:garbage\nSUMMARY:Nuit", "« Nuit » : DTSTART est illisible"),
        ("UID:1\nDTSTART:20261301T000000", "DTSTART est illisible"),
        ("UID:1\nDTSTART:20261201T080000\nRRULE:FREQ=DALLY", "RRULE est illisible"),
        ("UID:1\nDTSTART;TZID=Nowhere/City:20261201T080000", "fuseau inconnu (« Nowhere/City »)"),
        ("UID:1\nSUMMARY:x", "il manque DTSTART"),
        ("DTSTART:20261201T080000", "il manque UID"),
        ("UID:1\nDTSTART:20261201T080000\nRRULE:FREQ=SECONDLY", "plusieurs fois par jour"),
        ("UID:1\nDTSTART:20261201T080000\nRRULE:FREQ=DAILY;BYSECOND=1,2,3", "plusieurs fois par jour"),
    ],
)
def test_a_broken_entry_is_refused_with_a_sentence(entry: str, words: str) -> None:
    with pytest.raises(CalendarFileError) as refused:
        read(entry)
    assert words in str(refused.value)


def test_every_broken_entry_is_told_at_once() -> None:
    with pytest.raises(CalendarFileError) as refused:
        read("UID:1\nDTSTART:a", "UID:2\nDTSTART:b", "SUMMARY:x")
    assert len(str(refused.value).splitlines()) == 5


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html></html>",
        b"\xff\xfe",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n",
        b"x" * 5_000_001,
    ],
)
def test_what_is_no_calendar_is_refused_with_a_sentence(text: bytes) -> None:
    with pytest.raises(CalendarFileError, match=r"\.$"):
        read_calendar(text, "Europe/Paris", START, 400)
