"""What strangers may send, read by what reads it first; and a seed that repeats it."""

from __future__ import annotations

import pytest

from appliance.config import Sip, Trunk
from appliance.switch import capture, sip_message
from appliance.switch.frames import BrokenStream, Frames
from appliance.switch.legless import LeglessRefusals
from tests.bench.hostile.grammar import Grammar
from tests.bench.hostile.torture import TORTURE, torture

MANY = 300


def grammar(seed: int = 1) -> Grammar:
    return Grammar(seed, "/tmp/canary", ("0972000001",), "127.0.0.1:5060", "127.0.0.1:5090")


def all_of(one: Grammar) -> list[bytes]:
    return [made() for _ in range(MANY) for made in (one.sip, one.captured, one.frames, one.web)]


def test_a_seed_says_the_same_things_again_and_another_says_others() -> None:
    assert all_of(grammar()) == all_of(grammar())
    assert all_of(grammar()) != all_of(grammar(2))


def test_no_message_stops_what_listens_to_copies() -> None:
    hostile, refusals = grammar(), LeglessRefusals((Trunk(name="op", proxy="127.0.0.1:5090"),), Sip(ip="127.0.0.1"))
    read = 0
    for at in range(3 * MANY):
        found = capture.read(hostile.captured())
        if found is not None:
            refusals.learn(found, float(at))
            read += 1
    assert read > MANY
    for refused in refusals.due(10_000.0):
        assert refused.called.isascii()


@pytest.mark.parametrize("name", TORTURE)
def test_each_message_of_the_torture_list_is_read_or_refused(name: str) -> None:
    message = torture(name, called="0972000001", box="127.0.0.1:5060", here="127.0.0.1:5090", one="x")
    read = sip_message.read(message)
    if read is not None:
        assert len(read.party("from").user) <= len(message)
        assert read.call


def test_frames_of_anybody_are_frames_or_the_end_of_their_stream() -> None:
    hostile, ended = grammar(), 0
    for _ in range(3 * MANY):
        stream = Frames()
        try:
            for _ in stream.feed(hostile.frames()):
                pass
            stream.end()
        except BrokenStream:
            ended += 1
    assert ended > MANY / 2
