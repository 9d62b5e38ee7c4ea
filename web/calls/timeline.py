"""A call as a page tells it: its steps, attempts and message in one timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.calls.leg import OFFICE
from appliance.calls.notes import CameOnDuty, KeyPressed, OnDutyBefore
from appliance.calls.steps import Step
from appliance.calls.timeline import MESSAGE_KEPT, which_phone
from appliance.company.key_purposes import key_meaning
from appliance.company.model import Company
from appliance.planning.moments import clock_text
from appliance.planning.wall_clock import wall_clock
from appliance.store.journal.reader import step_note
from web.frame import words

NOT_RUNG = "son téléphone n'a pas sonné"


@dataclass(frozen=True)
class Moment:
    """One line of a call's timeline. `at`: local."""

    at: datetime
    title: str
    detail: str
    tone: str
    seconds: float | None = None


@dataclass(frozen=True)
class Call:
    """One call as the page shows it. `record`: as `astreinte calls --json` gives it."""

    record: dict[str, Any]
    began: datetime
    moments: list[Moment]

    @property
    def seconds(self) -> float | None:
        """From the first ring to hang-up; None while it goes on."""
        ended = self.record["ended_at"]
        return (datetime.fromisoformat(ended) - self.began).total_seconds() if ended else None

    @property
    def accepted_by(self) -> str:
        """The last agent who took it; nothing where none did."""
        taken = [attempt["agent"] for attempt in self.record["attempts"] if attempt["outcome"] == "accepted"]
        return str(taken[-1]) if taken else ""


def call_of(record: dict[str, Any], company: Company | None, zone: ZoneInfo, more: Iterable[Moment] = ()) -> Call:
    """A call with its timeline: steps, attempts, message and `more`, in the order in which they began."""
    moments = list(step_moments(record, company, zone))
    moments += attempt_moments(record["attempts"], company, zone)
    if message := record["message"]:
        moments.append(Moment(local(message["at"], zone), MESSAGE_KEPT, "", "good", message["seconds"]))
    if promised := record["callback"]:
        moments.append(promise_moment(promised, company, zone))
    moments += more
    return Call(record, local(record["started_at"], zone), sorted(moments, key=lambda moment: moment.at))


def promise_moment(promised: dict[str, Any], company: Company | None, zone: ZoneInfo) -> Moment:
    """Whom to call, and by when; the number of an agent is not everybody's to read."""
    number = promised["number"]
    whom = words.spaced(number) if number else "le téléphone d'un intervenant"
    due = clock_text(wall_clock(datetime.fromisoformat(promised["due_at"]), zone.key))
    return Moment(local(promised["asked_at"], zone), "Rappel promis", f"{whom}, avant {due}", "good")


def local(instant: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(instant).astimezone(zone)


def step_moments(record: dict[str, Any], company: Company | None, zone: ZoneInfo) -> Iterator[Moment]:
    """Each step and note: a key with what its menu says it is for, who was on call with whether they were rung."""
    menu = ""
    rung = {one["agent"] for one in record["attempts"]} if record["ended_at"] else None
    for step in record["steps"]:
        told, note = step_moment(step, company, zone), step_note(step)
        if step["name"] in set(Step):
            menu = step["detail"] if step["name"] == Step.MENU else ""
        if isinstance(note, KeyPressed) and company and (meaning := key_meaning(company, menu, note.key)):
            told = replace(told, detail=f"{note.key}\u00a0: {meaning}")
        elif isinstance(note, CameOnDuty | OnDutyBefore) and rung is not None and note.agent not in rung:
            told = replace(told, detail=f"{told.detail}\u00a0; {NOT_RUNG}")
        yield told


def step_moment(step: dict[str, Any], company: Company | None, zone: ZoneInfo) -> Moment:
    at, name, detail = local(step["at"], zone), step["name"], step["detail"]
    if (note := step_note(step)) is not None:
        return Moment(at, *words.note_parts(note, company), "note")
    kind = "step" if name in set(Step) else "note"
    return Moment(at, *words.step_parts(name, detail, company), kind, step["seconds"] if kind == "step" else None)


def attempt_moments(attempts: list[dict[str, Any]], company: Company | None, zone: ZoneInfo) -> Iterator[Moment]:
    """Each telephone rung, by its place where the call rang several of one office or agent."""
    rung: dict[str, set[int]] = defaultdict(set)
    for one in attempts:
        rung[one["agent"]].add(one["phone"])
    for one in attempts:
        which = phone_place(one, company) if len(rung[one["agent"]]) > 1 else ""
        yield attempt_moment(one, company, zone, f"{which}," if which else "")


def phone_place(attempt: dict[str, Any], company: Company | None) -> str:
    """« , 1ᵉʳ poste », « , 2e téléphone »: the journal keeps no number."""
    if attempt["agent"] == OFFICE and attempt["phone"] == 0:
        return ", 1ᵉʳ poste"
    return which_phone(attempt["agent"], attempt["phone"], company)


def attempt_moment(attempt: dict[str, Any], company: Company | None, zone: ZoneInfo, which: str) -> Moment:
    at, outcome = local(attempt["at"], zone), attempt["outcome"]
    tone = words.attempt_tone(outcome)
    ended = attempt["ended_at"]
    seconds = (local(ended, zone) - at).total_seconds() if ended else None
    name = words.called_name(company, attempt["agent"])
    return Moment(at, f"{name}{which} {words.attempt_words(outcome)}", "", tone, seconds)
