"""What is filled at the call: the holiday of the day, when the office answers next, as a caller hears it and as not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from appliance.calls.spoken import fixed_sentences
from appliance.calls.unattended import conduct, said_alone
from appliance.company.model import Behaviour, Company, Incident, TakeMessage
from appliance.company.slot_words import slot_words
from appliance.company.slots import Slot
from appliance.planning.hours import DatedDays, Period
from appliance.prompts.catalogue import announcement
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import company, simulate

CHRISTMAS = datetime(2026, 12, 25, 9, tzinfo=UTC)  # a Friday
SUNDAY = datetime(2026, 11, 29, 2, 10, tzinfo=UTC)
TEXT = "Bonjour. Nous sommes fermés pour {jour férié}. Nous rouvrons {réouverture}. Laissez un message."


def saying(text: str, **changes: object) -> Company:
    """A line that says this whatever the period, then takes a message."""
    told = dict.fromkeys(Period, Behaviour(text, TakeMessage()))
    return replace(company(behaviours=told), holidays="FR", **changes)


def greeting(settings: Company, at: datetime) -> list[str]:
    call = simulate(Caller(()), at=at, settings=settings)
    heard = [seen.cue.sentence for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears)]
    return [one.text for one in heard if one.name == "announcement"]


def test_a_caller_of_a_holiday_hears_its_name_and_when_the_office_answers() -> None:
    assert greeting(saying(TEXT), CHRISTMAS) == [
        "Bonjour.",
        "Nous sommes fermés pour",
        "Noël",
        "Nous rouvrons",
        "lundi à 9 heures",
        "Laissez un message.",
    ]


def test_on_an_ordinary_night_no_holiday_is_told() -> None:
    assert greeting(saying(TEXT), SUNDAY) == ["Bonjour.", "Nous rouvrons", "lundi à 9 heures", "Laissez un message."]


def test_while_the_office_answers_nothing_is_said_of_a_reopening() -> None:
    assert greeting(saying(TEXT), datetime(2026, 11, 24, 9, tzinfo=UTC)) == ["Bonjour.", "Laissez un message."]


def test_an_announcement_of_which_nothing_can_be_said_is_passed_over() -> None:
    call = simulate(Caller(()), at=SUNDAY, settings=saying("C'est {jour férié}."))
    assert "greeting" not in [name for name, _ in call.journal.lines]


def test_a_line_that_never_opens_tells_no_reopening() -> None:
    never = saying(TEXT)
    never = replace(never, lines={"urgence": replace(never.lines["urgence"], opening_hours=())})
    assert slot_words(never, never.lines["urgence"], SUNDAY) == {}


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 5, tzinfo=UTC), "aujourd'hui à 9 heures"),
        (datetime(2026, 11, 27, 20, tzinfo=UTC), "lundi à 9 heures"),
        (datetime(2026, 12, 20, 12, tzinfo=UTC), "le lundi 4 janvier à 9 heures"),
    ],
)
def test_a_reopening_is_told_as_people_tell_it(at: datetime, said: str) -> None:
    closed = saying(TEXT, closures=(DatedDays(date(2026, 12, 20), date(2027, 1, 3), "Fêtes"),))
    assert slot_words(closed, closed.lines["urgence"], at)[Slot.REOPENING] == said


def test_a_day_off_of_the_company_is_told_by_its_name() -> None:
    bridge = saying(TEXT, days_off=(DatedDays(date(2026, 11, 29), date(2026, 11, 29), "Pont de novembre"),))
    assert slot_words(bridge, bridge.lines["urgence"], SUNDAY)[Slot.HOLIDAY] == "le pont de novembre"


def test_all_that_is_heard_within_a_week_was_spoken_beforehand() -> None:
    settings = saying(TEXT)
    there = set(fixed_sentences(settings))
    for at in (CHRISTMAS, SUNDAY, datetime(2026, 11, 24, 5, tzinfo=UTC), datetime(2026, 5, 1, 9, tzinfo=UTC)):
        assert {announcement(text) for text in greeting(settings, at)} <= there
    assert not [one.text for one in there if "{" in one.text]


def test_freeswitch_alone_leaves_out_the_sentences_that_are_filled() -> None:
    settings = saying(TEXT)
    line = replace(settings.lines["urgence"], incident=Incident("Panne connue. Retour {réouverture}."))
    told = conduct(settings, line, CHRISTMAS)
    heard = [said_alone(settings, line, text, "fr") for text in (*told.said, told.incident or "")]
    assert heard == [("Bonjour. Laissez un message.", "fr"), ("Panne connue.", "fr")]
    assert announcement("Bonjour. Laissez un message.") in fixed_sentences(settings)
