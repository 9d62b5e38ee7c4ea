"""A trunk that is lost is told once, and once when it is back, however it comes and goes, across restarts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.company.model import Company, Way
from appliance.config import Trunk
from appliance.controller.trunk_watch import LOOK_EVERY_SECONDS, TrunkWatch
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreUnavailable
from appliance.store.outbox.queue import list_deliveries
from appliance.store.trunk_outages import lost_trunks
from appliance.switch.errors import Disconnected
from tests.unit.notify.test_plan_teller import COMPANY

NIGHT = datetime(2026, 12, 3, 22, tzinfo=UTC)
UP, DOWN, UNHEARD = ("0.53", "0/2/2"), ("0.53", "0/0/2"), ("0.00", "0/0/2")
LOST, BACK = "Trunk op : plus de réponse", "Trunk op : répond de nouveau"
TOLD = replace(COMPANY, responsible=("chef@example.fr",))


class Box:
    """A box with its trunks, a clock, and a FreeSWITCH that says what it is told to."""

    def __init__(self, database: Any, *trunks: str) -> None:
        self.database, self.seconds, self.trunks = database, 0.0, trunks or ("op",)
        self.found = dict.fromkeys(self.trunks, UP)
        self.last: Company | None = TOLD
        self.registered: str | None = None
        self.starts()

    def starts(self) -> None:
        facts = {"register": True, "username": "u", "password": "p"} if self.registered else {}
        trunks = [Trunk(name=name, proxy="192.0.2.1", **facts) for name in self.trunks]  # type: ignore[arg-type]
        moment = lambda: NIGHT + timedelta(seconds=self.seconds)  # noqa: E731
        self.watch = TrunkWatch(self.database, self, self, trunks, "a", ("crm",), moment, lambda: self.seconds)

    def api(self, command: str, *arguments: str) -> str:
        time, state = self.found[arguments[-1]]
        if not time:
            raise Disconnected("pas de FreeSWITCH")
        return f"Name \top\nPingTime\t{time}\nPingState\t{state}\nState \t{self.registered or 'NOREG'}\n"

    def is_found(self, how: tuple[str, str], seconds: float, trunk: str = "op") -> list[str]:
        """What has been told to people until now, once it was found so for so long."""
        self.found[trunk] = how
        end = self.seconds + seconds
        while self.seconds < end:
            self.seconds += LOOK_EVERY_SECONDS
            self.watch.look()
        return self.told

    @property
    def told(self) -> list[str]:
        rows = reversed(list_deliveries(self.database, limit=1000))
        return [one["subject"] for one in rows if one["channel"] != "webhook"]

    @property
    def events(self) -> list[str]:
        rows = reversed(list_deliveries(self.database, limit=1000))
        return [one["subject"] for one in rows if one["channel"] == "webhook"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Any]:
    opened = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    yield opened
    close_database(opened)


@pytest.fixture
def box(database: Any) -> Box:
    return Box(database)


def test_one_that_is_lost_is_told_at_once_and_once_and_its_return_after_a_while(box: Box) -> None:
    assert box.is_found(UP, 60) == []
    assert box.is_found(DOWN, LOOK_EVERY_SECONDS) == [LOST]
    assert box.is_found(DOWN, 3600) == [LOST]
    assert box.is_found(UP, 25) == [LOST]
    assert box.is_found(UP, 10) == [LOST, BACK]
    assert box.is_found(UP, 3600) == [LOST, BACK]
    assert box.events == ["trunk.lost", "trunk.back"]


def test_one_that_comes_and_goes_is_told_less_and_less(box: Box) -> None:
    for _ in range(30):  # two hours
        box.is_found(DOWN, 60)
        box.is_found(UP, 180)
    assert box.told[:6] == [LOST, BACK, LOST, BACK, LOST, BACK]
    assert len(box.told) < 20, "of sixty changes"
    assert box.is_found(UP, 3600)[-1] == BACK
    before = len(box.told)
    assert box.is_found(DOWN, 10)[before:] == [LOST], "a day later as at first"


def test_a_controller_that_starts_anew_tells_nothing_twice(box: Box, database: Any) -> None:
    box.is_found(DOWN, 10)
    box.starts()
    assert box.is_found(DOWN, 60) == [LOST]
    box.starts()
    assert box.is_found(UP, 60) == [LOST, BACK]
    assert lost_trunks(database, "a") == {}


def test_a_trunk_that_freeswitch_has_not_asked_yet_is_waited_for(box: Box) -> None:
    assert box.is_found(UNHEARD, 60) == []
    assert box.is_found(UP, 60) == []
    assert box.is_found(UNHEARD, 120) == [LOST], "an operator that was dead before we started"


def test_a_registration_that_is_renewed_is_no_loss_and_one_that_fails_is(box: Box) -> None:
    box.registered = "REGED"
    box.starts()
    box.is_found(UP, 30)
    box.registered = "TRYING"
    assert box.is_found(UP, 10) == []
    box.registered = "REGED"
    assert box.is_found(UP, 30) == []
    box.registered = "FAIL_WAIT"
    assert box.is_found(UP, 30) == [LOST]


def test_of_two_trunks_each_is_told_by_itself(database: Any) -> None:
    box = Box(database, "op", "secours")
    box.is_found(DOWN, 10, trunk="secours")
    assert box.told == ["Trunk secours : plus de réponse"]
    assert lost_trunks(database, "a").keys() == {"secours"}
    box.trunks = ("op",)
    box.starts()
    box.is_found(UP, 10)
    assert lost_trunks(database, "a") == {}, "one that the box has no more"


def test_while_freeswitch_is_away_nothing_is_said_of_its_trunks(box: Box) -> None:
    box.found["op"] = ("", "")
    with pytest.raises(Disconnected):
        box.watch.look()
    assert box.is_found(DOWN, 5) == [LOST]


def test_what_the_database_does_not_take_is_told_once_it_does(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.is_found(UP, 10)

    def away(*_: object) -> None:
        raise StoreUnavailable("partie")

    with monkeypatch.context() as without:
        without.setattr("appliance.controller.trunk_watch.trunk_lost", away)
        with pytest.raises(StoreUnavailable):
            box.is_found(DOWN, 5)
    assert box.is_found(DOWN, 5) == [LOST]


def test_it_goes_by_the_ways_of_who_is_responsible(box: Box) -> None:
    martin = replace(COMPANY.agents["martin"], told_by=(Way.MAIL, Way.SMS))
    box.last = replace(TOLD, responsible=("martin",), agents={**COMPANY.agents, "martin": martin})
    box.is_found(DOWN, 10)
    ways = {(one["channel"], one["recipient"]) for one in list_deliveries(box.database)}
    assert ways == {("mail", "martin@example.fr"), ("sms", "+33612345603"), ("webhook", "crm")}
