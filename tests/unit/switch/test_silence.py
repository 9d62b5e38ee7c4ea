"""Which legs are asked whether they are still there, when, and with what offer."""

from __future__ import annotations

import pytest

from appliance.switch.control import LiveLegs
from appliance.switch.errors import CommandRefused
from appliance.switch.silence import SilenceWatch

SECONDS = 15.0


class Switch:
    """Legs by name: `callstate`, packets received, and the way of their sound in their last SDP."""

    def __init__(self) -> None:
        self.legs: dict[str, dict[str, str]] = {}
        self.offers: list[tuple[str, str]] = []
        self.gone: set[str] = set()
        self._way: dict[str, str] = {}

    def has(self, leg: str, state: str = "ACTIVE", packets: str = "50", way: str = "sendrecv") -> None:
        facts = {"callstate": state, "rtp_audio_in_packet_count": packets, "remote_audio_media_flow": way}
        self.legs[leg] = {"uuid": leg, **facts}

    def live_legs(self) -> LiveLegs:
        return LiveLegs(0.0, list(self.legs.values()))

    def api(self, command: str, *arguments: str) -> str:
        leg = arguments[0]
        if leg in self.gone:
            raise CommandRefused("-ERR No such channel!", "refusé")
        match command:
            case "uuid_getvar":
                return self.legs[leg][arguments[1]]
            case "uuid_setvar":
                self._way[leg] = arguments[2]
            case "uuid_media_reneg":
                self.offers.append((leg, self._way.pop(leg)))
        return "+OK"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(switch: Switch, clock: Clock) -> SilenceWatch:
    return SilenceWatch(switch, SECONDS, clock)


def test_a_leg_is_asked_once_for_each_silence_of_so_many_seconds(
    watch: SilenceWatch, switch: Switch, clock: Clock
) -> None:
    switch.has("a")
    asked = []
    for _ in range(10):
        asked.append(watch.look())
        clock.now += 5.0
    assert asked == [[], [], [], ["a"], [], [], ["a"], [], [], ["a"]]


def test_a_leg_that_is_heard_is_never_asked(watch: SilenceWatch, switch: Switch, clock: Clock) -> None:
    for packets in range(10):
        switch.has("a", packets=str(packets))
        assert watch.look() == []
        clock.now += 14.0


@pytest.mark.parametrize("state", ["RINGING", "EARLY", "DOWN", "HANGUP"])
def test_a_telephone_that_has_not_answered_is_not_asked(
    watch: SilenceWatch, switch: Switch, clock: Clock, state: str
) -> None:
    switch.has("a", state, packets="_undef_")
    watch.look()
    clock.now += 60.0
    assert watch.look() == []


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("sendrecv", "sendrecv"),
        ("sendonly", "recvonly"),
        ("recvonly", "sendonly"),
        ("inactive", "inactive"),
        ("_undef_", "sendrecv"),
    ],
)
def test_the_offer_answers_what_the_telephone_last_said(
    watch: SilenceWatch, switch: Switch, clock: Clock, theirs: str, ours: str
) -> None:
    switch.has("a", "HELD", way=theirs)
    watch.look()
    clock.now += SECONDS
    watch.look()
    assert switch.offers == [("a", ours)]


def test_a_leg_that_ends_its_hold_is_asked_at_once(watch: SilenceWatch, switch: Switch) -> None:
    switch.has("a", "HELD", way="inactive")
    assert watch.look() == []
    switch.has("a", "ACTIVE", packets="51")
    assert watch.look() == ["a"]
    assert switch.offers == [("a", "sendrecv")]
    assert watch.look() == []


def test_a_leg_that_hangs_up_meanwhile_stops_no_question_to_the_others(
    watch: SilenceWatch, switch: Switch, clock: Clock
) -> None:
    switch.has("a")
    switch.has("b")
    watch.look()
    clock.now += SECONDS
    switch.gone.add("a")
    assert watch.look() == ["b"]
    del switch.legs["a"]
    assert watch.look() == []
