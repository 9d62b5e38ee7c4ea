"""Another tool's calendar, read: series, exceptions, zones; and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from appliance.planning.calendar_import import CalendarFileError, CalendarReading, ImportedEntry, read_calendar, told

START = date(2026, 11, 1)
PARIS = "Europe/Paris"
TURN = "UID:1\nDTSTART:20261201T080000\nDURATION:PT1H"
GOOD = "UID:good\nDTSTART:20261201T080000\nDTEND:20261201T090000"


def calendar(*entries: str) -> bytes:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{entry.strip()}\r\nEND:VEVENT" for entry in entries)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Outil//FR\r\n{body}\r\nEND:VCALENDAR\r\n"
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def read(*entries: str) -> list[ImportedEntry]:
    return list(read_calendar(calendar(*entries), "Europe/Paris", START, 400).entries)


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


def people(*lines: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    (one,) = read("\n".join(["UID:1", "DTSTART:20261201T080000", "DTEND:20261201T090000", *lines]))
    return one.mails, one.declined


def test_the_people_of_an_entry_are_those_invited_who_have_not_declined() -> None:
    assert people(
        "ATTENDEE;CN=Claire:mailto:Claire@Example.fr",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:MAILTO:leo@example.fr",
        "ATTENDEE;partstat=declined:mailto:karim@example.fr",
        'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:leo@example.fr":mailto:ana@example.fr',
        "ATTENDEE;ROLE=NON-PARTICIPANT:mailto:copie@example.fr",
        'ATTENDEE;EMAIL="Minh@example.fr":urn:uuid:1f2e',
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:CHEF@example.fr",
        "ORGANIZER:mailto:chef@example.fr",
    ) == (("claire@example.fr", "leo@example.fr", "minh@example.fr"), ("karim@example.fr", "ana@example.fr"))


def test_who_organises_is_on_call_only_when_invited_alone() -> None:
    assert people("ORGANIZER:mailto:chef@example.fr") == ((), ())
    assert people("ORGANIZER:mailto:chef@example.fr", "ATTENDEE:mailto:chef@example.fr") == (("chef@example.fr",), ())


@pytest.mark.parametrize("end", ["", "\nDTEND;VALUE=DATE:20261215", "\nDTEND;VALUE=DATE:20261216", "\nDURATION:P1D"])
def test_a_day_is_a_day_however_its_end_is_written(end: str) -> None:
    (one,) = read(f"UID:1\nDTSTART;VALUE=DATE:20261215{end}")
    assert (one.first, one.last, one.all_day) == (date(2026, 12, 15), date(2026, 12, 15), True)


@pytest.mark.parametrize(
    ("duration", "end"),
    [("P1D", "2027-03-28 18:00"), ("PT24H", "2027-03-28 19:00"), ("P1DT1H", "2027-03-28 19:00")],
)
def test_days_are_nominal_and_hours_exact_over_a_clock_change(duration: str, end: str) -> None:
    (one,) = read(f"UID:1\nDTSTART;TZID=Europe/Paris:20270327T200000\nDURATION:{duration}\nX-ASTREINTE-DURATION:PT1H")
    assert one.end == at(end)
    series = read(f"UID:1\nDTSTART;TZID=Europe/Paris:20270320T200000\nDURATION:{duration}\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert series[1].end == at(end)


@pytest.mark.parametrize(
    ("start", "until", "starts"),
    [
        ("DTSTART;TZID=Europe/Paris:20261201T180000", "20261215", 3),  # the night of that day too
        ("DTSTART;TZID=Europe/Paris:20261201T180000", "20261215T170000Z", 3),
        ("DTSTART;TZID=Europe/Paris:20261201T180000", "20261215T180000", 3),  # on its own clock
        ("DTSTART;TZID=Europe/Paris:20261201T180000", "20261215T165959Z", 2),
        ("DTSTART:20261201T180000", "20261215", 3),
        ("DTSTART:20261201T180000", "20261215T170000Z", 3),
        ("DTSTART:20261201T180000Z", "20261215", 3),
        ("DTSTART;VALUE=DATE:20261201", "20261215", 3),
        ("DTSTART;VALUE=DATE:20261201", "20261214T230000Z", 3),  # as Exchange writes the 15th
    ],
)
def test_a_series_ends_with_the_last_turn_that_its_until_allows(start: str, until: str, starts: int) -> None:
    assert len(read(f"UID:1\n{start}\nDURATION:P1D\nRRULE:FREQ=WEEKLY;UNTIL={until}")) == starts


@pytest.mark.parametrize("start", ["DTSTART;TZID=America/New_York:20261201T180000", "DTSTART:20261201T180000"])
def test_a_series_until_the_end_of_time_has_no_end(start: str) -> None:
    assert len(read(f"UID:1\n{start}\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=99991231T235959")) > 300


def test_an_hour_said_again_by_the_rule_is_read() -> None:
    rule = "RRULE:FREQ=WEEKLY;BYDAY=TU;BYHOUR=20;BYMINUTE=0;BYSECOND=0;COUNT=3"
    found = read(f"UID:1\nDTSTART;TZID=Europe/Paris:20261201T200000\nDURATION:PT12H\n{rule}")
    assert [one.start for one in found] == [at("2026-12-01 19:00"), at("2026-12-08 19:00"), at("2026-12-15 19:00")]


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ('"tzone://Microsoft/Utc"', "2026-12-01 18:00"),
        ("UTC", "2026-12-01 18:00"),
        ("GMT", "2026-12-01 18:00"),
        ('"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', "2026-12-01 17:00"),
        ('"(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris"', "2026-12-01 17:00"),
        ("/mozilla.org/20050126_1/Europe/Paris", "2026-12-01 17:00"),
        ("/freeassociation.sourceforge.net/America/Martinique", "2026-12-01 22:00"),
    ],
)
def test_a_zone_is_known_by_each_of_the_names_that_calendars_give_it(zone: str, moment: str) -> None:
    series = f"UID:1\nDTSTART;TZID={zone}:20261201T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2"
    assert [one.start for one in read(f"{series}\nEXDATE;TZID={zone}:20261202T180000")] == [at(moment)]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("UID:1\nDTSTART:garbage\nSUMMARY:Nuit", "« Nuit » : DTSTART est illisible"),
        ("UID:1\nDTSTART:20261301T000000", "DTSTART est illisible"),
        ("UID:1\nDTSTART:20261201T080000\nRRULE:FREQ=DALLY", "RRULE est illisible"),
        ("UID:1\nDTSTART:20261201T080000\nDURATION:PT1H\nRRULE FREQ=DAILY", "RRULE est illisible"),
        ("UID:1\nDTSTART;TZID=Nowhere/City:20261201T080000", "fuseau inconnu (« Nowhere/City »)"),
        ('UID:1\nDTSTART;TZID="tzone://Microsoft/Custom":20261201T080000', "fuseau inconnu"),
        ("UID:1\nDTSTART:20261201T080000Z\nDURATION:PT1H\nEXDATE;TZID=Nowhere/City:20261201T080000", "EXDATE est dans"),
        ("UID:1\nSUMMARY:x", "il manque DTSTART"),
        ("DTSTART:20261201T080000", "il manque UID"),
        ("UID:1\nDTSTART:20261201T080000\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", "plusieurs fois par jour"),
        ("UID:1\nDTSTART:20261201T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=8,20", "plusieurs fois par jour"),
        ("UID:1\nDTSTART:20261201T180000\nDTEND:20261201T080000", "finit (01/12/2026 08:00) avant de commencer"),
        ("UID:1\nDTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261201", "avant de commencer (02/12/2026)"),
        ("UID:1\nDTSTART:20261201T180000\nDURATION:-PT2H", "sa durée (-PT2H)"),
        ("UID:1\nDTSTART:20261201T180000\nDURATION:P99999999W", "sa durée (P99999999W)"),
        ("UID:1\nDTSTART;VALUE=DATE:20261201\nDURATION:PT8H", "en heures et son début est un jour entier"),
        ("UID:1\nDTSTART:20261201T180000\nDTEND:20261202T080000\nDURATION:PT2H", "gardez l'une des deux"),
        ("UID:1\nDTSTART:20261201T180000\nDTEND;VALUE=DATE:20261202", "est un jour, l'autre une heure"),
        ("UID:1\nDTSTART:20261201T180000\nSUMMARY:Rappel", "« Rappel » : elle ne dure pas"),
        ("UID:1\nDTSTART:20261201T180000\nDTEND:20261201T180000", "elle ne dure pas"),
        (f"{TURN}\nRRULE:FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        (f"{TURN}\nRRULE:FREQ=DAILY;INTERVAL=-1", "INTERVAL"),
        (f"{TURN}\nDTSTART:20261202T080000", "DTSTART y est deux fois"),
        (f"{TURN}\nDURATION:PT2H", "DURATION y est deux fois"),
        (f"{TURN}\nDTEND:20261201T090000\nDTEND:20261201T100000", "DTEND y est deux fois"),
        ("UID:1\nDTSTART;TZID=Europe/Paris:00010101T000000\nDURATION:PT1H", "de notre temps"),
        ("UID:1\nDTSTART;TZID=America/New_York:99991231T235959\nDURATION:PT1H", "de notre temps"),
        ("UID:1\nDTSTART;VALUE=TIME:080000\nDURATION:PT1H", "DTSTART"),
        (f"{TURN}\nRRULE:FREQ=DAILY;UNTIL=00010101T000000", "de notre temps"),
        (f"{TURN}\nRRULE:FREQ=DAILY;COUNT=x", "RRULE"),
    ],
)
def test_an_entry_that_is_not_understood_is_refused_alone_with_a_sentence(entry: str, words: str) -> None:
    reading = read_calendar(calendar(entry, GOOD), "Europe/Paris", START, 400)
    assert [one.uid for one in reading.entries] == ["good"]
    (refused,) = reading.unread
    assert words in refused.why
    assert refused.why.endswith((".", "»."))


def test_a_series_is_read_whole_or_not_at_all() -> None:
    series = "UID:1\nDTSTART:20261201T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    reading = read_calendar(calendar(series, "UID:1\nRECURRENCE-ID:demain\nDTSTART:20261202T190000"), PARIS, START, 400)
    assert (reading.entries, [one.uid for one in reading.unread]) == ((), ["1"])
    assert reading.keeps("1", at("2026-12-02 17:00"))


def test_every_entry_that_is_not_understood_is_told_at_once() -> None:
    reading = read_calendar(calendar("UID:1\nDTSTART:a", "UID:2\nDTSTART:b", "SUMMARY:x"), PARIS, START, 400)
    assert len(told(reading.unread)) == 3
    assert told(reading.unread * 20)[-1] == "… et 10 autres."


NIGHT = "UID:1\nDTSTART;TZID=Europe/Paris:20261214T180000\nDTEND;TZID=Europe/Paris:20261215T080000"
STARTS = at("2026-12-14 17:00")


def said(method: str, *entries: str) -> CalendarReading:
    text = calendar(*entries).replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:" + method.encode())
    return read_calendar(text, PARIS, START, 400)


@pytest.mark.parametrize(
    "entry", [NIGHT, f"{NIGHT}\nSTATUS:CONFIRMED", "UID:1", f"{NIGHT}\nATTENDEE:mailto:a@example.fr"]
)
def test_a_message_of_cancelling_takes_its_entries_away_and_no_others(entry: str) -> None:
    reading = said("CANCEL", entry)
    assert reading.entries == ()
    assert not reading.keeps("1", STARTS, "a@example.fr")
    assert reading.keeps("2", STARTS, "a@example.fr")


def test_a_cancelling_that_is_not_understood_takes_nothing_away() -> None:
    twice = "UID:1\nRECURRENCE-ID:20261201T080000\nRECURRENCE-ID:20261202T080000"
    assert said("CANCEL", twice).keeps("1", STARTS)


def test_a_guest_who_is_no_longer_invited_is_the_only_one_to_go() -> None:
    reading = said("CANCEL", f"{NIGHT}\nATTENDEE:mailto:a@example.fr")
    assert reading.keeps("1", STARTS, "b@example.fr")
    whole = said("CANCEL", f"{NIGHT}\nATTENDEE:mailto:a@example.fr\nSTATUS:CANCELLED")
    assert not whole.keeps("1", STARTS, "b@example.fr")


def test_one_turn_of_a_series_is_cancelled_or_all_those_after_it() -> None:
    one = said("CANCEL", "UID:1\nRECURRENCE-ID;TZID=Europe/Paris:20261214T180000")
    after = said("CANCEL", "UID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20261214T180000")
    later, earlier = at("2026-12-21 17:00"), at("2026-12-07 17:00")
    assert [one.keeps("1", moment) for moment in (earlier, STARTS, later)] == [True, False, True]
    assert [after.keeps("1", moment) for moment in (earlier, STARTS, later)] == [True, False, False]


def test_an_invitation_speaks_of_its_own_entries_only() -> None:
    reading = said("REQUEST", NIGHT)
    assert [one.start for one in reading.entries] == [STARTS]
    assert (reading.keeps("1", STARTS), reading.keeps("2", STARTS)) == (False, True)
    assert not said("PUBLISH", NIGHT).keeps("2", STARTS)


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH", "X-ODD"])
def test_an_answer_to_an_invitation_is_no_planning(method: str) -> None:
    with pytest.raises(CalendarFileError, match=f"\\({method}\\), pas un planning"):
        said(method, NIGHT)


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
