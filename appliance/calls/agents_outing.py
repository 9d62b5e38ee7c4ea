"""An agent who leaves on an intervention says so in the agents' menu, and that they are back."""

from __future__ import annotations

from appliance.calls.agent_at_menu import AgentAtMenu
from appliance.calls.outings import safety_teams
from appliance.prompts.catalogue import Sentence


def outing_choice(at: AgentAtMenu) -> list[Sentence]:
    """What the menu says of it, to whoever it concerns."""
    teams = safety_teams(at.company, at.agent.id, at.visit.now())
    return [at.visit.say("agents_menu_outing")] if teams else []


def serve_outing(at: AgentAtMenu) -> None:
    """Out, or back: which of the two is known. All of it asks the agent's code."""
    if not at.may_change():
        return
    match at.visit.desk.is_out(at.agent.id):
        case None:
            at.say("agents_unknown")
        case True:
            _back(at)
        case False:
            _out(at)


def _back(at: AgentAtMenu) -> None:
    if at.key(at.visit.say("agents_outing_now")) != "1":
        at.say("agents_unchanged")
        return
    problem = at.visit.desk.come_back(at.agent.id)
    at.explain(problem) if problem else at.say("outing_over")


def _out(at: AgentAtMenu) -> None:
    teams = safety_teams(at.company, at.agent.id, at.visit.now())
    if not teams:
        at.say("agents_outing_none")
        return
    chosen = at.chosen([at.words.team_choice(team) for team in teams]) if len(teams) > 1 else 0
    if chosen is None:
        return
    team = teams[chosen]
    minutes = team.safety_call or 0
    problem = at.visit.desk.go_out(at.agent.id, team.id, minutes)
    at.explain(problem) if problem else at.tell(at.words.outing_begun(minutes))
