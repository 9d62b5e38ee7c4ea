"""A cap half spent, then reached: told once each to the addresses of the machine and of the lines, and to health."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peewee import Database

from appliance.checks.health import _outgoing
from appliance.company.model import Company
from appliance.config import Config
from appliance.controller.outgoing_alarm import OutgoingAlarm
from appliance.outgoing import Caps, Level, Mark, Window
from appliance.store.outbox.queue import list_deliveries
from appliance.store.outgoing_legs import OutgoingLeg, write_legs

NOW = datetime(2026, 12, 2, 22, 0, tzinfo=UTC)
HALF, REACHED = Mark(Window.DAY, "legs", 10, 20), Mark(Window.DAY, "legs", 20, 20)


class Alarm:
    """`moment`: what its clock says; `starts`: another controller's, of this box or another."""

    def __init__(self, database: Database, company: Company) -> None:
        self.database, self.moment = database, NOW
        line = next(iter(company.lines.values()))
        self.last: Company | None = replace(company, lines={line.id: replace(line, tell=("chef@example.fr",))})
        self.starts()

    def starts(self) -> None:
        self.alarm = OutgoingAlarm(self.database, self, ("it@example.fr",), "boite", lambda: self.moment)

    def told(self, *near: Mark) -> list[tuple[str, str]]:
        """Who has been told until now once these are near, and of what."""
        self.alarm.tell(list(near))
        return sorted((one["recipient"], one["subject"]) for one in list_deliveries(self.database))


AT_HALF, AT_CAP = "La moitié d'un plafond des appels sortants", "Plafond des appels sortants atteint"


def test_half_then_the_cap_are_told_once_each_to_whoever_is_responsible(database: Database, company: Company) -> None:
    alarm = Alarm(database, company)
    assert alarm.told() == []
    both = ("chef@example.fr", "it@example.fr")
    assert alarm.told(HALF) == [(who, AT_HALF) for who in both]
    assert alarm.told(HALF) == alarm.told()
    whole = sorted((who, what) for who in both for what in (AT_HALF, AT_CAP))
    assert alarm.told(REACHED) == whole
    alarm.starts()
    assert alarm.told(REACHED, HALF) == whole, "another controller knows what was told by the outbox"


def test_what_lasts_is_told_again_the_next_day(database: Database, company: Company) -> None:
    alarm = Alarm(database, company)
    before = len(alarm.told(REACHED))
    alarm.moment += timedelta(days=1)
    assert len(alarm.told(REACHED)) == 2 * before


def test_before_there_are_settings_it_waits(database: Database, company: Company) -> None:
    alarm = Alarm(database, company)
    alarm.last, kept = None, alarm.last
    assert alarm.told(REACHED) == []
    alarm.last = kept
    assert len(alarm.told(REACHED)) == 2


def test_health_says_how_near_and_a_cap_reached_is_serious(database: Database, tmp_path: Path) -> None:
    config = Config(state=str(tmp_path), caps=Caps(legs_per_day=4))
    seen = []
    for number in range(5):
        seen.append(_outgoing(config, database))
        write_legs(database, [OutgoingLeg(str(number), int(time.time()), 30)], "boite")
    assert [(one.healthy, one.serious) for one in seen] == [
        (True, False),
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    assert "2 sur 4 appels sortants, des dernières 24 heures" in seen[2].sentence
    assert "plus aucun téléphone n'est appelé" in seen[4].sentence
    assert Level.REACHED > Level.HALF > Level.FAR
