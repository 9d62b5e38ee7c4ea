"""Callers to be told that an incident is over, beside the calls: when none of them is rung."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gevent
import pytest
from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company, Incident, QuietHours
from appliance.controller import callback_in_hand
from appliance.controller import repairs as repairs_module
from appliance.controller.inbound_calls import Office
from appliance.controller.repairs import Repairs
from appliance.store.callbacks.queue import CLAIM
from appliance.store.callbacks.repairs import lines_awaited, telling_ended
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreBusy
from tests.unit.notify.test_plan_teller import COMPANY
from tests.unit.store.callbacks.test_promises import CALLER, NIGHT
from tests.unit.store.callbacks.test_queue import told
from tests.unit.store.callbacks.test_repairs import asked

LINE = replace(COMPANY.lines["sav"], callback_quiet=QuietHours(time(22), time(7)))
QUIET = replace(COMPANY, lines={"sav": LINE})
NEXT_NIGHT, NEXT_MORNING = NIGHT + timedelta(days=1), NIGHT + timedelta(days=1, hours=6)  # 3 h and 9 h in Paris


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    yield opened
    close_database(opened)


def looks(database: Database, at: datetime, company: Company = QUIET) -> None:
    settings: Any = SimpleNamespace(current=lambda: company)
    meter: Any = SimpleNamespace(may_ring=lambda call, *, for_caller: True)
    dialler: Any = SimpleNamespace(meter=meter)
    office = SimpleNamespace(database=database, settings=settings, now=lambda: at, dialler=dialler, voice=None)
    Repairs(cast(Office, office)).look()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers that are, and listen."""
    numbers: list[str] = []

    def rings(_: Any, number: str, *__: Any) -> OfferOutcome:
        numbers.append(number)
        return OfferOutcome.UNCONFIRMED

    monkeypatch.setattr(repairs_module, "try_phone", rings)
    return numbers


def test_nobody_is_rung_in_the_hours_when_the_line_calls_nobody_back(database: Database, rung: list[str]) -> None:
    asked(database)
    looks(database, NEXT_NIGHT)
    assert rung == []
    looks(database, NEXT_MORNING)
    assert rung == [CALLER]


def test_whom_another_incident_finds_untold_waits_for_its_end(database: Database, rung: list[str]) -> None:
    asked(database)
    looks(database, NEXT_NIGHT)  # theirs is over
    again = replace(QUIET, lines={"sav": replace(LINE, incident=Incident("Une autre panne."))})
    looks(database, NEXT_MORNING, again)
    assert rung == [] and lines_awaited(database) == ["sav"]
    looks(database, NEXT_MORNING)
    assert rung == [CALLER]


def test_who_was_told_while_the_database_was_locked_is_told_once(
    database: Database, rung: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = [True]

    def writes(*facts: Any) -> object:
        if locked:
            raise StoreBusy("locked")
        return telling_ended(*facts)

    monkeypatch.setattr(repairs_module, "telling_ended", writes)
    monkeypatch.setattr(callback_in_hand, "LOOK_EVERY_SECONDS", 0.0)
    asked(database)
    looks(database, NEXT_MORNING)
    locked.clear()
    with gevent.Timeout(5):
        while told(database)["ending"] is None:
            gevent.sleep(0)
    looks(database, NEXT_MORNING + CLAIM)
    assert rung == [CALLER]
