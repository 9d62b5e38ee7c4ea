"""Who would be told of a call of « Et si on appelait ? », by what, and what they are told of. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.calls.call_context import Outcome
from appliance.calls.steps import Step
from appliance.company.model import Way
from appliance.disclosure import Sight
from appliance.folding import listed
from appliance.notify.told_people import Person, ladder
from appliance.simulator.simulation import CallbackPromised, MessageKept, Simulation, StepBegins
from appliance.store.outbox.tidings import SEARCHES, Kind

BY = {Way.MAIL.value: "courriel", Way.SMS.value: "SMS"}


@dataclass(frozen=True)
class ToldThen:
    """Those who are told together, each with « par courriel et SMS ». `minutes`: after the first of them."""

    minutes: int
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Telling:
    """`of`: « du message ». `opening`: what can wait is told then. `steps`: none where nobody is told.

    `unset`: the ways that are wanted and that this machine has not, in words.
    """

    of: str
    steps: tuple[ToldThen, ...]
    opening: datetime | None = None
    unset: tuple[str, ...] = ()


def telling(simulation: Simulation, sight: Sight, set_ways: Iterable[str]) -> Telling | None:
    """None for a call of which nothing is told: somebody took it, or its caller left before anybody was looked for.

    `set_ways`: by what this machine tells people.
    """
    told = what_is_told(simulation)
    if told is None:
        return None
    of, kind = told
    line, opening = simulation.line, waits_until(simulation)
    moment = opening or simulation.began + timedelta(seconds=simulation.seconds)
    told_as = Kind.CAN_WAIT if opening else kind
    known = ladder(simulation.company, line, team_of(simulation), told_as, moment)
    reached = known[: 1 + (line.escalate_times if line.escalate_after else 0)]
    steps = tuple(
        ToldThen(place * line.escalate_after, tuple((sight.text(one.name), ways_words(one)) for one in people))
        for place, people in enumerate(reached)
    )
    wanted = {way for people in reached for person in people for way, _ in person.ways}
    unset = tuple(words for way, words in BY.items() if way in wanted.difference(set_ways))
    return Telling(of, steps, opening if opening and opening > simulation.began else None, unset)


def what_is_told(simulation: Simulation) -> tuple[str, Kind] | None:
    """« du message », and what it is, as the journal finds it."""
    looked_for = any(one.value in SEARCHES for one in steps_of(simulation))
    match simulation.outcome:
        case Outcome.MESSAGE:
            return "du message", Kind.MESSAGE
        case Outcome.CALLBACK if not any(one.repair for one in promises(simulation)):
            return "du rappel promis", Kind.CALLBACK
        case Outcome.UNANSWERED if looked_for:
            return "de l'appel sans réponse", Kind.UNANSWERED
        case Outcome.ABANDONED if looked_for:
            return "de l'appel perdu", Kind.ABANDONED
    return None


def steps_of(simulation: Simulation) -> list[Step]:
    """In order."""
    return [one.what.step for one in simulation.noticed if isinstance(one.what, StepBegins)]


def promises(simulation: Simulation) -> list[CallbackPromised]:
    """The callbacks that the caller was promised."""
    return [one.what for one in simulation.noticed if isinstance(one.what, CallbackPromised)]


def waits_until(simulation: Simulation) -> datetime | None:
    """Until when what was left is told to nobody; None: it is told at once."""
    left = (one.what for one in simulation.noticed if isinstance(one.what, MessageKept | CallbackPromised))
    return next((one.waits_until for one in left if one.waits_until is not None), None)


def team_of(simulation: Simulation) -> str | None:
    """The team that was looked through last."""
    begun = (one.what for one in simulation.noticed if isinstance(one.what, StepBegins))
    found = [one.detail for one in begun if one.step is Step.HUNT]
    return found[-1] if found else None


def ways_words(person: Person) -> str:
    """« par courriel et SMS »."""
    return f"par {listed(BY[way] for way, _ in person.ways)}"
