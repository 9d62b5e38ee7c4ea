"""Lines: as they are set, and in which period they are now."""

from __future__ import annotations

from datetime import datetime

from appliance.company.forcing import still_forced
from appliance.company.hours import hours_of
from appliance.company.incidents import incident_at
from appliance.company.model import Company, Line
from appliance.company.routes import teams_reached
from appliance.planning.days import IN_ENGLISH, hours_text
from appliance.planning.explanation import why_period
from appliance.planning.hours import Period
from appliance.store.company_file.facts import quiet_words
from web.api.company import company_of, line_of
from web.api.fields import Instant, Told
from web.api.gate import sight
from web.api.operation import Group, Right
from web.frame.site import Site, current_site


class Opened(Told):
    """Des heures d'ouverture : des jours, et des heures (`18:00-09:00` finit le lendemain)."""

    days: list[str]
    hours: str


class Forced(Told, rename={"start": "from", "end": "to"}):
    """Une période forcée, en cours ou à venir."""

    period: Period
    start: Instant
    end: Instant


class IncidentTold(Told):
    """Une annonce d'urgence ; `until` : `null`, jusqu'à ce qu'on l'ôte."""

    text: str
    until: Instant | None


class LineTold(Told):
    """Une ligne d'astreinte. `last_resort` : `null` aussi pour un jeton qui n'a pas droit aux numéros.

    `tell` : qui est prévenu après les intervenants d'astreinte, sans les adresses pour un tel jeton ; `quiet` :
    pas entre ces heures.
    """

    line: str
    name: str
    numbers: list[str]
    timezone: str
    audience: str
    period: Period
    reason: str
    opening_hours: list[Opened]
    around_the_clock: bool
    forced: list[Forced]
    incident: IncidentTold | None
    teams: list[str]
    max_wait: int
    target_wait: int
    announcement_whole: bool
    tell_retention: bool
    agents_menu: bool
    callback_within: int
    callback_quiet: str | None
    callback_sms: bool
    check_orders: bool
    instructions: str | None
    tell_wait: bool
    caller_words: bool
    tell_repaired: bool
    record_talks: bool
    language: str
    offered_languages: dict[str, str]
    last_resort: str | None
    tell: list[str]
    escalate_after: int
    escalate_times: int
    quiet: str | None
    tell_refused: bool


class Lines(Told):
    """Les lignes."""

    lines: list[LineTold]


line_operations = Group("Lignes")  # `/lines`


@line_operations.add("GET", "/lines", Right.READ, "Les lignes", answer=Lines, errors=(409,))
def list_lines() -> Lines:
    """Avec leur période du moment, et pourquoi."""
    site = current_site()
    company = company_of(site)
    return Lines(lines=[told(site, company, line, site.now()) for line in company.lines.values()])


@line_operations.add("GET", "/lines/<line>", Right.READ, "Une ligne", answer=LineTold, errors=(404, 409))
def read_line(line: str) -> LineTold:
    """La même chose, d'une seule."""
    site = current_site()
    company = company_of(site)
    return told(site, company, line_of(company, line), site.now())


def incident_told(line: Line, now: datetime) -> IncidentTold | None:
    """What all callers hear now."""
    found = incident_at(line, now)
    return IncidentTold(text=found.text, until=found.until) if found else None


def told(site: Site, company: Company, line: Line, now: datetime) -> LineTold:
    period, reason = why_period(hours_of(company, line), now)
    actions = [behaviour.action for behaviour in line.behaviours.values()]
    teams = [reached.team for action in actions for reached in teams_reached(company, line, action)]
    return LineTold(
        line=line.id,
        name=line.name,
        numbers=list(line.numbers),
        timezone=line.timezone,
        audience=line.audience.value,
        period=period,
        reason=reason,
        opening_hours=[
            Opened(days=[IN_ENGLISH[day] for day in sorted(window.days)], hours=hours_text(window.start, window.end))
            for window in line.opening_hours
        ],
        around_the_clock=line.around_the_clock,
        forced=[Forced(period=one.period, start=one.start, end=one.end) for one in still_forced(company, line.id, now)],
        incident=incident_told(line, now),
        teams=list(dict.fromkeys(teams)),
        max_wait=line.max_wait,
        target_wait=line.target_wait,
        announcement_whole=line.announcement_whole,
        tell_retention=line.tell_retention,
        agents_menu=line.agents_menu,
        callback_within=line.callback_within,
        callback_quiet=quiet_words(line.callback_quiet) or None,
        callback_sms=line.callback_sms,
        check_orders=line.check_orders,
        instructions=line.instructions,
        tell_wait=line.tell_wait,
        caller_words=line.caller_words,
        tell_repaired=line.tell_repaired,
        record_talks=line.record_talks,
        language=line.language,
        offered_languages=dict(line.offered_languages),
        last_resort=sight(site).number(line.last_resort),
        tell=[named for named in line.tell if "@" not in named or sight(site).whole],
        escalate_after=line.escalate_after,
        escalate_times=line.escalate_times,
        quiet=quiet_words(line.quiet) or None,
        tell_refused=line.tell_refused,
    )
