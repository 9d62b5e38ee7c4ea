"""The hunt as the caller lives it: music, agents rung in turn, the last resort, and `*` to leave a message."""

from __future__ import annotations

from enum import Enum, auto

from appliance.calls.company import Team
from appliance.calls.hunt import Hunt, Wave
from appliance.calls.leg import CallerLeg, HoldEnd, Invitation, OfferResult
from appliance.calls.visit import Outcome, Visit
from appliance.planning.rota import on_call
from appliance.prompts.catalogue import Sentence, say, whisper

LAST_RESORT = "last_resort"
LAST_RESORT_SECONDS = 25
BUSY_WAIT_SECONDS = 0.5  # between two looks at agents who are all in other calls


class SearchEnd(Enum):
    """How the hunt ended."""

    CONNECTED = auto()
    NOBODY = auto()
    ASKED_FOR_MESSAGE = auto()


def find_an_agent(caller: CallerLeg, visit: Visit, team: Team, order: str | None) -> SearchEnd:
    """Offer the call to the agents on call, then to the last resort, and stay until the conversation ends."""
    words = whisper(visit.line.name, order, caller.caller.number)
    with visit.journal.step("hunt", team.id):
        caller.begin_hold(say("hunt"))  # the first mobile rings meanwhile
        end = hunt_through(caller, visit, team, words)
        if end is SearchEnd.NOBODY and visit.line.last_resort:
            end = try_last_resort(caller, visit, visit.line.last_resort, words)
    return end


def hunt_through(caller: CallerLeg, visit: Visit, team: Team, words: Sentence) -> SearchEnd:
    """Rounds over the agents on call, within the line's `max_wait`."""
    agents = on_call(team.plan, visit.now())
    for entry in agents:
        visit.journal.note("on_call", f"{entry.agent} : {entry.reason}")
    hunt, deadline = Hunt(agents, team.ring, visit.recent_load), visit.clock() + visit.line.max_wait
    while not hunt.over and visit.clock() < deadline:
        end = one_round(caller, visit, team, hunt, words, deadline)
        if end is not None:
            return end
    return SearchEnd.NOBODY


def one_round(
    caller: CallerLeg, visit: Visit, team: Team, hunt: Hunt, words: Sentence, deadline: float
) -> SearchEnd | None:
    """One pass. If every agent is in another call, the caller waits a little instead. None: go on."""
    rung = False
    for wave in hunt.one_round():
        if visit.clock() >= deadline:
            return SearchEnd.NOBODY
        held = tuple(agent for agent in wave if visit.claims.claim(agent))
        if not held:
            continue
        rung = True
        result = offer_to(caller, visit, team, held, words, deadline)
        for agent, outcome in result.outcomes.items():
            hunt.ended(agent, outcome)
        if (end := search_end(result)) is not None:
            return end
    if not rung and caller.hold(BUSY_WAIT_SECONDS) is HoldEnd.ASKED_FOR_MESSAGE:
        return SearchEnd.ASKED_FOR_MESSAGE
    return None


def offer_to(caller: CallerLeg, visit: Visit, team: Team, held: Wave, words: Sentence, deadline: float) -> OfferResult:
    """Ring these agents, already claimed, and free each of them as soon as this call needs them no more."""
    invitations = [Invitation(agent, visit.company.agents[agent].phones, team.ring.seconds) for agent in held]
    busy = set(held)
    try:
        result = caller.offer(invitations, words, deadline - visit.clock(), visit.journal.attempt)
        for agent in held:
            if agent != result.accepted_by:
                visit.claims.release(agent)
                busy.discard(agent)
        if result.accepted_by is not None:
            talk(caller, visit)
        return result
    finally:
        for agent in busy:
            visit.claims.release(agent)


def try_last_resort(caller: CallerLeg, visit: Visit, number: str, words: Sentence) -> SearchEnd:
    """Ring the line's last resort, who takes the call with a key like any agent."""
    invitation = Invitation(LAST_RESORT, (number,), LAST_RESORT_SECONDS)
    result = caller.offer([invitation], words, LAST_RESORT_SECONDS, visit.journal.attempt)
    if result.accepted_by is not None:
        talk(caller, visit)
    return search_end(result) or SearchEnd.NOBODY


def talk(caller: CallerLeg, visit: Visit) -> None:
    """The conversation: its outcome is written at once, its end when it comes."""
    visit.journal.connected(Outcome.CONNECTED)
    with visit.journal.step("conversation"):
        caller.converse()


def search_end(result: OfferResult) -> SearchEnd | None:
    """What an offer means for the search; None: go on."""
    if result.accepted_by is not None:
        return SearchEnd.CONNECTED
    return SearchEnd.ASKED_FOR_MESSAGE if result.end is HoldEnd.ASKED_FOR_MESSAGE else None
