"""Two who talk are told that they are recorded: both to the end, or it is known at once that they are not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import gevent

from appliance.switch.control import Control, LegWatch
from appliance.switch.talk_recording import told_both

CALLER, AGENT = "00000000-0000-4000-8000-00000000000c", "00000000-0000-4000-8000-00000000000a"
WORDS = [Path("/words.wav")]


class Switch:
    """FreeSWITCH as the inbound connection sees it. `heard`: by whom the words are, to their end; `leaves`: who."""

    def __init__(self, heard: tuple[str, ...], leaves: str = "") -> None:
        self.heard, self.leaves = heard, leaves
        self.watches: dict[str, LegWatch] = {}

    @contextmanager
    def watch(self, leg: str) -> Iterator[LegWatch]:
        self.watches[leg] = LegWatch()
        yield self.watches[leg]

    def api(self, *_: str) -> str:
        gevent.spawn(self._play)
        return "+OK"

    def _play(self) -> None:
        for leg in self.heard:
            self.watches[leg].played.set()
            gevent.sleep(0)
        if self.leaves:
            self.watches[self.leaves].leave("NORMAL_CLEARING")


def told(switch: Switch) -> bool:
    with gevent.Timeout(2.0):
        return told_both(cast(Control, switch), CALLER, AGENT, WORDS)


def test_both_are_told_once_each_has_heard_it_to_its_end() -> None:
    assert told(Switch((AGENT, CALLER)))


def test_a_caller_who_hangs_up_meanwhile_is_known_to_at_once_and_the_agent_is_held_no_longer() -> None:
    assert not told(Switch((AGENT,), leaves=CALLER))
    assert not told(Switch((), leaves=AGENT))
