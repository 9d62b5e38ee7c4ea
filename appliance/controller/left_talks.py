"""Conversations left by a controller that is no more: nobody can hand their caller over, and agents who ask hear so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import gevent

from appliance.calls.agent_keys import Wish
from appliance.calls.leg import OFFICE
from appliance.switch.commands import file_argument
from appliance.switch.control import Control, LiveLegs
from appliance.switch.joined import joined_leg, left_talking
from appliance.switch.transport import SwitchError
from appliance.switch.wishes import wished

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 30.0  # a controller that was drained leaves its own behind


class LeftTalks:
    """`ours`: the calls that this process serves, whose agents it heeds itself. `words`: what an agent hears."""

    def __init__(self, control: Control, ours: Callable[[], set[str]], words: Callable[[str], Sequence[Path]]) -> None:
        self._control, self._ours, self._words = control, ours, words
        self._listening: dict[str, gevent.Greenlet] = {}  # by caller

    def keep_listening(self) -> None:
        """Look for them now and then, for ever. Run it in a greenlet."""
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            with suppress(SwitchError):  # on the next connection, they are looked for
                self.listen(self._control.live_legs())

    def listen(self, alive: LiveLegs) -> None:
        """To the agents of those that are not listened to yet, each in a greenlet."""
        self._listening = {caller: one for caller, one in self._listening.items() if not one.dead}
        for caller in alive.uuids - self._ours() - set(self._listening):
            try:
                joined = left_talking(self._control.api, caller, alive.uuids)
                if joined is not None and joined.agent != OFFICE:
                    agent = joined_leg(self._control.api, caller)
                    if caller in self._listening:  # by another look, on a new connection, while this one asked
                        continue
                    self._listening[caller] = gevent.spawn(self._answer, caller, agent, joined.agent)
            except SwitchError as error:
                log.info("whether a conversation was left is not known yet: %s", error)

    def _answer(self, caller: str, agent: str, name: str) -> None:
        """Tell the agent (leg, identifier) that it cannot be done, each time that they ask, until one hangs up."""
        with self._control.watch(caller) as one, self._control.watch(agent) as other:
            try:
                if self._still_joined(caller, agent):
                    while wished(self._control, agent, [one.gone, other.gone], frozenset(Wish)) is not None:
                        self._tell(agent, name)
            except SwitchError as error:
                log.warning("an agent whose keys do nothing is not told so: %s", error)

    def _still_joined(self, caller: str, agent: str) -> bool:
        """Asked once both are watched: who had hung up before would be waited for."""
        alive = self._control.live_legs().uuids
        return {caller, agent} <= alive and joined_leg(self._control.api, caller) == agent

    def _tell(self, agent: str, name: str) -> None:
        for path in self._words(name):
            self._control.api("uuid_broadcast", agent, file_argument(path), "aleg")
