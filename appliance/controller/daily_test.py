"""The box tests itself each day, at the company's hour, and tells who is responsible whether the night is ready.

The day is claimed through the database: of several controllers one tests and tells; one that dies meanwhile leaves the
day to whoever comes next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from gevent.event import Event

from appliance.checks.daily_report import daily_report
from appliance.checks.health import clock_probes, probe_all
from appliance.checks.probe import Probe
from appliance.company.model import Company
from appliance.company.present import company_at
from appliance.config import Config
from appliance.disclosure import sight_of_told
from appliance.in_thread import Threads, TooLate, in_thread
from appliance.notify.daily_test import daily_letters
from appliance.notify.told_people import Person, responsible_people
from appliance.planning.daily import due_day
from appliance.store.daily_tests import claim_daily_test, daily_test_told, keep_daily_test, tell_daily_test
from appliance.store.errors import StoreError

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 20.0
TEST_SECONDS = 90.0


class Settings(Protocol):
    """The settings in use."""

    @property
    def last(self) -> Company | None: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


class DailyTest:
    """`box`: this machine, by name. `own_calls`: what calls of ours, out and back, tell; they are made here.

    `now` (UTC): its clock; the company's is `clock_offset_seconds` from it.
    """

    def __init__(
        self,
        database: Any,
        config: Config,
        settings: Settings,
        box: str,
        own_calls: Callable[[Company], Iterable[Probe]],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database, self._config, self._settings, self._box, self._now = database, config, settings, box, now
        self._own_calls = own_calls
        self._offset = timedelta(seconds=config.clock_offset_seconds)
        self._over: date | None = None  # the last day that is known to be told
        self._stop = Event()

    def keep_testing(self) -> None:
        """Test each day, until `stop`. Run it in a greenlet."""
        while not self._stop.wait(LOOK_EVERY_SECONDS):
            try:
                self.look()
            except (StoreError, TooLate) as error:
                log.warning("the daily test is not told yet: %s", error or type(error).__name__)

    def stop(self) -> None:
        """Begin no test any more."""
        self._stop.set()

    def look(self) -> bool:
        """Test and tell, if it is the hour and nobody has; whether it was told. StoreError, TooLate."""
        company, moment = self._settings.last, self._now() + self._offset
        if company is None or not company.daily_test:
            return False
        day = due_day(company.daily_test_at, company.timezone, moment)
        people = responsible_people(company)
        if day is None or day == self._over or not people or not in_thread(lambda: self._mine(day)):
            return False
        return self._test(company_at(company, moment), people, day, moment)

    def _mine(self, day: date) -> bool:
        if daily_test_told(self._database, day):
            self._over = day
            return False
        return claim_daily_test(self._database, day, self._box, self._now())

    def _test(self, company: Company, people: list[Person], day: date, moment: datetime) -> bool:
        clock = list(clock_probes())  # a program is run: not in a thread
        config = self._config
        probes = in_thread(lambda: probe_all(config, moment, lambda: iter(clock)), TEST_SECONDS, Threads.OUTSIDE)
        for probe in self._own_calls(company):
            probes.append(probe)
            in_thread(lambda: keep_daily_test(self._database, day, self._box, self._now()))
        if self._stop.is_set():
            return False  # what was cut short tells nothing: whoever comes next tests anew
        told = in_thread(lambda: self._tell(company, people, day, moment, probes))
        self._over = day
        log.info("the daily test of %s is %s", day, "told" if told else "another box's")
        return told

    def _tell(self, company: Company, people: list[Person], day: date, moment: datetime, probes: list[Probe]) -> bool:
        report = daily_report(self._database, company, probes, day, moment, self._box)
        now, url = self._now(), self._config.public_url
        letters = daily_letters(company, report, people, sight_of_told, url, now)
        return tell_daily_test(self._database, day, self._box, letters, now)
