"""What waits for somebody's decision, one line a matter: how many, since or from when, and where to settle it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for

from appliance.checks import Finding, Severity, check_company
from appliance.company.model import Company
from appliance.company.names import agent_name, line_words, of_name
from appliance.notify.absence_answer import days_words
from appliance.notify.publishing import propose
from appliance.planning.coverage import joined
from appliance.planning.moments import MONTHS, near_text
from appliance.planning.months import end_of_next_month
from appliance.planning.rota import on_call
from appliance.planning.spans import Interval
from appliance.planning.wall_clock import wall_clock
from appliance.store.absences.requests import waiting_requests
from appliance.store.asks.meeting_words import met_words
from appliance.store.asks.queue import AskKind, Ending, asks_since
from appliance.store.asks.words import standing
from appliance.store.phone_tests.readiness import STALE
from appliance.store.upkeep.clock_doubt import clock_doubt
from web.calls.matter import Harm, Matter
from web.calls.open_months import of_statements
from web.calls.unread_plannings import read_by_not_all
from web.calls.unready_people import of_people
from web.calls.waiting_callers import kept_for_later, left_to_nobody, to_deal_with
from web.frame.gate import MANAGERS, account
from web.frame.rewording import prompt_store_of
from web.frame.site import Site, zone_of
from web.health.unwritten import unwritten_words
from web.planning.outings import out_now
from web.planning.week import week_text
from web.sight import own_sight

STILL_ASKED = timedelta(hours=24)


@dataclass(frozen=True)
class Kind:
    """How findings of one code are told together. `one`, `many`: with `{number}` and `{where}`."""

    harm: Harm
    one: str
    many: str


KINDS = {
    "gap": Kind(Harm.CALLS_LATE, "{where} : personne d'astreinte", "{where} : personne d'astreinte, {number} fois"),
    "first_level_gap": Kind(
        Harm.NEXT_LEVEL, "{where} : personne au premier niveau", "{where} : personne au premier niveau, {number} fois"
    ),
    "swap_pending": Kind(Harm.PEOPLE_WAIT, "Un échange attend une réponse", "{number} échanges attendent une réponse"),
    "prompt": Kind(Harm.CALLS_LOST, "Une phrase manque à la voix", "{number} phrases manquent à la voix"),
    "not_translated": Kind(
        Harm.WORTH_A_LOOK,
        "Un texte n'est pas dit dans la langue de l'appelant",
        "{number} textes ne sont pas dits dans la langue de l'appelant",
    ),
}


def matters(site: Site, company: Company, now: datetime, probes: list[dict[str, Any]]) -> list[Matter]:
    """All of them, by harm, then by date. StoreError."""
    prompt_store = prompt_store_of(site)
    found = own_sight(site).findings(check_company(company, now, prompt_store=prompt_store))
    told = [
        *of_the_box(site, company, probes),
        *left_to_nobody(site, company, now),
        *out_and_silent(site, company, now),
        *not_confirmed(site, company, now),
        *not_handed_over(site, company, now),
        *asked_for(site, company),
        *to_deal_with(site, now),
        *kept_for_later(site),
        *of_findings(company, found, now),
        *of_people(site, company, now),
        *of_statements(site, company, now),
        *unpublished(site, company, now),
        *read_by_not_all(site, company, now),
    ]
    return sorted(told, key=lambda one: (one.harm, one.first or now))


def of_the_box(site: Site, company: Company, probes: list[dict[str, Any]]) -> Iterator[Matter]:
    """A clock that may not be believed, a database that takes nothing, what the monitoring saw, or its silence."""
    health = url_for("health_page.page")
    doubt = clock_doubt(site.database, site.real_clock(), site.config.clock_offset_seconds, company.timezone)
    for sentence in (doubt, unwritten_words(site)):
        if sentence:
            yield Matter(Harm.NOTHING_WORKS, sentence, health, "Santé")
    for one in probes:
        if not one["healthy"]:
            harm = Harm.NOTHING_WORKS if one["serious"] else Harm.WORTH_A_LOOK
            yield Matter(harm, own_sight(site).text(one["sentence"]), health, "Santé")
    if not probes and not current_app.config.get("DEMO"):  # which has no telephony
        silent = "La surveillance n'a encore rien dit de la téléphonie"
        yield Matter(Harm.WORTH_A_LOOK, silent, health, "Santé", ("Lancez « astreinte health » chaque minute.",))
    elif probes and site.real_clock() - probes[0]["asked_at"] > STALE:
        since = near_text(probes[0]["asked_at"], site.real_clock(), company.timezone)
        silent = f"La surveillance s'est tue depuis {since}"
        yield Matter(Harm.CALLS_LATE, silent, health, "Santé", ("Vérifiez « astreinte health » sur la machine.",))


def out_and_silent(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """Agents out on an intervention who do not answer, or who are simply out. StoreError."""
    for one in out_now(site, company, now):
        where = url_for("planning.outings")
        if one.silent:
            words = f"{one.name} ne répond pas en intervention, depuis {one.since}"
            yield Matter(Harm.NOTHING_WORKS, words, where, "Voir", (f"{one.silent.capitalize()}.",))
        else:
            yield Matter(Harm.WORTH_A_LOOK, f"{one.name} est en intervention depuis {one.since}", where, "Voir")


def not_confirmed(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """Duties that an agent did not confirm by telephone, and has still. StoreError."""
    for one in asks_since(site.database, now - STILL_ASKED, AskKind.DUTY):
        teams = [company.teams[name] for name in one.topic.split() if name in company.teams]
        then = max(one.at, now)
        theirs = [team for team in teams if one.agent_id in {entry.agent for entry in on_call(team.plan, then)}]
        if one.ending not in (Ending.REFUSED, Ending.UNANSWERED) or not theirs:
            continue
        zone, name = theirs[0].plan.timezone, agent_name(company, one.agent_id)
        words = f"{', '.join(team.name for team in theirs)} : prise d'astreinte {of_name(name)} {standing(one, zone)}"
        day = wall_clock(then, zone).date()
        link = url_for("planning.page", vue="semaine", semaine=week_text(day), equipe=theirs[0].id)
        yield Matter(Harm.CALLS_LATE, words, link, "Planning", (), one.at, since_text(one.at, now, zone))


def not_handed_over(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """Changes of the watch at which the two agents did not speak together. StoreError."""
    for one in asks_since(site.database, now - STILL_ASKED, AskKind.HAND_OVER):
        if one.ending in (Ending.REFUSED, Ending.UNANSWERED):
            words = f"Passage de relais {met_words(one, company, company.timezone)}"
            yield Matter(Harm.WORTH_A_LOOK, words, url_for("messages.page"), "Messages ouverts", (), one.at)


def asked_for(site: Site, company: Company) -> Iterator[Matter]:
    """The absences that agents ask for, together; a reader sees them and cannot answer. StoreError."""
    waiting = [one for one in waiting_requests(site.database) if one.agent_id in company.agents]
    if not waiting or account().role not in MANAGERS:
        return
    days = [(agent_name(company, one.agent_id), days_words(one.first_day, one.last_day)) for one in waiting]
    details = tuple(f"{name}, {when}." for name, when in days)
    many = f"{len(waiting)} absences demandées attendent" if len(waiting) > 1 else "Une absence demandée attend"
    yield Matter(Harm.PEOPLE_WAIT, f"{many} une réponse", url_for("planning.requests"), "Répondre", details)


def of_findings(company: Company, found: Iterable[Finding], now: datetime) -> Iterator[Matter]:
    """Each group of them as one matter."""
    for some in grouped(found):
        yield matter_of(company, some, now)


def grouped(found: Iterable[Finding]) -> list[list[Finding]]:
    """Those of one code about one team together, whatever the lines; any other by itself, once."""
    together: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for one in found:
        team = team_of(one) if one.code != "swap_pending" else ""
        key = (one.code, one.severity, team) if one.code in KINDS else (one.code, str(one))
        together[key].append(one)
    return list(together.values())


def matter_of(company: Company, some: list[Finding], now: datetime) -> Matter:
    """One matter for findings of one kind."""
    first = some[0]
    error = first.severity is Severity.ERROR
    when = joined(sorted(interval for one in some for interval in one.when))
    link, button = way_to(company, first, when)
    details = tuple(one.on_a_page for one in some)
    start = max(when[0][0], now) if when else None
    if first.code not in KINDS:
        head = first.on_a_page.partition(" ; ")[0].rstrip(".")
        details = details if head != first.on_a_page.rstrip(".") else ()
        return Matter(Harm.CALLS_LOST if error else Harm.WORTH_A_LOOK, head, link, button, details, start)
    kind = KINDS[first.code]
    number = len(some) if first.code == "swap_pending" else len(when) or sum(one.number for one in some)
    team = team_of(first)
    where = company.teams[team].name if team in company.teams else first.where
    words = (kind.one if number == 1 else kind.many).format(number=number, where=where)
    zone = company.teams[team].plan.timezone if team in company.teams else company.timezone
    since = since_text(start, now, zone) if start else ""
    return Matter(Harm.CALLS_LOST if error else kind.harm, words, link, button, details, start, since)


def since_text(first: datetime, now: datetime, timezone: str) -> str:
    """« dès lundi 8 h », « dès maintenant »."""
    return f"dès {near_text(first, now, timezone)}" if first > now else "dès maintenant"


def team_of(found: Finding) -> str:
    """The identifier of the team whose planning a finding is about; nothing for any other."""
    return found.steps[1] if found.steps[:1] == ("planning",) else ""


def way_to(company: Company, found: Finding, when: list[Interval]) -> tuple[str, str]:
    """Where a finding is mended, and what its button says; a reader is led where it is shown."""
    manages = account().role in MANAGERS
    if found.code == "not_translated" and manages:
        return url_for("languages.page"), "Langues"
    match found.steps[:2]:
        case ("planning", team) if team in company.teams:
            return planning_link(company, found, when), "Planning"
        case ("lines", line) if line in company.lines:
            return url_for("lines.one", key=line), "Ligne"
        case ("teams", team) if team in company.teams:
            return (url_for("people.team", team=team) if manages else url_for("people.page")), "Équipe"
        case ("agents", agent) if agent in company.agents:
            return (url_for("people.one", agent=agent) if manages else url_for("people.page")), "Intervenant"
        case ("menus", menu) if menu in company.menus:
            return (url_for("lines.menu", key=menu) if manages else url_for("lines.page")), "Menu"
    if found.code == "prompt":
        return url_for("sentences.page"), "Annonces"
    return url_for("health_page.page"), "Santé"


def planning_link(company: Company, found: Finding, when: list[Interval]) -> str:
    """The week of a finding about a team's planning, or the page of its rotations and shifts."""
    team = company.teams[found.steps[1]]
    if when:
        day = wall_clock(when[0][0], team.plan.timezone).date()
        return url_for("planning.page", vue="semaine", semaine=week_text(day), equipe=team.id)
    if found.steps[2:3] in (("shifts",), ("rotations",)):
        return url_for("rotation.page", equipe=team.id)
    return url_for("planning.page", equipe=team.id)


def unpublished(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """The shifts that, until the end of next month, are not what agents were told; those of two lines count once."""
    last = end_of_next_month(now.astimezone(zone_of(company)).date())
    until = f"d'ici fin {MONTHS[last.month - 1]}"
    shifts, details, lines = set(), [], []
    for line in company.lines.values():
        today = now.astimezone(zone_of(company)).date()
        changes = propose(site.database, company, line, today, last, now).succession.changes
        if changes:
            shifts |= {one.shown for one in changes}
            details.append(f"{line_words(line.name)} : {counted(len(changes))}.")
            lines.append(line.id)
    if shifts:
        first = max(min(one.start for one in shifts), now)
        words, since = f"{counted(len(shifts))} à publier {until}", since_text(first, now, company.timezone)
        link = url_for("publishing.page", ligne=lines[0])
        told = tuple(details) if len(lines) > 1 else ()
        yield Matter(Harm.NOBODY_TOLD, words, link, "Publier", told, first, since)


def counted(number: int) -> str:
    return f"{number} créneau{'x' if number > 1 else ''}"
