"""The dashboard: who is on call, the calls under way, what the monitoring saw, what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, render_template, request, url_for

from appliance.calls.duty import Duty, duty, next_change
from appliance.calls.figures import targets_of
from appliance.checks import Finding, Severity, check_company
from appliance.company.model import Company
from appliance.disclosure.journal import search_calls
from appliance.notify.publishing import propose
from appliance.planning.moments import MONTHS
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.build import open_shelf
from appliance.store.journal.figures import answered_soon
from appliance.store.journal.living import LIVING_AT_MOST, under_way
from appliance.store.journal.message_followup import waiting
from appliance.store.journal.reader import load_of_teams
from appliance.store.phone_tests.probes import list_probes
from appliance.store.phone_tests.readiness import STALE
from appliance.store.upkeep.clock_doubt import clock_doubt
from web.calls.timeline import Call, call_of
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site, zone_of
from web.health.health_page import unwritten_words
from web.planning.publishing import end_of_next_month
from web.planning.week import week_text
from web.sight import own_sight


@dataclass(frozen=True)
class OnDuty:
    """A line now, and at its next change."""

    now: Duty
    then: Duty | None


@dataclass(frozen=True)
class Decision:
    """What waits for somebody. `link`: where to settle it."""

    sentence: str
    grave: bool
    link: str | None = None


pages = Blueprint("dashboard", __name__, template_folder="templates")  # `/` and its living part, `/direct`


@pages.get("/")
@open_to(READERS)
def page() -> str:
    site = current_site()
    company, now = site.company(), site.now()
    if company is None:
        return render_template("dashboard/first.html")
    zone = zone_of(company)
    monday = datetime.combine(now.astimezone(zone).date(), datetime.min.time(), zone)
    monday -= timedelta(days=monday.weekday())
    messages, oldest = waiting(site.database)
    probes = list_probes(site.database)
    return render_template(
        "dashboard/page.html",
        company=company,
        lines=on_duty(site, company, now),
        living=living_calls(site, company, now),
        answered=answered_soon(site.database, monday, now, targets_of(company)),
        target=common_target(company),
        messages=messages,
        oldest=now - oldest if oldest else None,
        probes=probes,
        stale=bool(probes) and site.real_clock() - probes[0]["asked_at"] > STALE,
        decisions=list(decisions(site, company, now)),
    )


@pages.get("/direct")
@open_to(READERS)
def living() -> Response:
    site = current_site()
    company, now = site.company(), site.now()
    told = render_template("dashboard/living.html", living=living_calls(site, company, now), company=company)
    answer = Response(told)
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache, private"
    answer.make_conditional(request)
    return answer


def common_target(company: Company) -> int | None:
    """The target of the lines that customers call, in seconds, if it is the same for all."""
    found = {line.target_wait for line in company.lines.values() if line.public}
    return found.pop() if len(found) == 1 else None


def on_duty(site: Site, company: Company, now: datetime) -> list[OnDuty]:
    """Each line, in the order of the company."""
    load = load_of_teams(site.database, company.teams.values(), now)
    return [
        OnDuty(duty(company, line, now, load), next_change(company, line, now, load)) for line in company.lines.values()
    ]


def living_calls(site: Site, company: Company | None, now: datetime) -> list[Call]:
    """The calls under way, the latest first."""
    found = search_calls(site.database, own_sight(site), under_way(now), limit=LIVING_AT_MOST)
    return [call_of(record, company, zone_of(company)) for record in found]


def decisions(site: Site, company: Company, now: datetime) -> Iterator[Decision]:
    """A clock that may not be believed, what would lose a call, what nobody has published, what is worth a look."""
    doubt = clock_doubt(site.database, site.real_clock(), site.config.clock_offset_seconds, company.timezone)
    if doubt:
        yield Decision(doubt, True, url_for("condition.page"))
    if unwritten := unwritten_words(site):
        yield Decision(unwritten, True, url_for("condition.page"))
    shelf = open_shelf(site.config.prompts_dir, site.config.speech_engine)
    found = own_sight(site).findings(check_company(company, now, shelf=shelf))
    for one in found:
        if one.severity is Severity.ERROR:
            yield Decision(str(one), True, planning_link(company, one))
    yield from unpublished(site, company, now)
    for one in found:
        if one.severity is Severity.WARNING:
            yield Decision(str(one), False, planning_link(company, one))


def planning_link(company: Company, found: Finding) -> str | None:
    """Where a finding about a team's planning is mended: its week, or the page of its rotations and shifts."""
    if found.steps[:1] != ("planning",) or found.steps[1] not in company.teams:
        return None
    team = company.teams[found.steps[1]]
    if found.when:
        day = wall_clock(found.when[0][0], team.plan.timezone).date()
        return url_for("planning.page", vue="semaine", semaine=week_text(day), equipe=team.id)
    if found.steps[2:3] in (("shifts",), ("rotations",)):
        return url_for("rotation.page", equipe=team.id)
    return url_for("planning.page", equipe=team.id)


def unpublished(site: Site, company: Company, now: datetime) -> Iterator[Decision]:
    """Each line whose planning, until the end of next month, is not what its agents were told."""
    for line in company.lines.values():
        today = now.astimezone(zone_of(company)).date()
        last = end_of_next_month(today)
        made = propose(site.database, company, line, today, last, now)
        if made.succession.changes:
            number = len(made.succession.changes)
            sentence = (
                f"Ligne {line.name} : {number} créneau{'x' if number > 1 else ''} d'ici fin {MONTHS[last.month - 1]} "
                f"{'ne sont pas publiés' if number > 1 else 'n’est pas publié'}."
            )
            yield Decision(sentence, False, url_for("publishing.page", ligne=line.id))
