"""Whom a caller talks to: joined, ended, and brought back when whoever took the call was gone at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import gevent
import pytest
from gevent.event import Event

from appliance.calls import agent_keys
from appliance.calls.leg import CallerHungUp, RungBack, TalkEnd
from appliance.switch import conversation as conversation_module
from appliance.switch.bridging import Accepted
from appliance.switch.caller_gone import hang_up_told
from appliance.switch.caller_offers import CallerOffers
from appliance.switch.control import Control, LegWatch
from appliance.switch.conversation import Conversation
from appliance.switch.frames import Event as Reply
from appliance.switch.hold_music import HoldMusic
from appliance.switch.letting_in import LettingIn
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.ringing import Dialler
from appliance.switch.transport import LegSocket, SwitchError
from appliance.switch.voice import Voice

ASKING = agent_keys.heeds(hands_over=True, records=False)
CALLER, AGENT = "00000000-0000-4000-8000-00000000000c", "00000000-0000-4000-8000-00000000000a"
ACCEPTED = Accepted("durand", 0, AGENT, 12.5)


class Switch:
    """FreeSWITCH as the inbound connection and the leg's own see it: what was asked, and what it refuses."""

    def __init__(self, refuses: str = "") -> None:
        self.asked: list[tuple[str, ...]] = []
        self.refuses = refuses

    def api(self, command: str, *facts: str) -> str:
        self.asked.append((command, *facts))
        if command == self.refuses:
            raise SwitchError("-ERR")
        return "+OK"

    def requests(self, *commands: Sequence[str]) -> list[Reply]:
        """Several in one go, as `api` lines."""
        asked = [tuple(line.split(" ")[1:]) for (line,) in commands]
        self.asked += asked
        return [
            Reply({"Reply-Text": "-ERR" if words[0] == self.refuses else "+OK"}, kind="command/reply")
            for words in asked
        ]

    def killed(self) -> list[str]:
        return [leg for command, leg, *_ in self.asked if command == "uuid_kill"]


class Connection(Switch):
    """The caller's own connection. `fallback`: their leg is the fallback's already; `left`: it became so since."""

    uuid = CALLER

    def __init__(self, fallback: bool = False, left: bool = False) -> None:
        super().__init__()
        self.opening: Any = self
        self.over, self.left = Event(), Event()
        if left:
            self.left.set()
        self.fallback, self.closed = fallback, False

    def execute(self, application: str, **_: float) -> None:
        self.asked.append((application,))

    def variable(self, name: str) -> str | None:
        return "1" if name == "astreinte_fallback" and self.fallback else None

    def close(self) -> None:
        self.closed = True


class Watch:
    def __init__(self) -> None:
        self.gone = Event()


class Scene:
    def __init__(self, refuses: str = "", switch: Switch | None = None) -> None:
        self.switch, self.watch, self.arrivals = switch or Switch(refuses), Watch(), PendingLegs()
        dialler = Dialler(
            cast(Control, self.switch), (), self.arrivals, lambda: 8084, lambda: "FR", lambda number: False
        )
        self.conversation = Conversation(CALLER, dialler, cast(LegWatch, self.watch))

    def begin(self) -> bool:
        return self.conversation.begin(cast(LegSocket, Connection()), ACCEPTED)

    def come_back(self, connection: Connection) -> None:
        """The caller's leg connects again, as the dialplan's `again` makes it."""
        gevent.spawn(self.arrivals.deliver, cast(LegSocket, connection))


@pytest.fixture
def scene() -> Iterator[Scene]:
    scene = Scene()
    yield scene
    scene.conversation.end()
    scene.conversation.release(left=False)


def test_legs_that_freeswitch_does_not_join_are_no_conversation() -> None:
    scene = Scene(refuses="uuid_bridge")
    assert not scene.begin()
    assert not scene.conversation.goes_on
    scene.conversation.release(left=True)
    assert scene.switch.killed() == []


@pytest.mark.parametrize("refuses", ["", "uuid_bridge"])
def test_who_rings_on_is_answered_once_and_then_waits_in_music_whatever_becomes_of_the_joining(refuses: str) -> None:
    scene, connection = Scene(refuses=refuses), Connection()
    leg: Any = SimpleNamespace(socket=connection, clock=lambda: 0.0, stop=lambda: None)
    music = HoldMusic(leg, cast(Voice, None))
    music.silent, scene.conversation.answers = True, True
    offers = CallerOffers(leg, music, scene.conversation, cast(Dialler, None))
    for _ in range(2):
        assert offers.let_in(LettingIn(RungBack("durand", 0), AGENT)) is not bool(refuses)
    assert not music.silent and not scene.conversation.answers
    assert connection.asked.count(("answer",)) == 1
    scene.conversation.release(left=False)


def test_its_end_is_that_of_both_legs_by_their_names(scene: Scene) -> None:
    assert scene.begin()
    scene.conversation.end()
    assert scene.switch.killed() == [CALLER, AGENT]


def test_what_has_ended_is_not_ended_again(scene: Scene) -> None:
    scene.begin()
    scene.watch.gone.set()
    scene.conversation.end()
    scene.conversation.release(left=True)
    assert scene.switch.killed() == [AGENT]


