"""Calls refused before any leg: heard on a port of loopback, written whatever the database and the operator do."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gevent
import pytest

from appliance.config import Config, Sip, Switch, Trunk
from appliance.controller import refused_calls
from appliance.controller.refused_calls import MOST_A_MINUTE, MOST_WAITING, RefusedCalls
from appliance.store.errors import StoreError
from appliance.switch.overhearing import BATCH, Overhearing
from tests.unit.switch.test_legless import INVITE, REFUSAL, datagram, text

OPERATOR = ("127.0.0.1", 5070)
BOX = ("127.0.0.1", 5060)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class NoSettings:
    """No company is imported yet."""

    last = None

    def country(self, otherwise: str) -> str:
        return otherwise


class Journal:
    """In the place of the database's: `away` while it takes nothing."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.away = False

    def record(self, _: object, call: str, why: str, **facts: Any) -> None:
        if self.away:
            raise StoreError("database is locked")
        self.calls.append({"id": call, "why": why, **facts})


class Box:
    """The part of a controller that is tried here. `at`: its monotonic clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, port: int = 8084) -> None:
        self.journal, self.at = Journal(), 0.0
        monkeypatch.setattr(refused_calls, "record_refused_call", self.journal.record)
        config = Config(
            state="/nowhere",
            switch=Switch(esl_secret="a-secret-of-the-tests", socket_ports=(port, port + 1)),
            trunks=(Trunk(name="op1", proxy="127.0.0.1:5070"),),
        )
        self.refused = RefusedCalls(None, config, NoSettings(), lambda: NOW, "box", lambda: self.at)  # type: ignore[arg-type]

    def refuses(self, call: str = "one@op.test") -> None:
        for shape, source, destination in ((INVITE, OPERATOR, BOX), (REFUSAL, BOX, OPERATOR)):
            said = text(shape.replace("one@op.test", call), status="420 Bad Extension")
            self.refused.take(datagram(said, source, destination))

    def writes(self, at: float) -> None:
        self.at = at
        self.refused.write()


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Box:
    return Box(monkeypatch)


def test_a_refused_call_is_of_the_moment_at_which_it_was_refused(box: Box) -> None:
    box.refuses()
    box.writes(4)
    assert box.journal.calls == []
    box.writes(10)
    (call,) = box.journal.calls
    assert (call["caller"], call["called"], call["why"]) == ("+33678900010", "+33972000001", "unsupported")
    assert (NOW - call["at"]).total_seconds() == 10


def test_a_database_that_is_away_loses_no_refused_call(box: Box) -> None:
    box.refuses()
    box.journal.away = True
    box.writes(10)
    box.journal.away = False
    box.writes(11)
    box.writes(12)
    assert len(box.journal.calls) == 1


def test_an_operator_that_tries_without_end_fills_nothing(box: Box) -> None:
    for number in range(2 * MOST_WAITING):
        box.refuses(f"{number}@op.test")
    box.writes(10)
    assert len(box.journal.calls) == MOST_A_MINUTE
    box.writes(71)
    assert len(box.journal.calls) == 2 * MOST_A_MINUTE


def test_what_is_known_is_written_when_the_controller_stops(box: Box) -> None:
    box.refuses()
    box.refused.stop()
    assert box.journal.calls == [], "nothing is waited for while callers are still served"
    box.refused.finish()
    assert len(box.journal.calls) == 1


def test_a_record_that_cannot_be_made_is_no_concern_of_the_callers_being_drained(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def a_defect(*_: object, **__: object) -> None:
        raise KeyError("a defect")

    monkeypatch.setattr(refused_calls, "record_refused_call", a_defect)
    box.refuses()
    box.refused.stop()
    with pytest.raises(KeyError):
        box.refused.finish()


def test_noise_on_the_port_is_no_call(box: Box) -> None:
    for noise in (b"", b"HEP3", b"HEP3\x00\x06", b"INVITE sip:x SIP/2.0\r\n\r\n", b"\xff" * 5000):
        box.refused.take(noise)
    box.writes(100)
    assert box.journal.calls == []


def test_the_port_passes_to_the_next_controller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The one that ends listens until its drain begins; what FreeSWITCH sends between the two is lost."""
    monkeypatch.setattr("appliance.switch.overhearing.BIND_AGAIN_SECONDS", 0.01)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    heard: list[tuple[str, bytes]] = []
    former = Overhearing(port, lambda said: heard.append(("a", said)), Sip())
    later = Overhearing(port, lambda said: heard.append(("b", said)), Sip())
    greenlets = [gevent.spawn(former.keep_listening)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as freeswitch:

        def is_heard_by(name: str, said: bytes) -> None:
            with gevent.Timeout(5):
                while (name, said) not in heard:
                    freeswitch.sendto(said, ("127.0.0.1", port))
                    gevent.sleep(0.01)

        is_heard_by("a", b"first")
        greenlets.append(gevent.spawn(later.keep_listening))
        former.stop()
        is_heard_by("b", b"second")
        later.stop()
    gevent.joinall(greenlets, timeout=5, raise_error=True)
    assert all(greenlet.dead for greenlet in greenlets)


def test_messages_that_come_together_are_heard_all_and_in_their_order() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    heard: list[bytes] = []
    overhearing = Overhearing(port, heard.append, Sip())
    listens = gevent.spawn(overhearing.keep_listening)
    said = [str(number).encode() for number in range(2 * BATCH + 1)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as freeswitch, gevent.Timeout(5):
        while not heard:
            freeswitch.sendto(b"first", ("127.0.0.1", port))
            gevent.sleep(0.01)
        for each in said:
            freeswitch.sendto(each, ("127.0.0.1", port))
        while said[-1] not in heard:
            gevent.sleep(0.01)
    overhearing.stop()
    listens.join(5)
    assert [each for each in heard if each != b"first"] == said
