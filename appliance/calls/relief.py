"""Who is on call for one hunt, asked anew at each of its waves: who comes on duty meanwhile is rung. Pure.

The list is that of the newest settings, at the moment that the call has reached. Where nobody relieves those who go
off duty, they keep the call: a caller who was in time is not left to a message by the end of a shift.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from appliance.calls.call_context import CallContext
from appliance.calls.leg import Invitation
from appliance.calls.notes import CameOnDuty, Unrelieved, WentOffDuty
from appliance.company.model import Company, Team
from appliance.planning.past import ended_by
from appliance.planning.rota import Entries, cuts, on_call
from appliance.planning.team_plan import TeamPlan

RELIEF_SECONDS = 30.0  # a caller whom nobody is left to serve waits so long at most for the next on duty


class Relief:
    """The agents on call for one hunt through one team, from wave to wave. What changes is written in the journal."""

    def __init__(self, visit: CallContext, team: Team) -> None:
        self._visit, self._team = visit, team
        self._company = visit.company
        self._listed: Entries = ()
        self._unrelieved = False

    def on_call(self) -> Entries:
        """Those on call now; those who were, as long as nobody is."""
        company, plan = self._newest()
        entries = _known(company, on_call(plan, self._visit.now()))
        if entries:
            self._note_changes(entries)
            self._company, self._listed, self._unrelieved = company, entries, False
        elif self._listed and not self._unrelieved:
            self._unrelieved = True
            self._visit.journal.note(Unrelieved(self._team.id))
        return self._listed

    def listed(self) -> set[str]:
        """Those on call when it was last asked: nothing is asked, nor written."""
        return {entry.agent for entry in self._listed}

    def invited(self, agent: str, seconds: int) -> Invitation:
        """An agent of the list, to be rung for so long, as the settings that the list comes from have them."""
        known = self._company.agents[agent]
        return Invitation(agent, known.phones, seconds, known.language)

    def seconds_to_next(self, may_ring: Callable[[str], bool]) -> float | None:
        """How long until somebody whom the hunt `may_ring` comes on duty; None: nobody within RELIEF_SECONDS."""
        company, plan = self._newest()
        now = self._visit.now()
        for moment in sorted(cuts(plan, now, now + timedelta(seconds=RELIEF_SECONDS))):
            if moment > now and any(may_ring(entry.agent) for entry in _known(company, on_call(plan, moment))):
                return (moment - now).total_seconds()
        return None

    def _newest(self) -> tuple[Company, TeamPlan]:
        """The newest settings, unless the team is no more in them; its planning as it is now."""
        newest = self._visit.newest() or self._visit.company
        team = newest.teams.get(self._team.id)
        company, plan = (self._visit.company, self._team.plan) if team is None else (newest, team.plan)
        return company, ended_by(plan, self._visit.now())

    def _note_changes(self, entries: Entries) -> None:
        """Who comes on duty and why; who is on duty no more."""
        if entries == self._listed:
            return
        known = {(entry.agent, entry.reason) for entry in self._listed}
        for entry in entries:
            if (entry.agent, entry.reason) not in known:
                self._visit.journal.note(CameOnDuty(entry.agent, entry.reason))
        still = {entry.agent for entry in entries}
        for entry in self._listed:
            if entry.agent not in still:
                self._visit.journal.note(WentOffDuty(entry.agent))


def _known(company: Company, entries: Entries) -> Entries:
    """Less those whom the company has no more: a planning of before may still name them."""
    return tuple(entry for entry in entries if entry.agent in company.agents)
