"""The script and the exported list agree: at any moment, of any company, they ring the same people in the same order.

The list is read back from its XML as FreeSWITCH evaluates it; the script is the planning and the hunt of calls/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from appliance.calls.call_context import CallContext
from appliance.calls.flow import default_of, handle_call
from appliance.calls.leg import CallerId, OfferOutcome
from appliance.calls.ring_order import RingOrder
from appliance.calls.unattended import followed
from appliance.company.hours import hours_of
from appliance.company.model import Action, CallTeam, Company, Forward, Line, OpenMenu, Say, TakeMessage
from appliance.company.numbers import dialable_as
from appliance.company.routes import routes
from appliance.config import Config, Switch, Trunk
from appliance.planning.hours import Period, period_at
from appliance.planning.rota import on_call, windows
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from appliance.simulator.scripted import DIAL_SECONDS, ScriptedStage
from appliance.simulator.simulation_events import PhoneIsDialled
from appliance.switch import fallback
from appliance.switch.fallback_ringing import LATE_RINGING_SECONDS
from tests.adapter.dialplan_read import SHIPPED, Dialplan, Rung, rung_by
from tests.examples import examples
from tests.unit.calls.rehearsal import Board, RememberedJournal
from tests.unit.companies import companies, instants

MOMENTS = 100  # of each company: 5,000 in all
CLOCK_CHANGES = [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]
DAYS = [datetime(2026, 12, 25, 12, tzinfo=UTC), *CLOCK_CHANGES]
starts = instants | st.sampled_from(DAYS).flatmap(
    lambda day: st.integers(0, 13 * 24 * 60).map(lambda minutes: day - timedelta(minutes=minutes))
)


@dataclass(frozen=True)
class Expected:
    """What the script does for a caller of this line: offices, then the telephones of the hunt, in order."""

    offices: tuple[str, ...]
    hunted: list[tuple[str, ...]]
    last_resort: str | None


def expected(company: Company, line: Line, moment: datetime) -> Expected:
    """The script's own way, from its planning and its hunt, for telephones that nobody answers."""
    action = chosen(company, line.behaviours[period_at(hours_of(company, line), moment)].action)
    match action:
        case CallTeam():
            return Expected((), list(hunt(company, line, action.team, moment)), line.last_resort)
        case Forward():
            after = reached(company, line.behaviours[Period.AFTER_HOURS].action)
            team = next((end.team for end in after if isinstance(end, CallTeam)), None)
            hunted = [] if team is None else list(hunt(company, line, team, moment))
            return Expected(action.numbers, hunted, None if team is None else line.last_resort)
        case _:
            return Expected((), [], None)


def chosen(company: Company, action: Action) -> Action:
    """What silence leads to; where it leads to nobody, the first choice that rings somebody."""
    silent = action
    while isinstance(silent, OpenMenu):
        silent = default_of(company.menus[silent.menu])
    if isinstance(silent, CallTeam | Forward):
        return silent
    ends = reached(company, action)
    teams = [end for end in ends if isinstance(end, CallTeam)]
    offices = [end for end in ends if isinstance(end, Forward)]
    return [*teams, *offices, TakeMessage()][0]


def reached(company: Company, action: Action) -> list[Action]:
    """Every end of the menus, the default first."""
    if not isinstance(action, OpenMenu):
        return [] if isinstance(action, Say) else [action]
    menu = company.menus[action.menu]
    keys = [menu.default, *(key for key in menu.choices if key != menu.default)]
    return [end for key in keys for end in reached(company, menu.choices[key])]


def hunt(company: Company, line: Line, team: str, moment: datetime) -> Iterator[tuple[str, ...]]:
    """Telephones that ring together, until the line's wait is over. Nobody answers.

    Of a hand-over during the hunt, which the script follows, the list knows nothing: those of its beginning are rung.
    """
    called = company.teams[team]
    there = on_call(called.plan, moment)
    search, waited = RingOrder(lambda: there, called.ring, {}), 0
    while not search.over and waited < line.max_wait:
        began = waited
        for wave in search.one_round():
            phones = [company.agents[agent].phones for agent in wave]
            for place in range(max(map(len, phones))):
                if waited < line.max_wait:
                    yield tuple(each[place] for each in phones if place < len(each))
                    waited += called.ring.seconds + LATE_RINGING_SECONDS
            for agent in wave:
                search.ended(agent, OfferOutcome.NO_ANSWER)
        waited = max(waited, began + 5)


