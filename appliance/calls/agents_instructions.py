"""The instructions of a line and of its choices, heard in the agents' menu, a step at a time.

They may hold what a stranger should not hear: they ask the agent's code.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.calls.agent_at_menu import BACK, SILENCES, AgentAtMenu
from appliance.calls.markdown import steps_of
from appliance.company.model import CallTeam, Company, Line
from appliance.company.routes import routes
from appliance.company.tongues import most_agents_language, said_in
from appliance.prompts.catalogue import Sentence, told

ROUNDS = 100
NEXT, AGAIN, BEFORE = "1", "2", "3"


@dataclass(frozen=True)
class Instructions:
    """`keys`: of the choice that they are of, "" where it has none; None: they are the line's."""

    keys: str | None
    text: str


def hear_instructions(at: AgentAtMenu) -> None:
    """Those of the line called, chosen where there are several."""
    if not at.may_change():
        return
    found = [one for one in known_instructions(at.company, at.visit.line) if steps_of(one.text)]
    if not found:
        at.say("agents_no_instructions")
        return
    chosen = at.chosen([_named(at, one) for one in found]) if len(found) > 1 else 0
    if chosen is not None:
        read_in = most_agents_language(at.company)  # as they are written: for most
        text, language = said_in(at.company, found[chosen].text, at.agent.language, read_in)
        _read(at, [told(step, language) for step in steps_of(text)])


def _named(at: AgentAtMenu, one: Instructions) -> str:
    if one.keys is None:
        return at.words.WHOLE_LINE
    return at.words.key_choice(one.keys) if one.keys else at.words.ITS_CALLS


def known_instructions(company: Company, line: Line) -> list[Instructions]:
    """The line's first, then those of each choice that its callers may make."""
    found = [Instructions(None, line.instructions)] if line.instructions else []
    for behaviour in line.behaviours.values():
        for route in routes(company, behaviour.action):
            if isinstance(route.action, CallTeam) and route.action.instructions:
                found.append(Instructions(" ".join(route.keys), route.action.instructions))
    return list(dict.fromkeys(found))


def _read(at: AgentAtMenu, steps: list[Sentence]) -> None:
    """One after the other, on and back by a key, until the agent has heard enough."""
    place, silences = 0, 0
    at.caller.play(steps[place], until_key=True)
    for _ in range(ROUNDS):
        key = at.key(at.visit.say("agents_steps_keys"))
        silences = 0 if key else silences + 1
        if key == BACK or silences == SILENCES:
            return
        if key == NEXT and place + 1 == len(steps):
            at.say("agents_instructions_over")
            return
        if key in (NEXT, AGAIN, BEFORE):
            place = max(0, place + {NEXT: 1, AGAIN: 0, BEFORE: -1}[key])
            at.caller.play(steps[place], until_key=True)
        elif key:
            at.caller.let_finish_typing()
            at.say("menu_unknown_key")
