"""Who is on call, with the reasons; whether somebody always is."""

from __future__ import annotations

from datetime import UTC, timedelta

from appliance.calls.duty import Duty, TeamOnDuty, duty
from appliance.checks import Finding
from appliance.checks.covering import cover
from appliance.company.model import CallTeam, Forward, Say, TakeMessage
from appliance.planning.hours import Period
from appliance.store.journal.reader import load_of_teams
from web.api.company import company_of, lines_asked
from web.api.fields import LONGEST_SPAN, Asked, Instant, Key, Moment, Told
from web.api.gate import sight
from web.api.operation import Group, Right
from web.api.problems import Refusal
from web.frame.site import current_site

ACTIONS = {CallTeam: "call", Forward: "forward", TakeMessage: "message", Say: "say"}
WEEKS_SHOWN = timedelta(days=14)


class AtMoment(Asked):
    """`at` absent: now. `line` absent: every line."""

    at: Moment | None = None
    line: Key | None = None


class Interval(Asked, rename={"start": "from", "end": "to"}):
    """[from, to): two weeks from now where left out."""

    start: Moment | None = None
    end: Moment | None = None
    line: Key | None = None


class AgentOnCall(Told):
    """Un intervenant d'astreinte, et pourquoi. Ceux d'un même tour (`turn`) sonnent ensemble."""

    agent: str
    name: str
    level: int
    turn: int
    reason: str


class TeamOnCall(Told):
    """Une équipe que l'appel peut atteindre, par quelles touches. `after_office` : si le bureau ne répond pas."""

    team: str
    name: str
    keys: list[str]
    after_office: bool
    agents: list[AgentOnCall]


class LineOnCall(Told):
    """Une ligne à un moment : sa période et pourquoi, ce qu'elle fait, qui sonnerait et dans quel ordre."""

    line: str
    name: str
    at: Instant
    timezone: str
    period: Period
    reason: str
    action: str
    teams: list[TeamOnCall]


class OnCallNow(Told):
    """Qui est d'astreinte, ligne par ligne."""

    lines: list[LineOnCall]


class Stretch(Told, rename={"start": "from", "end": "to"}):
    """Un intervalle, fin exclue."""

    start: Instant
    end: Instant


class CoverageFinding(Told):
    """Une chose à voir : `gap` (personne), `first_level_gap`, `alone`, `doubled`, `away`, `on_two_lines`."""

    code: str
    severity: str
    where: str
    sentence: str
    when: list[Stretch]


class CoverageTold(Told, rename={"start": "from", "end": "to"}):
    """La couverture d'un intervalle. `covered` : il n'y a aucun trou."""

    start: Instant
    end: Instant
    lines: list[str]
    covered: bool
    findings: list[CoverageFinding]


on_call_operations = Group("Astreinte")  # `/on-call`, `/coverage`


@on_call_operations.add(
    "GET", "/on-call", Right.READ, "Qui est d'astreinte", query=AtMoment, answer=OnCallNow, errors=(404, 409)
)
def who_is_on_call(query: AtMoment) -> OnCallNow:
    """Maintenant, ou à un moment passé ou à venir, sur toutes les lignes ou une seule, avec les raisons."""
    site = current_site()
    company, moment = company_of(site), query.at or site.now()
    load = load_of_teams(site.database, company.teams.values(), moment)
    lines = lines_asked(company, query.line)
    return OnCallNow(lines=[line_told(duty(company, line, moment, load)) for line in lines])


@on_call_operations.add(
    "GET", "/coverage", Right.READ, "La couverture", query=Interval, answer=CoverageTold, errors=(404, 409)
)
def coverage(query: Interval) -> CoverageTold:
    """Y a-t-il quelqu'un à tout moment ? Les trous, et ce qui tient à un fil ; 400 jours au plus."""
    site = current_site()
    company = company_of(site)
    start = query.start or site.now()
    end = query.end or start + WEEKS_SHOWN
    if not start < end <= start + LONGEST_SPAN:
        raise Refusal(422, "La fin (to) doit suivre le début (from), de 400 jours au plus.")
    lines = lines_asked(company, query.line)
    found = list(cover(company, lines, start, end))
    return CoverageTold(
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        lines=[line.id for line in lines],
        covered=not any(one.code == "gap" for one in found),
        findings=[finding_told(one) for one in sight(site).findings(found)],
    )


def line_told(now: Duty) -> LineOnCall:
    return LineOnCall(
        line=now.line.id,
        name=now.line.name,
        at=now.moment,
        timezone=now.line.timezone,
        period=now.period,
        reason=now.reason,
        action=ACTIONS.get(type(now.action), "menu"),
        teams=[team_told(team) for team in now.teams],
    )


def team_told(team: TeamOnDuty) -> TeamOnCall:
    return TeamOnCall(
        team=team.team.id,
        name=team.team.name,
        keys=list(team.reached.keys),
        after_office=team.reached.unanswered_office,
        agents=[
            AgentOnCall(agent=one.agent, name=one.name, level=one.level, turn=one.turn, reason=one.reason)
            for one in team.agents
        ],
    )


def finding_told(found: Finding) -> CoverageFinding:
    return CoverageFinding(
        code=found.code,
        severity=found.severity.value,
        where=found.where,
        sentence=found.advised,
        when=[Stretch(start=here, end=there) for here, there in found.when],
    )