def test_a_caller_who_left_in_the_moment_of_the_joining_leaves_no_leg_alive(scene: Scene) -> None:
    scene.begin()
    scene.conversation.release(left=True)
    assert scene.switch.killed() == [AGENT]


def test_a_conversation_that_goes_on_without_us_is_left_alone(scene: Scene) -> None:
    scene.begin()
    scene.conversation.release(left=False)
    assert scene.switch.killed() == []


def test_a_caller_who_hangs_up_ends_the_wait(scene: Scene) -> None:
    scene.begin()
    scene.watch.gone.set()
    assert scene.conversation.wait() is TalkEnd.OVER


def test_a_caller_left_alone_at_once_is_followed_on_their_new_connection(scene: Scene) -> None:
    scene.begin()
    back, followed = Connection(), list[LegSocket]()
    scene.come_back(back)
    assert scene.conversation.wait() is TalkEnd.GONE_AT_ONCE
    scene.conversation.bring_back(followed.append)
    assert followed == [back]
    assert not scene.conversation.goes_on
    assert not scene.conversation.talking.is_set()  # the script goes on


@pytest.mark.parametrize("how", [{"fallback": True}, {"left": True}], ids=["before", "since"])
def test_a_caller_whom_the_fallback_took_meanwhile_is_its_own_and_has_left_the_script(
    scene: Scene, how: dict[str, Any]
) -> None:
    scene.begin()
    scene.come_back(Connection(**how))
    scene.conversation.wait()
    leg: Any = SimpleNamespace(socket=SimpleNamespace(over=Event()))
    with pytest.raises(CallerHungUp), hang_up_told(leg):
        scene.conversation.bring_back(lambda socket: pytest.fail("the caller is not ours"))


class Agents(Switch):
    """A switch whose agent's leg presses keys, and which parts the two legs when told to."""

    scene: Scene

    def __init__(self, keys: str, refuses: str = "") -> None:
        super().__init__(refuses)
        self._keys = keys

    @contextmanager
    def watch(self, leg: str) -> Iterator[LegWatch]:
        watch = LegWatch()
        for key in self._keys:
            watch.keys.append(key)
        watch.pressed.set()
        yield watch

    def api(self, command: str, *facts: str) -> str:
        answer = super().api(command, *facts)
        if command == "uuid_transfer":
            self.scene.come_back(Connection())
        return answer


def parting(monkeypatch: pytest.MonkeyPatch, keys: str, refuses: str = "") -> Scene:
    """A conversation that has settled, and whose agent presses these keys."""
    monkeypatch.setattr(conversation_module, "SETTLING_SECONDS", 0.0)
    monkeypatch.setattr(conversation_module, "PARTED_SECONDS", 0.05)
    monkeypatch.setattr(agent_keys, "QUIET_SECONDS", 0.0)
    switch = Agents(keys, refuses)
    scene = switch.scene = Scene(switch=switch)
    assert scene.begin()
    return scene


def test_an_agent_who_asks_for_another_has_both_legs_come_back_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = parting(monkeypatch, "*1")
    needed: list[bool] = []
    scene.conversation.script_needed = needed.append
    assert scene.conversation.wait(ASKING) is TalkEnd.HANDS_OVER
    assert ("uuid_transfer", CALLER, "-both", "again", "XML", "astreinte") in scene.switch.asked
    assert needed == [False, True]
    scene.conversation.release(left=False)


def test_three_need_the_script_until_only_two_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_module, "SETTLING_SECONDS", 0.0)
    scene, needed = Scene(), list[bool]()
    scene.conversation.script_needed, scene.conversation.stays_open = needed.append, True
    assert scene.begin()
    waits = gevent.spawn(scene.conversation.wait)
    gevent.sleep(0)
    assert needed == [] and not waits.ready()
    scene.conversation.close_ways_back()
    assert needed == [False]
    scene.watch.gone.set()
    assert waits.get(timeout=2.0) is TalkEnd.OVER
    scene.conversation.release(left=False)


def test_legs_that_freeswitch_does_not_part_talk_on(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = parting(monkeypatch, "*1", refuses="uuid_transfer")
    gevent.spawn_later(0.05, scene.watch.gone.set)
    assert scene.conversation.wait(ASKING) is TalkEnd.OVER
    asked = [facts for command, *facts in scene.switch.asked if command == "uuid_setvar_multi"]
    assert any("astreinte_next=fallback" in "".join(facts) for facts in asked), "whoever hangs up ends it"
    scene.conversation.release(left=False)


def test_a_caller_who_does_not_come_back_is_the_dialplans_and_not_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = parting(monkeypatch, "*1")
    monkeypatch.setattr(scene, "come_back", lambda connection: None)
    assert scene.conversation.wait(ASKING) is TalkEnd.OVER
    assert not scene.conversation.goes_on
    scene.conversation.release(left=True)
    assert scene.switch.killed() == []


def test_keys_are_nobodys_where_the_caller_is_not_to_be_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = parting(monkeypatch, "*1")
    gevent.spawn_later(0.05, scene.watch.gone.set)
    assert scene.conversation.wait() is TalkEnd.OVER
    assert not [one for one in scene.switch.asked if one[0] == "uuid_transfer"]
    scene.conversation.release(left=False)
