"""The script and the exported list agree: at any moment, of any company, they ring the same people in the same order.

The list is read back from its XML as FreeSWITCH evaluates it; the script is the planning and the hunt of calls/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from appliance.calls.call_context import CallContext
from appliance.calls.flow import default_of, handle_call
from appliance.calls.leg import CallerId, OfferOutcome
from appliance.calls.ring_order import RingOrder, known
from appliance.calls.unattended import followed
from appliance.company.hours import hours_of
from appliance.company.model import (
    Action,
    Agent,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    OpenMenu,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
)
from appliance.company.numbers import dialable_as
from appliance.company.routes import routes
from appliance.config import Caps, Config, Switch, Trunk
from appliance.planning.hours import Period, period_at
from appliance.planning.rota import cuts, on_call
from appliance.planning.team_plan import TeamPlan
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller, Phone, busy
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
    action = chosen(company, action_of(company, line, moment))
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
    """Telephones that ring together, until the line's wait is over. Nobody answers, nor relieves anybody."""
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
    wide = Caps(legs_per_hour=100_000)  # of the list alone: the script spends what the house has left
    switch = Switch(esl_secret="s" * 20)
    return Config(state=str(folder), switch=switch, trunks=(trunk,), country=country, caps=wide)


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


@pytest.mark.timeout(300)
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
        assert dialplan.over == "message"
        team = hunted_team(company, line, moment)
        if team is None or steady(team, line, moment):
            agreed(company, line, rung, expected(company, line, moment))
        else:
            followed_the_planning(team, line, rung)


def hunted_team(company: Company, line: Line, moment: datetime) -> Team | None:
    """The team that is hunted through for a caller of this moment, if any."""
    action = chosen(company, action_of(company, line, moment))
    behind = reached(company, line.behaviours[Period.AFTER_HOURS].action) if isinstance(action, Forward) else []
    return next((company.teams[end.team] for end in [action, *behind] if isinstance(end, CallTeam)), None)


def steady(team: Team, line: Line, moment: datetime) -> bool:
    """Whether nobody comes on duty, nor goes, during a call of this moment."""
    return len(cuts(team.plan, moment, moment + timedelta(seconds=line.max_wait + 90))) == 1


def followed_the_planning(team: Team, line: Line, rung: list[Rung]) -> None:
    """Each ringing is of those on call when it begins, or of those who were where nobody is; who comes on duty during
    the hunt is rung before it ends, if the wait of the line allows. The two may count rounds differently."""
    hunted = [one for one in rung if one.confirmed and one.agents != (fallback.LAST_RESORT,)]
    for one in hunted:
        there = on_duty(team, one.at)
        assert set(one.agents) <= there or not there
    over = hunted[-1].at + timedelta(seconds=hunted[-1].seconds) if hunted else None
    if over is not None and over < hunted[0].at + timedelta(seconds=line.max_wait):
        assert on_duty(team, over) <= {agent for one in hunted for agent in one.agents}


def on_duty(team: Team, moment: datetime) -> set[str]:
    return {entry.agent for entry in on_call(team.plan, moment)}


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
    assume(all(steady(team, line, moment) for team in company.teams.values()))
    action = action_of(company, line, moment)
    wanted = followed(company, action)
    keys = next(route.keys for route in routes(company, action) if route.action == wanted)
    listed = Dialplan(fallback.render(company, a_config(Path("/nowhere"), company.country), start), SHIPPED, dials)
    numbers = [number for rung in rung_by(listed.call(line.numbers[0], moment)) for number in rung.numbers]
    scripted = dialled_by_the_script(company, line, moment, keys, {})
    assert numbers == [dialable_as(number, "national", company.country) for number in scripted]


@pytest.mark.parametrize("seed", range(examples(60)))
def test_who_is_engaged_is_rung_a_second_time_by_neither(seed: int) -> None:
    """Each telephone is engaged or rings in an empty room; the line waits for as long as it takes.

    Of agents who ring together, the script goes on to the second telephone of each without waiting for the others.
    """
    random = Random(seed)
    company = rung_twice(random)
    line = company.lines["urgence"]
    phones = [phone for agent in company.agents.values() for phone in agent.phones]
    engaged = {phone: busy() for phone in phones if random.randrange(2)}
    written = {dialable_as(phone, "national", "FR") for phone in engaged}

    def some_are_engaged(rung: Rung) -> tuple[float, tuple[str, ...]]:
        causes = tuple("USER_BUSY" if number in written else "ALLOTTED_TIMEOUT" for number in rung.numbers)
        return (dials(rung)[0] if "ALLOTTED_TIMEOUT" in causes else 1.0), causes or ("NETWORK_OUT_OF_ORDER",)

    listed = Dialplan(fallback.render(company, a_config(Path("/nowhere"), "FR"), DAYS[0]), SHIPPED, some_are_engaged)
    numbers = [number for rung in rung_by(listed.call(line.numbers[0], DAYS[0])) for number in rung.numbers]
    scripted = [
        dialable_as(one, "national", "FR") for one in dialled_by_the_script(company, line, DAYS[0], (), engaged)
    ]
    together = company.teams["depannage"].ring.strategy is RingStrategy.SIMULTANEOUS
    in_order = sorted if together else list
    assert in_order(numbers) == in_order(scripted)


def rung_twice(random: Random) -> Company:
    """One to four agents on one or two levels, with one or two telephones each, in a team that rings them twice."""
    everyone = [f"a{number}" for number in range(random.randint(1, 4))]
    agents = {
        name: Agent(name, name.upper(), tuple(f"+33612345{number}0{place}" for place in range(random.randint(1, 2))))
        for number, name in enumerate(everyone)
    }
    first = random.randint(1, len(everyone))
    levels = tuple(filter(None, (tuple(everyone[:first]), tuple(everyone[first:]))))
    ring = Ring(random.choice(list(RingStrategy)), 20, random.randint(1, 3), twice=True)
    team = Team("depannage", "Dépannage", TeamPlan(levels, "Europe/Paris"), ring)
    behaviours = {period: Behaviour(None, CallTeam("depannage")) for period in Period}
    line = Line("urgence", "Urgence", ("+33972000001",), "Europe/Paris", behaviours, max_wait=3600)
    return Company("Martin", "Europe/Paris", "FR", agents=agents, teams={team.id: team}, lines={line.id: line})


def action_of(company: Company, line: Line, moment: datetime) -> Action:
    """What the line does for a caller of this moment."""
    return line.behaviours[period_at(hours_of(company, line), moment)].action


def dials(rung: Rung) -> tuple[float, str]:
    """As long as the scripted stage lets a telephone ring that nobody answers."""
    return rung.seconds - (LATE_RINGING_SECONDS if rung.confirmed else 0) + DIAL_SECONDS, "ALLOTTED_TIMEOUT"


def dialled_by_the_script(
    company: Company, line: Line, moment: datetime, keys: tuple[str, ...], phones: Mapping[str, Phone]
) -> list[str]:
    stage, journal = ScriptedStage(Caller(answers=keys), phones), RememberedJournal()
    leg = SimulatedLeg("call", CallerId(None), line.numbers[0], stage)
    handle_call(leg, CallContext(company, line, moment, journal, Board(stage.now), stage.now, known({}), stage.now()))
    return [seen.cue.phone for seen in stage.seen if isinstance(seen.cue, PhoneIsDialled)]
