"""Whatever a call was made of, no reader sees an identifier or a word of the code: page, command, mail, demo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appliance.calls import timeline
from appliance.calls.call_context import Outcome
from appliance.calls.leg import OFFICE, Attempt, CallerId, OfferEvent, OfferOutcome
from appliance.calls.notes import NOTE_NAMES, CameOnDuty, Note, row_of
from appliance.calls.steps import Step
from appliance.commands.calls import row
from appliance.commands.replay import replayed
from appliance.disclosure import Asker, Sight
from appliance.notify.call_letters import Letter
from appliance.notify.told_people import Person
from appliance.planning.hours import Period
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek, Reason, WholeTeam
from appliance.simulator.narration import retell
from appliance.simulator.news import News
from appliance.simulator.people import Caller
from appliance.simulator.simulation import Noticed, Simulation, StepBegins
from appliance.store.outbox.tidings import Kind, Tiding
from tests.unit.calls.rehearsal import SUNDAY_NIGHT, company
from tests.unit.calls.test_notes import TOLD
from web.calls.timeline import call_of
from web.demo.words import as_told
from web.frame.words import outcome_words

COMPANY = company()
WINDOW = next(iter(COMPANY.lines.values())).opening_hours[0]
NAMED = {"durand", "petit", "martin", "depannage"}  # identifiers; people are told by their names
OF_THE_CODE = {*Step, *Outcome, *OfferOutcome, *OfferEvent, *Period, *NOTE_NAMES, "last_resort", *NAMED}
FRENCH = {"message", "menu", "conversation", "code", "urgence", "silence"}  # words of both
REASONS: list[Reason] = [
    WholeTeam(),
    InShift(WINDOW),
    InWeek("SAV", 48),
    InTurn(None, date(2026, 11, 27), date(2026, 12, 3)),
    BySwap("petit", date(2026, 12, 24)),
    ByOverride("petit", date(2026, 12, 24)),
    Added(date(2026, 12, 24)),
]
NOTES: list[Note] = [*(note for note, *_ in TOLD), *(CameOnDuty("durand", reason) for reason in REASONS)]
STEPS = [(step, "depannage" if step is Step.HUNT else "") for step in Step if step is not Step.GREETING]
STEPS += [(Step.GREETING, period.value) for period in Period]
BOSS = Person("Le bureau", "bureau@example.fr", None)
AT = SUNDAY_NIGHT.isoformat()


def record(outcome: Outcome | None, offer: OfferOutcome | None) -> dict[str, Any]:
    """A call as the journal gives it, with one of everything."""
    steps = [{"name": step.value, "detail": detail, "at": AT, "seconds": 2.0} for step, detail in STEPS]
    steps += [{"name": name, "detail": detail, "at": AT, "seconds": None} for name, detail in map(row_of, NOTES)]
    told = {"at": AT, "ringing_at": AT, "answered_at": AT, "ended_at": AT, "outcome": offer}
    attempts = [{"agent": agent, "phone": 0, **told} for agent in ("durand", "last_resort", OFFICE)]
    return {
        "id": "1",
        "line": "urgence",
        "line_name": "Urgence",
        "caller": None,
        "withheld": False,
        "caller_agent": None,
        "order": "40719",
        "started_at": AT,
        "answered_at": AT,
        "connected_at": AT,
        "ended_at": AT,
        "outcome": outcome,
        "steps": steps,
        "attempts": attempts,
        "message": {
            "file": "a.wav",
            "seconds": 8.5,
            "at": AT,
            "transcript": "Une fuite.",
            "transcript_doubtful": True,
            "urgent_word": "fuite",
        },
        "words": {"file": "1-words.wav", "seconds": 4.0, "at": AT},
        "callback": {"number": "+33612345678", "asked_at": AT, "due_at": AT, "ending": "unreached"},
    }


def on_the_page(call: dict[str, Any]) -> Iterator[str]:
    shown = call_of(call, COMPANY, ZoneInfo("Europe/Paris"))
    yield outcome_words(call["outcome"])
    yield from (text for moment in shown.moments for text in (moment.title, moment.detail))


def in_the_list_of_calls(call: dict[str, Any]) -> Iterator[str]:
    yield from row(call, COMPANY)


def in_a_replay(call: dict[str, Any]) -> Iterator[str]:
    yield from (told.text for told in replayed(call, COMPANY))
    yield timeline.outcome_text(call["outcome"], COMPANY, "durand")


def in_a_simulation(call: dict[str, Any]) -> Iterator[str]:
    line = next(iter(COMPANY.lines.values()))
    acts: list[Any] = [StepBegins(step, detail) for step, detail in STEPS]
    acts += [*NOTES, *(attempt for attempt in attempts_of(call))]
    noticed = tuple(Noticed(float(at), act) for at, act in enumerate(acts))
    began = datetime(2026, 11, 29, 2, 10, tzinfo=UTC)
    played = Simulation(COMPANY, line, began, Caller(), CallerId(None), Outcome.MESSAGE, 90.0, noticed)
    yield from (told.text for told in retell(played))


def attempts_of(call: dict[str, Any]) -> Iterator[Attempt]:
    for one in call["attempts"]:
        for event in OfferEvent:
            yield Attempt(one["agent"], 0, event, one["outcome"] if event is OfferEvent.ENDED else None)


def in_the_demonstration(call: dict[str, Any]) -> Iterator[str]:
    facts = [("step_begins", {"name": step.value, "detail": detail}) for step, detail in STEPS]
    facts += [("note", dict(zip(("name", "detail"), row_of(note), strict=True))) for note in NOTES]
    facts += [
        ("attempt", {"agent": one.agent, "phone": 0, "event": one.event.value, "outcome": one.outcome})
        for one in attempts_of(call)
    ]
    if call["outcome"]:
        facts += [("closed", {"outcome": call["outcome"]})]
    for number, (kind, fact) in enumerate(facts):
        told = as_told(News(number, "1", 0.0, kind, fact), COMPANY).get("entry", {})
        yield from (str(told[key]) for key in ("title", "detail", "state") if key in told)


def in_a_mail(call: dict[str, Any]) -> Iterator[str]:
    line, sight = next(iter(COMPANY.lines.values())), Sight(Asker.MANAGER, COMPANY, None)
    for kind in Kind:
        letter = Letter(Tiding("1", kind, "1", SUNDAY_NIGHT), call, COMPANY, line, BOSS, sight, minutes=15)
        yield from (letter.subject, *letter.text.splitlines())


READERS = [in_a_mail, on_the_page, in_the_list_of_calls, in_a_replay, in_a_simulation, in_the_demonstration]
ENDS = [*((outcome, None) for outcome in [None, *Outcome]), *((Outcome.CONNECTED, offer) for offer in OfferOutcome)]


@pytest.mark.parametrize(("outcome", "offer"), ENDS)
@pytest.mark.parametrize("told_to", READERS)
def test_a_call_is_told_in_french_alone(told_to: Any, outcome: Outcome | None, offer: OfferOutcome | None) -> None:
    texts = list(told_to(record(outcome, offer)))

    assert len(texts) > 5
    assert {word for text in texts for word in re.findall(r"[\w.]+", text) if word in OF_THE_CODE - FRENCH} == set()
    assert [text for text in texts if re.search(r"\w_\w", text)] == []


def test_every_reason_is_tried_here() -> None:
    assert {type(reason) for reason in REASONS} == set(Reason.__args__)
