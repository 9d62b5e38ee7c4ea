"""What the daily test found, put together: the health of the box, who is on call, who of them may not be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from peewee import Database

from appliance.calls.tonight import nights
from appliance.checks.probe import Probe
from appliance.checks.readiness import Lack, Unready, people_on_call, unready
from appliance.checks.remedies import remedy_of
from appliance.company.model import Company
from appliance.folding import listed
from appliance.notify.daily_test import DailyReport, Point
from appliance.store.phone_tests.proofs import proofs

AHEAD = timedelta(days=1)  # the next test speaks of later duties
OF_THE_SETTINGS = "company"  # its sentence says what to do
TOGETHER = {
    Lack.LONG_AGO: "n'ont ni pris d'appel ni été essayés depuis trois mois",
    Lack.UNTRIED: "n'ont jamais pris d'appel, et leurs téléphones n'ont jamais été essayés",
}
TRY_THEM = "Faites-les sonner : « Intervenants », « Tester les téléphones »."


def daily_report(
    database: Database, company: Company, probes: Iterable[Probe], day: date, now: datetime, box: str
) -> DailyReport:
    """`now`: the company's clock, aware. StoreError."""
    lacking = unready_soon(database, company, now, now + AHEAD)
    asked = list(probes)
    return DailyReport(
        day=day.isoformat(),
        at=now,
        box=box,
        nights=nights(company, now),
        points=[*map(_of_probe, (one for one in asked if not one.healthy)), *_of_people(lacking)],
        fine=[one.sentence for one in asked if one.healthy],
    )


def unready_soon(database: Database, company: Company, now: datetime, until: datetime) -> list[Unready]:
    """Those of the coming duties who may not be reached. StoreError."""
    people = people_on_call(company, now, until)
    return unready(company, proofs(database, people), now, until)


def _of_probe(probe: Probe) -> Point:
    remedy = "" if probe.name == OF_THE_SETTINGS else remedy_of(probe.name)
    return Point(probe.sentence, remedy, probe.serious)


def _of_people(lacking: list[Unready]) -> Iterator[Point]:
    """One by one, but for those whose telephones nobody has tried: in one sentence."""
    for lack in Lack:
        some = [one for one in lacking if one.lack is lack]
        if lack in TOGETHER and len(some) > 1:
            names = listed(one.agent.name for one in some)
            yield Point(f"{names}, bientôt d'astreinte, {TOGETHER[lack]}.", TRY_THEM, serious=False)
        else:
            yield from (Point(one.said, one.remedy, one.serious) for one in some)
