"""The instructions of a line and of its choices, heard in the agents' menu, a step at a time.

They may hold what a stranger should not hear: they ask the agent's code.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.calls.agent_at_menu import BACK, SILENCES, AgentAtMenu
from appliance.calls.markdown import steps_of
from appliance.company.model import CallTeam, Company, Line
from appliance.company.routes import routes

ROUNDS = 100
NEXT, AGAIN, BEFORE = "1", "2", "3"


@dataclass(frozen=True)
class Instructions:
    """`of`: what they are of, after « pour »."""

    of: str
    text: str


def hear_instructions(at: AgentAtMenu) -> None:
    """Those of the line called, chosen where there are several."""
    if not at.may_change():
        return
    found = [one for one in known_instructions(at.company, at.visit.line) if steps_of(one.text)]
    if not found:
        at.say("agents_no_instructions")
        return
    chosen = at.chosen([one.of for one in found]) if len(found) > 1 else 0
    if chosen is not None:
        _read(at, steps_of(found[chosen].text))


def known_instructions(company: Company, line: Line) -> list[Instructions]:
    """The line's first, then those of each choice that its callers may make."""
    found = [Instructions("toute la ligne", line.instructions)] if line.instructions else []
    for behaviour in line.behaviours.values():
        for route in routes(company, behaviour.action):
            if isinstance(route.action, CallTeam) and route.action.instructions:
                of = f"la touche {' '.join(route.keys)}" if route.keys else "ses appels"
                found.append(Instructions(of, route.action.instructions))
    return list(dict.fromkeys(found))


def _read(at: AgentAtMenu, steps: list[str]) -> None:
    """One after the other, on and back by a key, until the agent has heard enough."""
    place, silences = 0, 0
    at.tell(steps[place])
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
            at.tell(steps[place])
        elif key:
            at.caller.let_finish_typing()
            at.say("menu_unknown_key")
