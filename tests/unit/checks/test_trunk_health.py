"""What is said of a trunk: that it answers, only if it did. The facts are those of a real FreeSWITCH."""

from __future__ import annotations

import pytest

from appliance.checks.health import _trunk
from appliance.config import Trunk

ANSWER = "Name    \top\nPing    \t1795885454\nPingTime\t{time}\nPingState\t{state}\nState   \tNOREG\nStatus  \tUP\n"


class Console:
    def __init__(self, time: str, state: str) -> None:
        self.said = ANSWER.format(time=time, state=state)

    def ask(self, command: str) -> str:
        return self.said


@pytest.mark.parametrize(
    ("seconds", "time", "state", "healthy", "serious", "said"),
    [
        (25, "0.53", "0/2/2", True, False, "Trunk op : répond."),
        (25, "1.28", "0/1/2", True, False, "Trunk op : répond."),
        (25, "0.00", "0/0/2", False, False, "n'a encore rien répondu"),
        (25, "0.53", "0/0/2", False, True, "ne répond plus"),
        (0, "0.00", "0/0/0", True, False, "jamais interrogé"),
    ],
)
def test_a_trunk_answers_only_if_it_did(
    seconds: int, time: str, state: str, healthy: bool, serious: bool, said: str
) -> None:
    trunk = Trunk(name="op", proxy="127.0.0.1", ping_seconds=seconds)
    probe = _trunk(Console(time, state), trunk, alone=True)
    assert (probe.healthy, probe.serious) == (healthy, serious)
    assert said in probe.sentence
    assert not _trunk(Console(time, state), trunk, alone=False).serious


@pytest.mark.parametrize(
    ("registration", "ping", "healthy", "said"),
    [
        ("REGED", "0/2/2", True, "Trunk op : enregistré."),
        ("REGED", "0/0/2", False, "Trunk op : ne répond plus."),
        ("FAIL_WAIT", "0/2/2", False, "Trunk op : FAIL_WAIT."),
    ],
)
def test_a_registered_trunk_that_went_silent_is_told_before_its_registration_ends(
    registration: str, ping: str, healthy: bool, said: str
) -> None:
    trunk = Trunk(name="op", proxy="127.0.0.1", register=True, username="u", password="p")
    console = Console("0.53", ping)
    console.said = console.said.replace("NOREG", registration)
    probe = _trunk(console, trunk, alone=True)
    assert (probe.healthy, probe.serious, probe.sentence) == (healthy, not healthy, said)


def test_a_registered_trunk_that_answers_no_ping_is_not_blamed_for_it() -> None:
    trunk = Trunk(name="op", proxy="127.0.0.1", register=True, username="u", password="p")
    console = Console("0.00", "0/0/2")
    console.said = console.said.replace("NOREG", "REGED")
    assert _trunk(console, trunk, alone=True).healthy
