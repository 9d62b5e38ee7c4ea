"""The promise kept: an agent on call is found by the same rule as for a call, then the caller is rung and joined.

From then on the caller is there, as any: their agent may hand them over, bring another in, have it recorded.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.claimed_agents import HeldOnce
from appliance.calls.hunt import HuntEnd, find_an_agent
from appliance.calls.leg import CallerHungUp, CallerUnreached, Sought
from appliance.calls.notes import Unreached
from appliance.company.model import Team


class TryEnd(StrEnum):
    """How one try of a callback ended."""

    KEPT = "kept"
    NOBODY = "nobody"  # no agent took it
    UNREACHED = "unreached"  # an agent did, and the caller did not answer
    STOPPED = "stopped"  # the controller is leaving


class NobodyRings(CallerHungUp):
    """The controller is leaving: whoever was to be rung, agent or caller, is not."""


def call_back(caller: Sought, visit: CallContext, team: Team, order: str | None) -> TryEnd:
    """One try, to the end of the conversation if there is one."""
    visit = replace(visit, claims=HeldOnce(visit.claims))
    end = _tried(caller, visit, team, order)
    visit.journal.close(Outcome.CONNECTED if end is TryEnd.KEPT else Outcome.UNANSWERED)
    return end


def _tried(caller: Sought, visit: CallContext, team: Team, order: str | None) -> TryEnd:
    try:
        found = find_an_agent(caller, visit, team, order)
    except CallerUnreached as unreached:
        visit.journal.note(Unreached(unreached.outcome))
        return TryEnd.UNREACHED
    except NobodyRings:
        return TryEnd.STOPPED
    except CallerHungUp:
        return TryEnd.KEPT  # they had talked: they left while another was looked for
    return TryEnd.KEPT if found is HuntEnd.CONNECTED else TryEnd.NOBODY