def a_config(folder: Path, country: str) -> Config:
    trunk = Trunk(name="op1", proxy="192.0.2.1", dial_format="national")
    return Config(state=str(folder), switch=Switch(esl_secret="s" * 20), trunks=(trunk,), country=country)


def moments(list_text: str, start: datetime, random: Random) -> Iterator[datetime]:
    """Any of the fortnight, and those around the edges of the list's windows."""
    end = start + timedelta(days=fallback.DAYS)
    edges = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in fallback_edges(list_text)]
    inside = [edge for edge in edges if start < edge < end]
    for number in range(MOMENTS):
        if inside and number % 2:
            edge = random.choice(inside) + timedelta(seconds=random.choice((-1, 0, 1)))
            yield min(max(edge, start), end - timedelta(seconds=1))
        else:
            yield start + timedelta(seconds=random.randrange(fallback.DAYS * 86400))


def fallback_edges(list_text: str) -> list[str]:
    return [part.partition("~")[0] for part in list_text.split('date-time="')[1:]]


@settings(
    max_examples=examples(50),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a hundred moments of a company takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(companies(), starts, st.randoms(use_true_random=False))
def test_the_script_and_the_list_ring_the_same_people(company: Company, start: datetime, random: Random) -> None:
    config = a_config(Path("/nowhere"), company.country)
    text = fallback.render(company, config, start)
    dialplan = Dialplan(text, SHIPPED)
    for moment in moments(text, start, random):
        line = random.choice(list(company.lines.values()))
        rung = rung_by(dialplan.call(line.numbers[0], moment))
        agreed(company, line, rung, expected(company, line, moment))
        assert dialplan.over == "message"


def agreed(company: Company, line: Line, rung: list[Rung], wanted: Expected) -> None:
    """The list rings offices with no key, then agents and the last resort with one: those that the script rings."""
    groups = ([wanted.offices] if wanted.offices else []) + wanted.hunted
    groups += [(wanted.last_resort,)] if wanted.last_resort else []
    found = [one.numbers for one in rung]
    assert found == [tuple(dialable_as(number, "national", company.country) for number in group) for group in groups]
    assert [one.confirmed for one in rung] == [not (wanted.offices and place == 0) for place in range(len(rung))]


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(companies(), starts, st.randoms(use_true_random=False))
def test_a_whole_call_of_the_script_dials_what_the_list_dials(
    company: Company, start: datetime, random: Random
) -> None:
    """The script itself, for a caller who types what leads there; telephones ring a second after they are dialled."""
    line = random.choice(list(company.lines.values()))
    moment = start + timedelta(seconds=random.randrange(fallback.DAYS * 86400))
    ahead = moment + timedelta(seconds=line.max_wait + 60)
    # The script follows a hand-over; the list does not.
    assume(all(len(windows(team.plan, moment, ahead)) == 1 for team in company.teams.values()))
    action = line.behaviours[period_at(hours_of(company, line), moment)].action
    wanted = followed(company, action)
    keys = next(route.keys for route in routes(company, action) if route.action == wanted)
    listed = Dialplan(fallback.render(company, a_config(Path("/nowhere"), company.country), start), SHIPPED, dials)
    numbers = [number for rung in rung_by(listed.call(line.numbers[0], moment)) for number in rung.numbers]
    scripted = dialled_by_the_script(company, line, moment, keys)
    assert numbers == [dialable_as(number, "national", company.country) for number in scripted]


def dials(rung: Rung) -> tuple[float, str]:
    """As long as the scripted stage lets a telephone ring that nobody answers."""
    return rung.seconds - (LATE_RINGING_SECONDS if rung.confirmed else 0) + DIAL_SECONDS, "ALLOTTED_TIMEOUT"


def dialled_by_the_script(company: Company, line: Line, moment: datetime, keys: tuple[str, ...]) -> list[str]:
    stage, journal = ScriptedStage(Caller(answers=keys), {}), RememberedJournal()
    leg = SimulatedLeg("call", CallerId(None), line.numbers[0], stage)
    handle_call(leg, CallContext(company, line, moment, journal, Board(stage.now), stage.now, {}, stage.now()))
    return [seen.cue.phone for seen in stage.seen if isinstance(seen.cue, PhoneIsDialled)]
