"""A conversation whose agent talks in a page: what leads back into it, for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

import gevent
import pytest
from gevent.event import Event

from appliance.calls.leg import IN_THE_PAGE, HoldEnd, TalkEnd
from appliance.switch import conversation as conversation_module
from appliance.switch.agent_apart import AgentApart
from appliance.switch.bridging import Accepted, close_ways_back, part
from appliance.switch.commands import many_variables
from appliance.switch.control import Control, LegWatch
from appliance.switch.conversation import Conversation
from appliance.switch.errors import Disconnected
from appliance.switch.freeswitch_leg import FreeSwitchLeg
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.ringing import Dialler
from appliance.switch.transport import LegSocket, SwitchError

from .test_conversation import AGENT, CALLER, Connection, Switch

TALKS = Accepted("durand", IN_THE_PAGE, AGENT, 12.5)
NEW = "00000000-0000-4000-8000-00000000000b"
REPLACED, LEFT, HUNG_UP = "LOSE_RACE", "NORMAL_TEMPORARY_FAILURE", "NORMAL_CLEARING"


class Pages:
    """Who may come back, by which ticket."""

    def __init__(self) -> None:
        self.talks_of: dict[str, str] = {}
        self.leads_back = True
        self._given = 0

    @contextmanager
    def talks(self, agent: str, call: str) -> Iterator[str]:
        assert call == CALLER
        self._given += 1
        ticket = self.talks_of[agent] = f"1-{self._given}"
        try:
            yield ticket
        finally:
            if self.talks_of.get(agent) == ticket:
                del self.talks_of[agent]


class Back(Connection):
    """The caller's connection, once the page's leg has ended for this cause."""

    def __init__(self, cause: str) -> None:
        super().__init__()
        self._cause = cause

    def variable(self, name: str) -> str | None:
        return self._cause if name == "last_bridge_hangup_cause" else super().variable(name)


class Page:
    """The leg of a page that has dialled a ticket."""

    def __init__(self, ticket: str, *, gone: bool = False) -> None:
        self.uuid, self.opening, self._ticket, self._gone = NEW, self, ticket, gone
        self.done: list[str] = []

    def variable(self, name: str) -> str:
        return self._ticket if name == "astreinte_offer" else ""

    def execute(self, application: str, *, timeout: float) -> None:
        if self._gone:
            raise Disconnected("gone")
        self.done.append(application)

    def set_variable(self, name: str, value: str) -> None:
        self.done.append(f"{name}={value}")


class Watch:
    def __init__(self) -> None:
        self.gone = Event()


class Scene:
    def __init__(self) -> None:
        self.switch, self.watch, self.pages, self.arrivals = Switch(), Watch(), Pages(), PendingLegs()
        control = cast(Control, self.switch)
        pages = cast(Any, self.pages)
        dialler = Dialler(control, (), self.arrivals, lambda: 8084, lambda: "FR", lambda number: False, pages=pages)
        self.conversation = Conversation(CALLER, dialler, cast(LegWatch, self.watch))

    def begins(self) -> None:
        assert self.conversation.begin(cast(LegSocket, Connection()), TALKS)

    def comes_back(self, cause: str) -> None:
        gevent.spawn(self.arrivals.deliver, cast(LegSocket, Back(cause)))

    def dials(self, ticket: str, *, gone: bool = False) -> tuple[Page, gevent.Greenlet]:
        page = Page(ticket, gone=gone)
        held = gevent.spawn(self.arrivals.deliver, cast(LegSocket, page))
        gevent.sleep(0)
        return page, held


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(conversation_module, "PARTED_SECONDS", 0.05)
    scene = Scene()
    scene.begins()
    yield scene
    scene.conversation.end()
    scene.conversation.release(left=False)


def test_its_agent_may_come_back_for_as_long_as_they_talk(scene: Scene) -> None:
    assert scene.pages.talks_of == {"durand": "1-1"}
    scene.conversation.release(left=True)
    assert scene.pages.talks_of == {}


def test_a_page_that_is_lost_is_told_from_one_whose_agent_was_gone_at_once(scene: Scene) -> None:
    scene.comes_back(LEFT)
    assert scene.conversation.wait() is TalkEnd.PAGE_LOST
    assert scene.pages.talks_of == {"durand": "1-1"}
    scene.conversation.bring_back(lambda socket: None)
    scene.begins()
    scene.comes_back(HUNG_UP)
    assert scene.conversation.wait() is TalkEnd.GONE_AT_ONCE
    assert scene.pages.talks_of == {}


def test_who_comes_back_by_their_ticket_is_joined_again_by_another(scene: Scene) -> None:
    scene.comes_back(LEFT)
    scene.conversation.wait()
    scene.conversation.bring_back(lambda socket: None)
    page, held = scene.dials("1-1")
    assert scene.conversation.goes_on_in_page(cast(LegSocket, Connection()))
    assert page.done == ["answer", f"astreinte_caller={CALLER}"]
    assert ("uuid_bridge", CALLER, NEW) in scene.switch.asked
    held.join(timeout=1)
    assert held.ready(), "a leg that talks needs no connection"
    assert scene.pages.talks_of == {"durand": "1-2"}


def test_a_ticket_that_has_served_or_is_nobodys_serves_nobody(scene: Scene) -> None:
    scene.dials("1-1")
    for ticket in ("1-1", "1-2"):
        _, held = scene.dials(ticket)
        assert held.ready(), "let go at once: the dialplan refuses it"


def test_who_comes_back_before_their_loss_is_known_ends_the_leg_they_left(scene: Scene) -> None:
    gevent.spawn_later(0.01, scene.comes_back, REPLACED)
    scene.dials("1-1")
    assert scene.conversation.wait() is TalkEnd.PAGE_LOST
    assert ("uuid_kill", AGENT, REPLACED) in scene.switch.asked


def test_a_page_that_cannot_be_ended_for_another_talks_on(scene: Scene) -> None:
    """FreeSWITCH, asked on a connection that is lost, does nothing: the two hear each other still."""
    scene.switch.refuses = "uuid_kill"
    _, held = scene.dials("1-1")
    waits = gevent.spawn(scene.conversation.wait)
    held.join(timeout=1)
    assert held.ready(), "the other page is let go"
    assert not waits.ready(), "the agent is not free"
    assert scene.pages.talks_of == {"durand": "1-2"}
    scene.switch.refuses = ""
    scene.watch.gone.set()
    assert waits.get(timeout=2) is TalkEnd.OVER
    assert scene.conversation.goes_on


def test_of_three_nobody_leaves_their_page_for_another_until_only_two_are_left(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_module, "SETTLING_SECONDS", 0.0)
    scene.comes_back(HUNG_UP)
    scene.conversation.wait()
    scene.conversation.bring_back(lambda socket: None)
    scene.conversation.stays_open = True
    scene.begins()
    assert scene.pages.talks_of == {}, "the other tab would take the caller from the two others"
    waits = gevent.spawn(scene.conversation.wait)
    gevent.sleep(0)
    scene.conversation.close_ways_back()
    assert scene.pages.talks_of == {"durand": "1-2"}
    gevent.sleep(0)
    gevent.spawn_later(0.01, scene.comes_back, REPLACED)
    scene.dials("1-2")
    assert waits.get(timeout=2) is TalkEnd.PAGE_LOST


def test_a_caller_who_leaves_as_they_come_back_has_left(scene: Scene) -> None:
    scene.dials("1-1")
    scene.watch.gone.set()
    assert scene.conversation.wait() is TalkEnd.OVER


def test_a_page_that_is_gone_again_before_it_is_joined_may_come_back_once_more(scene: Scene) -> None:
    scene.comes_back(LEFT)
    scene.conversation.wait()
    scene.conversation.bring_back(lambda socket: None)
    scene.dials("1-1", gone=True)
    assert not scene.conversation.goes_on_in_page(cast(LegSocket, Connection()))
    assert scene.pages.talks_of == {"durand": "1-2"}


@pytest.mark.parametrize("leaves", ["before", "meanwhile"])
def test_nobody_is_waited_for_by_a_controller_that_is_leaving(scene: Scene, leaves: str) -> None:
    """Their tickets lead to its closed port: the caller, who would wait for nothing, goes on to the others."""
    scene.comes_back(LEFT)
    scene.conversation.wait()
    scene.conversation.bring_back(lambda socket: None)
    seconds = iter([0.0, 0.0, 1.0, 2.0, 29.0, 31.0])
    passed = list[float]()

    def clock() -> float:
        passed.append(next(seconds))
        scene.pages.leads_back = leaves == "meanwhile" and len(passed) < 3
        return passed[-1]

    leg: Any = SimpleNamespace(inbox=SimpleNamespace(put=lambda _: None), clock=clock, next=lambda seconds: None)
    music = SimpleNamespace(begin=lambda words: None, asked_for_message=lambda message: False)
    one: Any = SimpleNamespace(_leg=leg, _music=music, _said=lambda words: [], _conversation=scene.conversation)
    assert FreeSwitchLeg.await_agent(one, 30.0) is HoldEnd.ELAPSED
    assert passed[-1] < 2.0
    assert scene.pages.talks_of == {}


def test_the_ways_back_stay_open_for_a_page_and_for_no_telephone() -> None:
    switch = Switch()
    close_ways_back(cast(Control, switch), CALLER, TALKS)
    close_ways_back(cast(Control, switch), CALLER, Accepted("durand", 0, AGENT, 1.0))
    page, telephone = (one[1:] for one in switch.asked)
    assert page == many_variables(CALLER, {"astreinte_in_page": "true", "astreinte_unsettled": ""})
    closed = {"transfer_after_bridge": "", "astreinte_next": "fallback", "astreinte_unsettled": ""}
    assert telephone == many_variables(CALLER, closed)


def test_a_caller_who_is_handed_over_is_not_ended_as_one_whose_agent_hung_up() -> None:
    switch = Switch(refuses="uuid_transfer")
    with pytest.raises(SwitchError):
        part(cast(Control, switch), CALLER, AGENT, "127.0.0.1:8084", TALKS.settled)
    of_caller = [facts for command, leg, *facts in switch.asked if command == "uuid_setvar_multi" and leg == CALLER]
    assert "astreinte_in_page=;" in f"{of_caller[0][0]};", "while they are on their way"
    assert "astreinte_in_page=true" in of_caller[-1][0], "as before, where they talk on"


@pytest.mark.parametrize(
    ("accepted", "cause", "lost"),
    [
        (TALKS, HUNG_UP, False),
        (TALKS, LEFT, True),
        (TALKS, None, True),
        (Accepted("durand", 0, AGENT, 1.0), LEFT, False),
    ],
)
def test_who_waits_apart_in_a_page_that_is_lost_has_not_hung_up(
    accepted: Accepted, cause: str | None, lost: bool
) -> None:
    """`cause`: that of their leg; None where it never came back from the conversation."""
    apart = SimpleNamespace(_leg=cause and SimpleNamespace(socket=SimpleNamespace(cause=cause)))
    hung_up = cast(Any, AgentApart.hung_up).fget(apart)
    leg = SimpleNamespace(_apart=SimpleNamespace(hung_up=hung_up), _handed_by=accepted)
    assert cast(Any, FreeSwitchLeg.lost_apart).fget(leg) is lost
