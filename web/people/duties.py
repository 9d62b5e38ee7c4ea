"""What an agent is on call for: now, next, and the calls that they were offered last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from appliance.company.model import Company
from appliance.disclosure.journal import search_calls
from appliance.planning.moments import near_text
from appliance.planning.publication import planned_shifts
from appliance.planning.wall_clock import wall_clock
from appliance.store.journal.search import Search
from web.calls.timeline import Call, call_of
from web.frame.site import Site, zone_of
from web.planning.my_day import AHEAD, Turn, day_of
from web.planning.week import week_text
from web.sight import own_sight

NEXT, LAST = 3, 3  # duties to come, calls


def on_call_now(company: Company, now: datetime) -> Mapping[str, list[str]]:
    """« Dépannage, Cadres, jusqu'à lundi 8 h », for each agent who is on call: the places of one end together."""
    found: dict[str, dict[str, list[str]]] = {}
    plans = {team.id: team.plan for team in company.teams.values()}
    for one in planned_shifts(plans, now, now + AHEAD):
        if one.start <= now:
            team = company.teams[one.team]
            ends = one.end < now + AHEAD
            until = f"jusqu'à\u00a0{near_text(one.end, now, team.plan.timezone)}" if ends else "en continu"
            found.setdefault(one.agent, {}).setdefault(until, []).append(team.name)
    return {agent: [f"{', '.join(teams)}, {until}" for until, teams in ends.items()] for agent, ends in found.items()}


def next_turns(company: Company, agent: str, now: datetime) -> list[tuple[Turn, ...]]:
    """Those under way, then the next ones; those of the same hours together."""
    return list(day_of(company, agent, now).rows[:NEXT])


def week_of(turn: Turn) -> str:
    """The week in which a duty begins, as an address names it."""
    return week_text(wall_clock(turn.shift.start, turn.team.plan.timezone).date())


def last_calls(site: Site, company: Company, agent: str) -> list[Call]:
    """The calls that the agent was offered last, as whoever looks may see them. StoreError."""
    found = search_calls(site.database, own_sight(site), Search(agent=agent), limit=LAST)
    return [call_of(record, company, zone_of(company)) for record in found]
