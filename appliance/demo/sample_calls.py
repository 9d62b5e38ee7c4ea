"""A day of a company that does not exist: who calls which line, when, what they type, and what each telephone does.

The same seed and the same day give the same calls, whenever they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from appliance.calls import orders
from appliance.calls.number_words import widths
from appliance.company.hours import hours_of
from appliance.company.model import Action, CallTeam, Company, Line, OpenMenu, Repeat, Say, TakeMessage
from appliance.planning.hours import period_at
from appliance.simulator import people
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scenario import offices_of

APART = timedelta(minutes=25)  # no two calls of a day ask for one agent at once
BUSY_HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 7, 6, 5, 5, 6, 6, 5, 5, 6, 8, 10, 9, 7, 5, 4, 3)  # of 24: the evening most
HIDDEN = 0.08  # of the callers
SILENT, LEAVING = 0.07, 0.09
NOBODY_ANSWERS = 0.08
ANSWERS = {"accept": 74, "no_answer": 13, "refuse": 5, "busy": 3, "voicemail": 3, "unreachable": 2}
REGULARS, FIRST_NUMBER = 60, 2000  # within 06 39 98, which Arcep keeps for works of fiction
STEPS_OF_A_MENU = 6


@dataclass(frozen=True)
class SampleCall:
    """One call before it is played. `number`: the caller's, E.164, None when hidden; `says`: which message, by place.

    `moment`: aware, in the line's zone.
    """

    id: str
    line: Line
    moment: datetime
    number: str | None
    caller: Caller
    phones: dict[str, Phone]
    says: int


def calls_of(company: Company, day: date, seed: int, messages: tuple[float, ...]) -> list[SampleCall]:
    """The calls of one day, the first one first. `messages`: the seconds of each message that may be left."""
    chance = Random(f"{seed} {day.isoformat()}")  # noqa: S311 - invented, not secret
    found: list[SampleCall] = []
    for place, (moment, line) in enumerate(_moments(company, day, chance)):
        call = _call(company, line, moment, place, chance, messages)
        if not found or call.moment - found[-1].moment >= APART:
            found.append(call)
    return found


def _moments(company: Company, day: date, chance: Random) -> list[tuple[datetime, Line]]:
    """When the lines are called; the default line, or the first one, most."""
    lines = [line for line in company.lines.values() if line.numbers]
    weights = [4 if line.public else 1 for line in lines]
    found = []
    for _ in range(chance.choice((3, 4, 5, 6, 7)) if lines else 0):
        hour = chance.choices(range(24), BUSY_HOURS)[0]
        (line,) = chance.choices(lines, weights)
        local = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), ZoneInfo(line.timezone))
        found.append((local, line))
    return sorted(found, key=lambda one: one[0])


def _call(
    company: Company, line: Line, moment: datetime, place: int, chance: Random, messages: tuple[float, ...]
) -> SampleCall:
    says = chance.randrange(len(messages))
    return SampleCall(
        f"demo-{moment:%Y%m%d}-{place}",
        line,
        moment,
        None if chance.random() < HIDDEN else f"+3363998{FIRST_NUMBER + 37 * chance.randrange(REGULARS):04d}",
        _caller(company, line, moment, chance, messages[says]),
        dict(_phones(company, line, chance)),
        says,
    )


def _caller(company: Company, line: Line, moment: datetime, chance: Random, says: float) -> Caller:
    """Most know what they want; some type nothing, some leave."""
    keys = () if chance.random() < SILENT else tuple(_keys(company, line, moment, chance))
    leaves = chance.uniform(15, 70) if chance.random() < LEAVING else None
    return Caller(keys, says=says, hangs_up_at=leaves)


def _keys(company: Company, line: Line, moment: datetime, chance: Random) -> Iterator[str]:
    """What is typed at each question, through the menus of that moment."""
    action: Action = line.behaviours[period_at(hours_of(company, line), moment)].action
    for _ in range(STEPS_OF_A_MENU):
        if not isinstance(action, OpenMenu):
            break
        choices = company.menus[action.menu].choices
        key = chance.choices(list(choices), [_liking(one) for one in choices.values()])[0]
        yield key
        if not isinstance(choices[key], Say | Repeat):
            action = choices[key]
    if isinstance(action, CallTeam) and (asked := orders.question(line, action)) is not None:
        yield _number(company, asked, chance)
        yield "1"


def _liking(action: Action) -> int:
    """How often people choose it: to reach somebody, mostly."""
    return {CallTeam: 8, TakeMessage: 2}.get(type(action), 1)


def _number(company: Company, asked: orders.Question, chance: Random) -> str:
    """An order number of the right form, or the code of somebody of the house."""
    pins = [agent.pin for agent in company.agents.values() if agent.pin]
    if asked.name == "code" and pins:
        return f"{chance.choice(pins)}#"
    shortest, _ = widths(asked.rule)
    return f"{chance.randrange(10 ** (shortest - 1), 10**shortest)}#"


def _phones(company: Company, line: Line, chance: Random) -> Iterator[tuple[str, Phone]]:
    """What each telephone that may ring does this time."""
    nobody = chance.random() < NOBODY_ANSWERS
    for agent in company.agents.values():
        for phone in agent.phones:
            yield phone, people.no_answer() if nobody else _answer(chance)
    for office in offices_of(company, line):
        yield office, replace(_accepts(chance), keys=()) if chance.random() < 0.85 else people.no_answer()
    if line.last_resort and line.last_resort not in {one for agent in company.agents.values() for one in agent.phones}:
        yield line.last_resort, people.no_answer() if nobody else _accepts(chance)


def _answer(chance: Random) -> Phone:
    match chance.choices(list(ANSWERS), list(ANSWERS.values()))[0]:
        case "accept":
            return _accepts(chance)
        case "refuse":
            return people.refuses(chance.uniform(4, 12), chance.uniform(5, 9))
        case "busy":
            return people.busy()
        case "voicemail":
            return people.voicemail(chance.uniform(8, 15))
        case "unreachable":
            return people.unreachable()
    return people.no_answer()


def _accepts(chance: Random) -> Phone:
    return people.accepts(chance.uniform(3, 14), chance.uniform(4, 9), min(chance.lognormvariate(5.1, 0.6), 900))
