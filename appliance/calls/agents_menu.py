"""The agents' menu: who is on call until when, taking the watch, passing it on, a pause, the messages,
the emergency announcement, the instructions, an intervention that begins or ends, what was done after a call.

Each change is made whole by one call of the desk, once it is confirmed: whoever hangs up before has changed nothing.
"""

from __future__ import annotations

from contextlib import suppress

from appliance.calls.agent_at_menu import ANSWER_SECONDS, ROUNDS, SILENCES, AgentAtMenu
from appliance.calls.agents_after_call import after_choice, tell_of_calls
from appliance.calls.agents_desk import Problem, WatchChange
from appliance.calls.agents_incident import serve_incident
from appliance.calls.agents_instructions import hear_instructions
from appliance.calls.agents_messages import hear_messages
from appliance.calls.agents_outing import outing_choice, serve_outing
from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.claimed_agents import Held
from appliance.calls.leg import CallerHungUp, CallerLeg, Invitation, OfferOutcome
from appliance.calls.steps import Step
from appliance.calls.told import telling_in
from appliance.calls.watch import (
    WITHOUT_END,
    handed_over,
    line_teams,
    may_take,
    members,
    paused,
    place_of,
    places_now,
    to_be_taken,
    to_the_minute,
)
from appliance.company.model import Agent, Team
from appliance.company.names import agent_name
from appliance.planning.team_plan import Override
from appliance.prompts.catalogue import Sentence, say, told

RING_SECONDS = 25
LONGEST_PAUSE = 240  # minutes


def agents_menu(caller: CallerLeg, visit: CallContext, agent: Agent, *, proved: bool) -> Outcome:
    """Serve an agent until they hang up. `proved`: they have typed their code already."""
    with visit.journal.step(Step.AGENTS_MENU, agent.id), suppress(CallerHungUp):
        AgentsMenu(caller, visit, agent, proved).run()
    return Outcome.AGENTS_MENU


class AgentsMenu(AgentAtMenu):
    """One agent's visit of the menu."""

    def run(self) -> None:
        """Choice after choice, to silence or the last round."""
        silences = 0
        for _ in range(ROUNDS):
            key = self.key(self.visit.say("agents_menu"), *outing_choice(self), *after_choice(self))
            silences = 0 if key else silences + 1
            if silences == SILENCES or self.agent.id not in self.company.agents:
                break
            match key:
                case "1":
                    self._tell_who()
                case "2":
                    self._take()
                case "3":
                    self._pass_on()
                case "4":
                    self._pause()
                case "5":
                    hear_messages(self)
                case "6":
                    serve_incident(self)
                case "7":
                    hear_instructions(self)
                case "8":
                    serve_outing(self)
                case "9":
                    tell_of_calls(self)
                case _ if key:
                    self.caller.let_finish_typing()
                    self.say("menu_unknown_key")
        self.say("goodbye")

    # -- what may be heard

    def _tell_who(self) -> None:
        company, now = self.company, self.visit.now()
        for team in line_teams(company, self.visit.line):
            self.tell(self.words.who_is_on_call(company, team, places_now(team, now), now))

    # -- what is changed

    def _take(self) -> None:
        team = self._team() if self.may_change() else None
        if team is None:
            return
        now, place = self.visit.now(), to_be_taken(team, self.agent.id, self.visit.now())
        if place is not None:
            override = handed_over(place, self.agent.id, now)
        elif places_now(team, now):
            self.say("agents_already")
            return
        else:
            start = to_the_minute(now)
            override = Override(start, start + WITHOUT_END, adds=self.agent.id)
        if self.confirmed(self.words.taking(self.company, team, override.removes, override.end, now)):
            instead = f" à la place de {agent_name(self.company, override.removes)}" if override.removes else ""
            self._change(team, override, f"prend l'astreinte{instead}")

    def _pass_on(self) -> None:
        team = self._team() if self.may_change() else None
        if team is None:
            return
        now = self.visit.now()
        place = place_of(team, self.agent.id, now)
        if place is None:
            self.say("agents_not_on_call")
            return
        colleague = self._colleague(team)
        if colleague is not None:
            self._ask(team, handed_over(place, colleague.id, now), colleague)

    def _ask(self, team: Team, override: Override, colleague: Agent) -> None:
        """Ring the colleague; what they accept is written before they, then the agent, hear so."""
        visit, problems = self.visit, list[Problem | None]()
        theirs = telling_in(colleague.language)
        if not visit.claims.claim(colleague.id):
            self.say("agents_unreached")
            return

        def settle() -> Sentence:
            problem = self._made(team, override, f"passe l'astreinte à {colleague.name}, qui a accepté")
            problems.append(problem)
            language = colleague.language
            return told(theirs.problem(problem), language) if problem else say("agents_done", language)

        with Held({colleague.id: colleague.id}, visit.claims, visit.journal.attempt) as held:
            self.caller.begin_hold(visit.say("agents_asking"))
            invitation = Invitation(colleague.id, colleague.phones, RING_SECONDS, colleague.language)
            asking = theirs.asking(self.agent, team, override.end, visit.now())
            question = told(asking, colleague.language)
            outcome = self.caller.consult(invitation, question, settle, held.report)
        if problems == [None]:  # made, however the colleague's telephone ended
            self.say("agents_passed")
        elif problems and problems[0]:
            self.explain(problems[0])
        else:
            self.say("agents_refused" if outcome is OfferOutcome.REFUSED else "agents_unreached")

    def _pause(self) -> None:
        team = self._team() if self.may_change() else None
        if team is None:
            return
        if place_of(team, self.agent.id, self.visit.now()) is None:
            self.say("agents_not_on_call")
            return
        typed = self.caller.ask_digits(
            self.visit.say("agents_minutes"), max_digits=3, first_digit_seconds=ANSWER_SECONDS
        )
        minutes = int(typed) if typed.isdecimal() else 0
        if not 1 <= minutes <= LONGEST_PAUSE:
            self.say("agents_minutes_wrong")
            return
        if self.confirmed(self.words.pausing(team, minutes)):
            self._change(team, paused(self.agent.id, minutes, self.visit.now()), f"fait une pause de {minutes} minutes")

    def _change(self, team: Team, override: Override, act: str) -> None:
        self.settled(self._made(team, override, act), "agents_done")

    def _made(self, team: Team, override: Override, act: str) -> Problem | None:
        return self.visit.desk.change(WatchChange(self.agent.id, team.id, override, act), self.visit.line.id)

    # -- questions

    def _team(self) -> Team | None:
        """The agent's team on this line, chosen where they have several."""
        now = self.visit.now()
        mine = [
            team
            for team in line_teams(self.company, self.visit.line)
            if self.agent.id in members(team.plan) or place_of(team, self.agent.id, now)
        ]
        if not mine:
            self.say("agents_no_team")
        chosen = self.chosen([self.words.team_choice(team) for team in mine]) if len(mine) > 1 else 0
        return mine[chosen] if mine and chosen is not None else None

    def _colleague(self, team: Team) -> Agent | None:
        found = may_take(self.company, team, self.visit.now(), but=self.agent.id)
        if not found:
            self.say("agents_nobody_else")
            return None
        chosen = self.chosen([agent.name for agent in found])
        return None if chosen is None else found[chosen]
