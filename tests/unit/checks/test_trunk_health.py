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
    ("seconds", "time", "state", "healthy", "said"),
    [
        (25, "0.53", "0/2/2", True, "Trunk op : répond."),
        (25, "1.28", "0/1/2", True, "Trunk op : répond."),
        (25, "0.00", "0/0/2", False, "n'a encore rien répondu"),
        (25, "0.53", "0/0/2", False, "ne répond plus"),
        (0, "0.00", "0/0/0", True, "jamais interrogé"),
    ],
)
def test_a_trunk_answers_only_if_it_did(seconds: int, time: str, state: str, healthy: bool, said: str) -> None:
    trunk = Trunk(name="op", proxy="127.0.0.1", ping_seconds=seconds)
    probe = _trunk(Console(time, state), trunk, alone=True)
    assert (probe.healthy, probe.serious) == (healthy, False)
    assert said in probe.sentence
