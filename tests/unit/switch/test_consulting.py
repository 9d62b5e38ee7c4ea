"""A colleague asked for somebody who hangs up: nobody else may ring them before their telephone is silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import pytest
from gevent.event import Event

from appliance.calls.claimed_agents import Held
from appliance.calls.leg import Attempt, CallerHungUp, Invitation, OfferEvent, OfferOutcome
from appliance.config import Trunk
from appliance.switch import frames
from appliance.switch.consulting import Consultation, Consulted
from appliance.switch.control import Control, LegWatch
from appliance.switch.hearing import hang_up
from appliance.switch.keys_pressed import KeysPressed
from appliance.switch.leg_socket import Ended
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.ringing import Dialler, PresentedIdentity
from appliance.switch.speaking import SpeakingLeg
from appliance.switch.transport import CommandRefused, LegSocket
from tests.unit.calls.rehearsal import Board

PETIT = Invitation("petit", ("+33612345602", "+33172000002"), 20)


class RingingSwitch:
    """A switch whose telephones ring until they are killed, which takes until `killing` is set."""

    def __init__(self) -> None:
        self.ready, self.dialled, self.killing, self._killed = Event(), Event(), Event(), Event()
        self.ready.set()

    @contextmanager
    def watch(self, leg: str) -> Iterator[LegWatch]:
        yield LegWatch()

    def background(self, command: str, arguments: str, timeout: float) -> None:
        self.dialled.set()
        self._killed.wait()
        raise CommandRefused("-ERR ORIGINATOR_CANCEL")

    def api(self, command: str, *arguments: str) -> str:
        assert command == "uuid_kill"
        self.killing.wait()
        self._killed.set()
        return "+OK"


@pytest.fixture
def switch() -> RingingSwitch:
    return RingingSwitch()


class Asking:
    """Petit is asked for a call that ends when its caller does."""

    def __init__(self, switch: RingingSwitch) -> None:
        self.board, self.told, self.ends = Board(lambda: 0.0), list[Attempt](), list[OfferOutcome]()
        trunks = (Trunk(name="operator", proxy="192.0.2.1"),)
        dialler = Dialler(cast(Control, switch), trunks, PendingLegs(), lambda: 8084, lambda: "FR", lambda number: True)
        self.board.claim("petit")
        held = Held({"petit": "petit"}, self.board, self.told.append)
        words = Consulted(*[list[Path]] * 4)
        shown = PresentedIdentity("caller", None, None)
        self.asked = Consultation(dialler, shown, PETIT, words, held.report, self.ends.append)
        self.held = held

    def is_left(self) -> None:
        """The caller hangs up."""
        with suppress(CallerHungUp), self.held:
            self.asked.give_up()
            raise CallerHungUp


def test_who_rings_is_held_until_their_telephone_is_silent(switch: RingingSwitch) -> None:
    asking = Asking(switch)
    assert switch.dialled.wait(1)
    asking.is_left()
    asking.asked.wait_over(0.05)
    assert asking.board.held == {"petit"} and not asking.ends
    switch.killing.set()
    asking.asked.wait_over(1)
    assert not asking.board.held and asking.ends == [OfferOutcome.CANCELLED]
    assert [attempt.event for attempt in asking.told] == [OfferEvent.DIALLED, OfferEvent.ENDED], "one telephone alone"


def test_who_is_given_up_at_once_is_not_rung(switch: RingingSwitch) -> None:
    asking = Asking(switch)
    asking.is_left()
    assert not asking.board.held
    asking.asked.wait_over(1)
    assert not switch.dialled.is_set() and not asking.told


class PlayingSocket:
    """A leg's connection on which a file is played until it is broken off."""

    uuid = "agent"

    def __init__(self) -> None:
        self.digits, self.over, self._broken, self.asked = KeysPressed(), Event(), Event(), list[str]()

    def start(self, application: str, argument: str, *, told: Ended | None = None) -> str:
        self.asked.append(application)
        if told is not None:
            self._broken.rawlink(lambda _: told(frames.Event({})))
        return application

    def api(self, command: str, *arguments: str) -> str:
        self.asked.append(command)
        self._broken.set()
        return "+OK"


def test_what_is_being_said_is_broken_off_before_the_hang_up() -> None:
    """FreeSWITCH takes a hang-up in its turn, after the file."""
    socket = PlayingSocket()
    leg = SpeakingLeg(cast(LegSocket, socket))
    leg.start(Path("/nowhere/phone_test.wav"))
    leg.release()
    hang_up(leg)
    assert socket.asked == ["playback", "uuid_break", "hangup"]
