"""In the quiet hours of a line nobody is called back an hour after the promise; within that hour, they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import company
import pytest
import steps
from astreinte_lab import until
from test_called_back import SECONDS, is_due, promised
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAB_OPTIONS: tuple[str, ...] = ()
NOW = datetime.now(ZoneInfo("Europe/Paris"))
QUIET = f"{NOW - timedelta(hours=3):%H:%M}-{NOW + timedelta(hours=3):%H:%M}"
LAB_COMPANY = company.TEXT.replace(
    "    default: true\n", f'    default: true\n    callback_within: 30\n    callback_quiet: "{QUIET}"\n'
)


def row(world: World) -> dict[str, Any]:
    with closing(sqlite3.connect(world.lab.facts["database"], timeout=5)) as database:
        database.row_factory = sqlite3.Row
        return dict(database.execute("SELECT * FROM callbacks").fetchone())


def asked(world: World, ago: timedelta) -> None:
    at = (datetime.now(UTC) - ago).isoformat(timespec="microseconds")
    with closing(sqlite3.connect(world.lab.facts["database"], isolation_level=None, timeout=5)) as database:
        database.execute("UPDATE callbacks SET asked_at = ?", (at,))


def test_it_waits_for_their_end_an_hour_after_the_promise_and_not_before(world: World) -> None:
    promised(world)
    solo = world.mobile(company.SOLO)
    before = len(solo.calls)
    asked(world, timedelta(hours=2))
    is_due(world)
    until(lambda: row(world)["next_try_at"] is not None, SECONDS, "it is put off")
    waits = datetime.fromisoformat(row(world)["next_try_at"])
    assert waits > datetime.now(UTC) + timedelta(minutes=20)
    assert len(solo.calls) == before and row(world)["tries"] == 0, "nobody was rung, and it is no try"
    asked(world, timedelta(minutes=10))
    is_due(world)
    agent = steps.ringing_now(solo, SECONDS)
    agent.refuses(486)
