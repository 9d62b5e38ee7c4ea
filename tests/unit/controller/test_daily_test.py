"""The box tests itself at the company's hour, once a day, across restarts and beside another box."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.checks.health import Probe
from appliance.company.model import Company
from appliance.config import Config
from appliance.controller.daily_test import DailyTest
from appliance.store.daily_tests import claim_daily_test
from appliance.store.database import close_database, open_database
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import save_company
from tests.unit.notify.test_plan_teller import COMPANY

FIVE = datetime(2026, 12, 3, 16, tzinfo=UTC)  # Thursday, 17 h in Paris
MINUTE = timedelta(minutes=1)
TOLD = replace(COMPANY, responsible=("chef@example.fr",))


class House:
    """A database, a clock, and boxes on it. `last`: the settings in use."""

    def __init__(self, database: Any, state: Path) -> None:
        self.database, self.state, self.moment = database, state, FIVE
        self.last: Company | None = TOLD

    def box(
        self,
        name: str = "a",
        offset: float = 0.0,
        own_calls: Callable[[Company], list[Probe]] = lambda company: [],
    ) -> DailyTest:
        config = Config(state=str(self.state), database=f"sqlite:///{self.state / 'astreinte.db'}")
        config = Config(**{**{f: getattr(config, f) for f in config.__struct_fields__}, "clock_offset_seconds": offset})
        return DailyTest(self.database, config, self, name, own_calls, lambda: self.moment)

    @property
    def subjects(self) -> list[str]:
        return [one["subject"] for one in reversed(list_deliveries(self.database))]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, TOLD)
    yield House(database, tmp_path)
    close_database(database)


def test_a_box_that_takes_no_calls_is_told_not_ready_with_what_is_missing(house: House) -> None:
    house.moment = FIVE - MINUTE
    assert not house.box().look()
    house.moment = FIVE
    assert house.box().look()
    (told,) = list_deliveries(house.database)
    assert told["recipient"] == "chef@example.fr"
    assert told["subject"].startswith("Astreinte pas prête ce soir : ")


def test_it_is_told_once_a_day_whichever_box_looks_and_however_often(house: House) -> None:
    while house.moment < FIVE + timedelta(days=2):
        for name in "ab":
            house.box(name).look()  # of a controller that starts anew
        house.moment += timedelta(hours=1)
    assert len(house.subjects) == 2


def test_a_controller_that_starts_after_the_hour_tells_it_then(house: House) -> None:
    assert claim_daily_test(house.database, FIVE.date(), "a", FIVE)  # and dies there
    house.moment = FIVE + MINUTE
    assert not house.box("b").look()
    house.moment = FIVE + 5 * MINUTE
    assert house.box("b").look()


def test_one_that_is_stopped_while_it_calls_itself_is_told_by_who_comes_next(house: House) -> None:
    def stopped(company: Company) -> list[Probe]:
        leaving.stop()
        return [Probe("call_a", False, "Appel d'essai par le trunk a : il n'est pas revenu.", True)]

    leaving = house.box(own_calls=stopped)
    assert not leaving.look() and house.subjects == []
    house.moment = FIVE + 5 * MINUTE
    assert house.box().look() and len(house.subjects) == 1


def test_it_is_the_company_s_hour_on_the_company_s_clock(house: House) -> None:
    house.last = replace(TOLD, daily_test_at=time(7, 30), timezone="Indian/Reunion")
    house.moment = datetime(2026, 12, 3, 3, 29, tzinfo=UTC)
    assert not house.box().look()
    assert house.box(offset=60.0).look(), "a lab that plays another moment"


@pytest.mark.parametrize(
    "company",
    [None, replace(TOLD, daily_test=False), replace(TOLD, responsible=()), replace(TOLD, responsible=("é@é",))],
    ids=["no_company", "switched_off", "nobody_to_tell", "nobody_who_can_be_told"],
)
def test_nothing_is_tested_for_nobody(house: House, company: Company | None) -> None:
    house.last = company
    assert not house.box().look()
    assert house.subjects == []


def test_a_test_that_calls_through_slow_trunks_is_its_box_s_until_the_last(house: House) -> None:
    """Five calls of eighty seconds: longer than the day is claimed for at once."""
    others: list[bool] = []

    def slow(company: Company) -> Iterator[Probe]:
        for number in range(5):
            house.moment += timedelta(seconds=80)
            others.append(house.box("b").look())
            yield Probe(f"call_{number}", True, "Appel d'essai : revenu.", True)

    assert house.box("a", own_calls=slow).look()
    assert others == [False] * 5 and len(house.subjects) == 1
