"""The dashboard: who is on call until when, what waits for a decision, the calls, the newest message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, render_template, request

from appliance.calls.duty import duty
from appliance.calls.figures import targets_of
from appliance.calls.places import LineNow, line_now, windows_from
from appliance.company.incidents import incident_at
from appliance.company.model import Company, Line
from appliance.disclosure.journal import list_messages, search_calls
from appliance.planning.explanation import PERIODS
from appliance.planning.hours import ForcedPeriod, forced_at
from appliance.planning.moments import near_text
from appliance.store.asks.queue import AskKind, Ending, asks_since
from appliance.store.asks.words import standing
from appliance.store.journal.counts import answered_soon
from appliance.store.journal.living import LIVING_AT_MOST, under_way
from appliance.store.journal.message_followup import MessagesWanted
from appliance.store.journal.reader import load_of_teams
from appliance.store.journal.search import Search
from appliance.store.phone_tests.probes import list_probes
from web.calls.decisions import matters
from web.calls.standing import Standing, standings
from web.calls.timeline import Call, call_of
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site, zone_of
from web.planning.shifts import lead_of
from web.sight import own_sight

LATELY = timedelta(hours=24)
A_WEEK = timedelta(days=7)
LATEST = 5  # calls that are over


@dataclass(frozen=True)
class Forced:
    """A period that somebody imposed on a line, and that is not over."""

    line: Line
    words: str


@dataclass(frozen=True)
class Calls:
    """`living`: under way, the latest first; `latest`: those that are over; `standings`: of these, by call."""

    living: list[Call]
    latest: list[Call]
    standings: dict[str, Standing]


pages = Blueprint("dashboard", __name__, template_folder="templates")  # `/` and its living part, `/direct`


@pages.get("/")
@open_to(READERS)
def page() -> str:
    site = current_site()
    company, now = site.company(), site.now()
    if company is None:
        return render_template("dashboard/first.html")
    zone = zone_of(company)
    newest = list_messages(site.database, own_sight(site), MessagesWanted(newest_first=True, limit=1))
    probes = list_probes(site.database, site.config.box_name)
    return render_template(
        "dashboard/page.html",
        company=company,
        now=now,
        zone=zone,
        lines=lines_now(site, company, now),
        forced=list(forced_now(company, now)),
        incidents=list(incidents_now(company, now)),
        calls=calls_of(site, company, now),
        answered=answered_soon(site.database, now - A_WEEK, now, targets_of(company)),
        target=common_target(company),
        newest=newest[0] if newest else None,
        healthy=len([one for one in probes if one["healthy"]]),
        probes=probes,
        told=own_sight(site).told,
        matters=matters(site, company, now, probes),
        confirmed=confirmed_duties(site, company, now),
        lead_of=lead_of,
    )


@pages.get("/direct")
@open_to(READERS)
def living() -> Response:
    site = current_site()
    company, now = site.company(), site.now()
    told = render_template("dashboard/living.html", calls=calls_of(site, company, now), company=company)
    answer = Response(told)
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache, private"
    answer.make_conditional(request)
    return answer


def common_target(company: Company) -> int | None:
    """The target of the lines that customers call, in seconds, if it is the same for all."""
    found = {line.target_wait for line in company.lines.values() if line.public}
    return found.pop() if len(found) == 1 else None


def lines_now(site: Site, company: Company, now: datetime) -> list[LineNow]:
    """Each line, in the order of the company."""
    load, seen = load_of_teams(site.database, company.teams.values(), now), windows_from(company, now)
    return [line_now(company, duty(company, line, now, load), seen) for line in company.lines.values()]


def confirmed_duties(site: Site, company: Company, now: datetime) -> dict[str, str]:
    """How each agent confirmed by telephone the duty that they took last, by identifier. StoreError."""
    asked = [one for one in asks_since(site.database, now - LATELY, AskKind.DUTY) if one.at <= now]
    return {one.agent_id: standing(one, company.timezone) for one in asked if one.ending is Ending.CONFIRMED}


def forced_now(company: Company, now: datetime) -> Iterator[Forced]:
    """What is imposed at this moment, line by line."""
    for line in company.lines.values():
        if (found := forced_at(line.forced, now)) is not None:
            yield Forced(line, forced_words(found, line, now))


def incidents_now(company: Company, now: datetime) -> Iterator[tuple[Line, str]]:
    """Each line that tells its callers of an incident, and until when."""
    for line in company.lines.values():
        if (told := incident_at(line, now)) is not None:
            end = f" jusqu'à {near_text(told.until, now, line.timezone)}" if told.until else ""
            yield line, f"annonce d'urgence{end} : « {told.text} »"


def forced_words(found: ForcedPeriod, line: Line, now: datetime) -> str:
    """« période forcée jusqu'à lundi 8 h : fermeture »."""
    return f"période forcée jusqu'à {near_text(found.end, now, line.timezone)} : {PERIODS[found.period]}"


def calls_of(site: Site, company: Company | None, now: datetime) -> Calls:
    """The calls under way, then the last ones that are over."""
    sight, zone = own_sight(site), zone_of(company)
    living = search_calls(site.database, sight, under_way(now), limit=LIVING_AT_MOST)
    latest = search_calls(site.database, sight, Search(decided=True), limit=LATEST)
    return Calls(
        [call_of(record, company, zone) for record in living],
        [call_of(record, company, zone) for record in latest],
        standings(site, latest),
    )
