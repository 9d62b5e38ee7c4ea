"""How an agent who calls a line comes to the agents' menu, and proves who they are. A mistake loses no caller.

A number shown opens what may be heard; nothing is changed without the agent's code.
"""

from __future__ import annotations

from appliance.calls.agents_desk import CodeVerdict
from appliance.calls.call_context import CallContext
from appliance.calls.known_agent import agent_of, known_agent
from appliance.calls.leg import CallerLeg
from appliance.company.model import Action, Agent, OpenMenu
from appliance.company.tongues import most_agents_language
from appliance.prompts.catalogue import say

AGENTS_KEY = "*"  # never a habit of callers; at a menu, where no choice has that key
TRIES = 3
LONGEST_NUMBER, LONGEST_CODE = 15, 12
SECONDS = 4.0


def wants_the_menu(caller: CallerLeg, visit: CallContext) -> Agent | None:
    """The agent whose telephone this is and who asks for the menu; who says nothing, or types by habit, is a caller."""
    agent = known_agent(visit.company, caller.caller.number) if visit.line.agents_menu else None
    if agent is None:
        return None
    offer = say("agents_offer", agent.language)
    key = caller.ask_digits(offer, max_digits=1, first_digit_seconds=SECONDS, terminator="")
    return agent if key == AGENTS_KEY else None


def wants_it_in_greeting(caller: CallerLeg, visit: CallContext, action: Action) -> Agent | None:
    """The agent who typed the key during the greeting of a line whose course is no menu, then their number and code."""
    if not visit.line.agents_menu or isinstance(action, OpenMenu) or not caller.has_typed(AGENTS_KEY):
        return None
    return typed_identity(caller, visit)


def typed_identity(caller: CallerLeg, visit: CallContext) -> Agent | None:
    """The agent whose number and code were typed; None after three mistakes, or silence: the call goes on.

    A number of nobody's, one of somebody's and an entry that is closed are heard alike, in the language of most agents.
    """
    visit = visit.for_an_agent(most_agents_language(visit.company))
    for _ in range(TRIES):
        number = caller.ask_digits(visit.say("agents_number"), max_digits=LONGEST_NUMBER, first_digit_seconds=SECONDS)
        if not number:
            return None
        agent = agent_of(visit.company, number)
        if code_typed(caller, visit, agent) is CodeVerdict.RIGHT:
            return agent
        caller.play(visit.say("agents_code_wrong"))
    return None


def has_proved(caller: CallerLeg, visit: CallContext, agent: Agent) -> bool:
    """Whether the agent whose telephone this is types their code, in three tries."""
    if agent.pin is None:
        caller.play(visit.say("agents_no_code"))
        return False
    for _ in range(TRIES):
        match code_typed(caller, visit, agent):
            case None:
                caller.play(visit.say("agents_unchanged"))
                return False
            case CodeVerdict.RIGHT:
                return True
            case CodeVerdict.WRONG:
                caller.play(visit.say("agents_code_wrong"))
            case CodeVerdict.LOCKED:
                caller.play(visit.say("agents_locked"))
                return False
            case CodeVerdict.CLOSED:
                caller.play(visit.say("agents_closed"))
                return False
            case CodeVerdict.UNKNOWN:
                caller.play(visit.say("agents_unknown"))
                return False
    caller.play(visit.say("agents_locked"))
    return False


def code_typed(caller: CallerLeg, visit: CallContext, agent: Agent | None) -> CodeVerdict | None:
    """What came of the code that is typed; None for silence, which is no mistake."""
    digits = caller.ask_digits(visit.say("agents_code"), max_digits=LONGEST_CODE, first_digit_seconds=2 * SECONDS)
    return visit.desk.code(agent.id if agent else None, digits, visit.line.id) if digits else None
