"""Who talks is told by the switch when the controller that joined them is gone, and by nobody else before."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.leg import Attempt, OfferEvent
from appliance.controller.who_talks import WhoTalks
from appliance.store.database import close_database, open_database
from appliance.store.journal.reader import list_calls
from appliance.store.journal.writer import JournalWriter
from appliance.switch.control import LiveLegs
from appliance.switch.transport import Disconnected

BEGAN = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
CALL, LEG, OTHER = (f"0000000{number}-0000-4000-8000-000000000000" for number in (1, 2, 3))


class Switch:
    """A FreeSWITCH in which the caller was joined to an agent, 42 s after the start, by whoever listens on `port`."""

    def __init__(self, port: int) -> None:
        self.alive = [CALL, LEG]
        self.asked = 0
        self.away = False
        self.variables = {
            "astreinte_joined": LEG,
            "last_bridge_to": LEG,
            "astreinte_joined_agent": "petit",
            "astreinte_joined_phone": "1",
            "astreinte_joined_after": "42000",
            "astreinte_back": f"127.0.0.1:{port}",
        }

    def live_legs(self) -> LiveLegs:
        self.asked += 1
        if self.away:
            raise Disconnected("FreeSWITCH n'est pas là")
        return LiveLegs(0.0, [{"uuid": leg} for leg in self.alive])

    def api(self, command: str, leg: str, name: str) -> str:
        assert (command, leg) == ("uuid_getvar", CALL)
        return self.variables.get(name, "_undef_") + "\n"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A call whose controller wrote that two agents listen to the whisper, and died."""
    database = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    journal = JournalWriter(database, tmp_path / "spool", box="box1")
    journal.start()
    call = journal.open_call(CALL, None, "+33972000001", None, BEGAN)
    for agent, phone in (("durand", 0), ("petit", 1)):
        call.attempt(Attempt(agent, phone, OfferEvent.DIALLED))
        call.attempt(Attempt(agent, phone, OfferEvent.ANSWERED))
    assert journal.stop(5)
    yield database
    close_database(database)


@pytest.fixture
def port() -> int:
    """Nobody listens there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


def look(database: Database, switch: Switch, *ours: str, after: float = 60.0, box: str = "box1") -> dict:
    """Look once, so many seconds after the call began; what the journal then has of it."""
    now = BEGAN + timedelta(seconds=after)
    WhoTalks(database, box, lambda: now, lambda: set(ours), switch).tell()  # type: ignore[arg-type]
    (call,) = list_calls(database)
    return call


def test_who_talks_is_written_while_they_do(database: Database, port: int) -> None:
    call = look(database, Switch(port))
    assert (call["outcome"], call["ended_at"]) == ("connected", None)
    assert call["connected_at"] == "2026-12-25T03:00:42.000Z"
    assert {one["agent"]: one["outcome"] for one in call["attempts"]} == {"durand": "cancelled", "petit": "accepted"}


def test_a_controller_that_lives_writes_it_itself(database: Database) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as alive:
        assert look(database, Switch(alive.getsockname()[1]))["outcome"] is None


def test_so_does_this_one_and_the_switch_is_not_even_asked(database: Database, port: int) -> None:
    switch = Switch(port)
    assert look(database, switch, CALL)["outcome"] is None
    assert look(database, switch, box="box2")["outcome"] is None
    assert switch.asked == 0


def test_what_was_just_accepted_may_still_be_written_by_a_controller_that_is_drained(
    database: Database, port: int
) -> None:
    assert look(database, Switch(port), after=46.0)["outcome"] is None
    assert look(database, Switch(port), after=47.0)["outcome"] == "connected"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"last_bridge_to": OTHER},
        {"last_bridge_to": "_undef_"},
        {"astreinte_joined": "_undef_"},
        {"astreinte_joined": OTHER, "last_bridge_to": OTHER},
        {"astreinte_back": "_undef_"},
    ],
)
def test_nobody_is_said_to_talk_who_was_not_joined(database: Database, port: int, otherwise: dict[str, str]) -> None:
    switch = Switch(port)
    switch.variables |= otherwise
    assert look(database, switch)["outcome"] is None


def test_a_switch_that_is_away_is_asked_again(database: Database, port: int) -> None:
    switch = Switch(port)
    switch.away = True
    assert look(database, switch)["outcome"] is None
    switch.away = False
    assert look(database, switch)["outcome"] == "connected"
