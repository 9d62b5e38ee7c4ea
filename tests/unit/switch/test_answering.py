"""The first moments of a leg: taken in hand, answered, and listened to, without a question whose answer is known."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import cast

import gevent
import pytest
from gevent.event import Event as Flag

from appliance.switch.answering import answer_at_once
from appliance.switch.frames import Event
from appliance.switch.keys_pressed import KeysPressed
from appliance.switch.leg_socket import Ended
from appliance.switch.speaking import SpeakingLeg
from appliance.switch.taking_in_hand import take_in_hand
from appliance.switch.transport import CommandRefused, Disconnected, LegSocket

LEG = "00000000-0000-4000-8000-00000000000c"
EVENTS = "v=0\r\nm=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n"
TONES = "v=0\r\nm=audio 4000 RTP/AVP 8\r\n"
NOTHING = {"playback_terminators": "none"}


class Connection:
    """A leg's, on which each application ends at once. `opening`: the variables told as it opened."""

    uuid = LEG

    def __init__(self, opening: Mapping[str, str] = NOTHING, refuses: Sequence[str] = (), sdp: str = EVENTS) -> None:
        self.opening = Event({f"variable_{name}": value for name, value in opening.items()})
        self.digits = KeysPressed()
        self.over, self.left = Flag(), Flag()
        self.asked: list[str] = []
        self.heard_by = "96"
        self._refuses, self._sdp = refuses, sdp

    def api(self, command: str, *arguments: str, timeout: float = 5.0) -> str:
        self.asked.append(" ".join((command, *arguments[1:])))
        if command in self._refuses:
            raise CommandRefused("-ERROR")
        return self._sdp if command == "uuid_getvar" else "+OK"

    def requests(self, *commands: Sequence[str]) -> list[Event]:
        lines = [line.removeprefix("api ") for (line,) in commands]
        self.asked += lines
        said = ["-ERR" if line.split(" ")[0] in self._refuses else "+OK" for line in lines]
        return [Event({"Reply-Text": reply}, kind="command/reply") for reply in said]

    def execute(self, application: str, *, timeout: float) -> None:
        self.asked.append(f"execute {application}")

    def set_variable(self, name: str, value: str) -> None:
        self.asked.append(f"set {name}={value}")

    def start(self, application: str, argument: str = "", *, told: Ended | None = None) -> str:
        self.asked.append(f"start {application}")
        if told is not None:
            told(Event({"variable_rtp_2833_recv_payload": self.heard_by}))
        return application


def asked_to_answer(connection: Connection) -> list[str]:
    answer_at_once(cast(LegSocket, connection), 10.0)
    return connection.asked


def test_a_caller_is_answered_at_once() -> None:
    assert asked_to_answer(Connection({"switch_r_sdp": EVENTS})) == ["uuid_answer"]


def test_an_invite_without_sdp_is_answered_by_the_leg_itself() -> None:
    """Its SDP is in the ACK, which the connection would be held for."""
    assert asked_to_answer(Connection()) == ["execute answer"]


def test_an_answer_that_is_refused_is_asked_of_the_leg_which_tells_why() -> None:
    connection = Connection({"switch_r_sdp": EVENTS}, refuses=["uuid_answer"])
    assert asked_to_answer(connection) == ["uuid_answer", "execute answer"]


def test_a_leg_in_hand_waits_for_no_rescue_and_then_gets_an_end() -> None:
    """In this order: the first deletes all that is to happen to the leg."""
    connection = Connection()
    assert take_in_hand(cast(LegSocket, connection), 7200)
    assert connection.asked == [f"sched_del {LEG}", f"sched_hangup +7200 {LEG} ALLOTTED_TIMEOUT"]


def test_a_rescue_that_has_begun_is_told() -> None:
    """FreeSWITCH refuses nothing then: the leg is elsewhere."""
    connection = Connection()
    connection.left.set()
    assert not take_in_hand(cast(LegSocket, connection), 7200)


def test_a_leg_that_has_hung_up_is_nobody_elses() -> None:
    connection = Connection()
    connection.over.set()
    connection.left.set()
    assert take_in_hand(cast(LegSocket, connection), 7200)


def test_a_caller_who_has_hung_up_at_once_is_no_fault_of_anybodys() -> None:
    connection = Connection(refuses=["sched_hangup"])
    connection.over.set()
    with pytest.raises(Disconnected):
        take_in_hand(cast(LegSocket, connection), 7200)


def test_a_leg_that_would_have_no_end_is_not_served() -> None:
    with pytest.raises(CommandRefused):
        take_in_hand(cast(LegSocket, Connection(refuses=["sched_hangup"])), 7200)


@pytest.mark.parametrize(
    ("opening", "asked"),
    [
        ({**NOTHING, "switch_r_sdp": EVENTS}, []),
        ({"switch_r_sdp": EVENTS}, ["set playback_terminators=none"]),
        (NOTHING, ["uuid_getvar switch_r_sdp"]),
        ({**NOTHING, "switch_r_sdp": TONES}, ["start spandsp_start_dtmf"]),
        ({**NOTHING, "switch_r_sdp": EVENTS, "astreinte_tones": "true"}, ["start spandsp_start_dtmf"]),
    ],
    ids=["all is known", "a leg of another dialplan", "the SDP was in the ACK", "tones", "tones beside events"],
)
def test_nothing_is_asked_that_was_told_as_the_leg_came(opening: Mapping[str, str], asked: list[str]) -> None:
    connection = Connection(opening)
    leg = SpeakingLeg(cast(LegSocket, connection))
    leg.prepare()
    assert connection.asked == asked
    leg.release()


@pytest.mark.parametrize(("heard_by", "told"), [("101", 1), ("96", 0), ("", 0)])
def test_keys_that_come_as_nobody_offered_are_told_once(
    heard_by: str, told: int, caplog: pytest.LogCaptureFixture
) -> None:
    connection = Connection({**NOTHING, "switch_r_sdp": EVENTS})
    connection.heard_by = heard_by
    leg = SpeakingLeg(cast(LegSocket, connection))
    leg.prepare()
    with caplog.at_level(logging.WARNING), gevent.Timeout(1):
        leg.play(["tone_stream://a", "tone_stream://b"])
    assert len([line for line in caplog.messages if "payload 96" in line]) == told
    leg.release()
