"""The figures of the journal: how soon a human answers, how calls end, when, who carries the load."""

from __future__ import annotations

from datetime import date, timedelta

from appliance.calls import alike, figures
from appliance.calls.accounting import last_resorts
from appliance.company.names import agent_names
from appliance.planning.wall_clock import midnight
from appliance.store.journal.counts import by_weekday, calls_alike, median_wait
from appliance.store.journal.figures import past_offers
from appliance.store.journal.objectives_kept import objectives_kept
from web.api.company import company_of, line_of
from web.api.fields import Asked, Day, Key, Told
from web.api.operation import Group, Right
from web.api.problems import Refusal
from web.frame.site import current_site, zone_of


class PeriodAsked(Asked, rename={"first": "from", "last": "to"}):
    """Jours compris ; les trente derniers où ils manquent."""

    first: Day | None = None
    last: Day | None = None
    line: Key | None = None


class Wait(Told):
    """Les appels qu'un humain a pris en `seconds` au plus (et plus que la classe d'avant) ; `null` : plus longtemps."""

    seconds: int | None
    calls: int


class OutcomeCount(Told):
    """Combien d'appels ont fini ainsi."""

    outcome: str
    calls: int


class SlotTold(Told):
    """Trois heures d'un jour de la semaine (0 : lundi), à l'heure de l'entreprise."""

    weekday: int
    hour: int
    calls: int
    in_vain: int


class LoadTold(Told):
    """La part d'un intervenant : téléphones sonnés, appels pris."""

    agent: str
    name: str
    offered: int
    accepted: int


class ObjectiveTold(Told):
    """L'objectif d'une ligne, ou d'un choix qui en a un à lui (`team`), et combien de ses appels l'ont tenu."""

    line: str
    team: str | None
    seconds: int
    calls: int
    in_time: int


class Statistics(Told, rename={"first": "from", "last": "to"}):
    """Les appels de clients, finis. `in_time` : ceux qui ont eu un humain dans le délai voulu par leur ligne
    (`target_wait`). `median_wait` : en secondes, de ceux qui ont eu un humain."""

    first: date
    last: date
    timezone: str
    calls: int
    answered: int
    in_time: int
    median_wait: float | None
    waits: list[Wait]
    outcomes: list[OutcomeCount]
    week: list[SlotTold]
    loads: list[LoadTold]
    objectives: list[ObjectiveTold]


statistics_operations = Group("Statistiques")  # `/statistics`


@statistics_operations.add(
    "GET", "/statistics", Right.READ, "Les statistiques", query=PeriodAsked, answer=Statistics, errors=(404, 409)
)
def statistics(query: PeriodAsked) -> Statistics:
    """D'une période de 366 jours au plus, de toutes les lignes ou d'une seule."""
    site = current_site()
    company = company_of(site)
    if query.line is not None:
        line_of(company, query.line)
    zone = zone_of(company)
    last = query.last or site.now().astimezone(zone).date()
    first = query.first or last - timedelta(days=figures.USUAL_DAYS - 1)
    if not timedelta(0) <= last - first < timedelta(days=figures.LONGEST_DAYS):
        raise Refusal(422, "Le dernier jour (to) doit suivre le premier (from), à un an au plus.")
    since, until = midnight(first, zone.key), midnight(last + timedelta(days=1), zone.key)
    database, names = site.database, agent_names(company)
    calls = calls_alike(database, since, until, query.line, figures.targets_of(company))
    wanted = [query.line] if query.line else list(company.lines)
    aims = objectives_kept(database, company, since, until, calls, wanted)
    offers = past_offers(database, since, until, query.line, last_resorts(company))
    return Statistics(
        first=first,
        last=last,
        timezone=zone.key,
        calls=alike.number(calls),
        answered=alike.number(calls) - alike.no_human(calls),
        in_time=sum(one.in_time for one in calls),
        median_wait=median_wait(database, since, until, query.line, calls),
        waits=[Wait(seconds=end, calls=number) for end, number in alike.waits(calls).items()],
        outcomes=[OutcomeCount(outcome=key, calls=number) for key, number in alike.outcomes(calls).items()],
        week=slots(by_weekday(database, since, until, query.line, zone.key)),
        loads=[
            LoadTold(agent=one.agent, name=names[one.agent], offered=one.offered, accepted=one.accepted)
            for one in figures.loads(offers, names)
        ],
        objectives=[ObjectiveTold(**vars(one)) for one in aims],
    )


def slots(week: list[list[figures.Slot]]) -> list[SlotTold]:
    """Those in which somebody called."""
    return [
        SlotTold(weekday=day, hour=place * figures.HOURS, calls=slot.calls, in_vain=slot.in_vain)
        for day, hours in enumerate(week)
        for place, slot in enumerate(hours)
        if slot.calls
    ]
