"""Callers whom the company's settings treat apart: blocked, a storm of calls, those who skip the menu."""

from __future__ import annotations

from appliance.calls.call_context import CallContext
from appliance.calls.known_agent import is_an_agents
from appliance.calls.leg import CallerLeg
from appliance.calls.notes import Apart, TreatedApart
from appliance.company.model import CallTeam, Company

SAID = {Apart.BLOCKED: "caller_blocked", Apart.STORM: "caller_storm"}


def turned_away(caller: CallerLeg, visit: CallContext) -> bool:
    """Whether this caller has heard one sentence, and is not served."""
    why = why_turned_away(visit, caller.caller.number)
    if why is None:
        return False
    visit.journal.note(TreatedApart(why))
    caller.play(visit.say(SAID[why]))
    return True


def why_turned_away(visit: CallContext, number: str | None) -> Apart | None:
    """None: they are served. Nobody of the house is turned away, nor who hides."""
    company = visit.company
    if number is None or is_an_agents(company, number):
        return None
    if number in {one.number for one in company.blocked_callers}:
        return Apart.BLOCKED
    return Apart.STORM if company.most_calls and visit.calls_of_number > company.most_calls else None


def past_the_menu(caller: CallerLeg, visit: CallContext) -> CallTeam | None:
    """What a caller who skips the menu gets in its place: the line's own team, with no question; None: the menu."""
    if not skips_questions(visit.company, caller.caller.number):
        return None
    team = visit.team_on_call()
    if team is None:
        return None
    visit.journal.note(TreatedApart(Apart.VIP))
    return CallTeam(team, order_number=False)


def skips_questions(company: Company, number: str | None) -> bool:
    """Whether this caller is made to wait for no menu and no question."""
    return number in {one.number for one in company.vip_callers}
