"""An agent who may answer in a page as well as on a telephone: the first of the two to accept has the call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import gevent
import pytest
from gevent.event import AsyncResult, Event
from gevent.queue import Queue

from appliance.calls.leg import IN_THE_PAGE, Attempt, Invitation, OfferEvent, OfferOutcome
from appliance.switch import hearing, offering
from appliance.switch.errors import Disconnected
from appliance.switch.hearing import TurnOver
from appliance.switch.offer_prompts import OfferPrompts, OfferWithdrawal
from appliance.switch.offering import Offering
from appliance.switch.pending_legs import PendingLegs
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered
from appliance.switch.speaking import Interrupted, LegGone
from appliance.switch.transport import LegSocket

DURAND, PETIT = Invitation("durand", ("+33612345601",), 20), Invitation("petit", ("+33612345602",), 20)
ENDINGS = {one: Path(one.name) for one in OfferWithdrawal}
SAID = OfferPrompts([Path("whisper")], Path("unknown"), Path("refused"), ENDINGS)
TAKEN = str(Path(OfferWithdrawal.TAKEN.name))


class Socket:
    """Of an agent's leg. `ticket`: what their page dialled; "" for a telephone."""

    def __init__(self, uuid: str, ticket: str = "", *, gone: bool = False) -> None:
        self.uuid, self.opening, self.hung_up = uuid, self, Event()
        self.ticket, self.gone, self.done = ticket, gone, list[str]()
        self.cause = ""

    def variable(self, name: str) -> str:
        return self.ticket if name == "astreinte_offer" else ""

    def execute(self, application: str, *, timeout: float) -> None:
        if self.gone:
            raise Disconnected("gone")
        self.done.append(application)

    def set_variable(self, name: str, value: str) -> None:
        self.done.append(f"{name}={value}")


class Leg:
    """An agent who listens until they press a key, or are interrupted."""

    keys: dict[str, Queue]
    said: list[tuple[str, str]]

    def __init__(self, socket: Socket) -> None:
        self.socket, self.uuid = socket, socket.uuid

    def clock(self) -> float:
        return 0.0

    def key(self, seconds: float) -> str:
        key: str = self.keys[self.uuid].get()
        if key == "interrupted":
            raise Interrupted
        if key in ("NORMAL_CLEARING", "NORMAL_TEMPORARY_FAILURE"):
            self.socket.cause = key
            raise LegGone
        return key

    def interrupt(self) -> None:
        self.keys[self.uuid].put("interrupted")

    def play(self, sounds: list[Path], **how: object) -> None:
        self.said += [(self.uuid, str(sound)) for sound in sounds]

    def prepare(self) -> None: ...
    def release(self) -> None: ...
    def stop(self) -> None: ...
    def forget_keys(self) -> None: ...


class Pages:
    """Tells which ticket rings for whom."""

    def __init__(self) -> None:
        self.ringing, self.calls = dict[str, str](), list[str]()

    @contextmanager
    def ring(self, agent: str, call: str) -> Iterator[str]:
        self.ringing[agent] = f"{1 + len(self.calls)}-{agent}"
        self.calls.append(call)
        try:
            yield self.ringing[agent]
        finally:
            del self.ringing[agent]


class Stage:
    """Two agents rung together for one call."""

    def __init__(self, keys: dict[str, Queue]) -> None:
        self.pages, self.arrivals, self.keys = Pages(), PendingLegs(), keys
        self.answers = {invitation.agent: AsyncResult() for invitation in (DURAND, PETIT)}
        self.told, self.posted = list[Attempt](), Queue()
        self.said, self.cancelled = list[tuple[str, str]](), list[str]()

    @contextmanager
    def ring(
        self, dialler: object, phone: str, seconds: int, shown: object, stop: Event, rang: Callable[[], None]
    ) -> Iterator[tuple[Socket, None] | Unanswered]:
        agent = next(one.agent for one in (DURAND, PETIT) if one.phones == (phone,))
        rang()
        gevent.wait([self.answers[agent], stop], count=1)
        if not self.answers[agent].ready():
            self.cancelled.append(agent)
            yield Unanswered(OfferOutcome.CANCELLED)
        elif isinstance(self.answers[agent].get(), Socket):
            yield self.answers[agent].get(), None
        else:
            yield Unanswered(self.answers[agent].get())

    def begins(self, *, pages: bool = True) -> Offering:
        rings = self.pages if pages else None
        nothing = cast(Any, None)
        dialler = Dialler(nothing, (), self.arrivals, lambda: 0, lambda: "FR", lambda _: True, pages=rings)
        shown = PresentedIdentity("call", None, None)
        begun = Offering(dialler, shown, lambda language: SAID, self.told.append, self.posted.put)
        begun.start([DURAND, PETIT])
        self.rests()
        return begun

    def in_the_page(self, agent: str, *, gone: bool = False) -> Socket:
        """The agent clicks."""
        socket = Socket(f"page of {agent}", self.pages.ringing[agent], gone=gone)
        self.keys[socket.uuid] = Queue()
        self.arrives(socket)
        return socket

    def arrives(self, socket: Socket) -> gevent.Greenlet:
        held = gevent.spawn(self.arrivals.deliver, cast(LegSocket, socket))
        self.rests()
        return held

    def on_the_phone(self, agent: str) -> None:
        self.keys[f"phone of {agent}"] = Queue()
        self.answers[agent].set(Socket(f"phone of {agent}"))
        self.rests()

    def presses(self, leg: str, key: str) -> None:
        self.keys[leg].put(key)
        self.rests()

    def rests(self) -> None:
        for _ in range(20):
            gevent.sleep(0)

    def ends(self) -> dict[str, OfferOutcome]:
        found = {}
        while not self.posted.empty():
            message = self.posted.get()
            assert isinstance(message, TurnOver)
            found[message.agent] = message.outcome
        return found


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    keys = dict[str, Queue]()
    made = Stage(keys)
    monkeypatch.setattr(offering, "ring", made.ring)
    monkeypatch.setattr(hearing, "SpeakingLeg", type("Leg", (Leg,), {"keys": keys, "said": made.said}))
    monkeypatch.setattr(hearing, "hang_up", lambda leg: made.said.append((leg.uuid, "hung up")))
    return made


def test_who_accepts_in_the_page_has_the_call_and_no_telephone_rings_on(stage: Stage) -> None:
    begun = stage.begins()
    socket = stage.in_the_page("durand")
    assert socket.done == ["answer", "astreinte_caller=call"]
    stage.presses(socket.uuid, "1")
    accepted = stage.posted.get(timeout=1)
    assert (accepted.agent, accepted.leg, accepted.phone) == ("durand", "page of durand", IN_THE_PAGE)
    assert sorted(stage.cancelled) == ["durand", "petit"] and stage.pages.ringing.keys() == {"durand"}
    begun.joined.set(True)
    stage.rests()
    assert stage.ends() == {"durand": OfferOutcome.ACCEPTED, "petit": OfferOutcome.CANCELLED}
    assert not stage.pages.ringing and begun.is_over() and (socket.uuid, "hung up") not in stage.said


def test_who_accepts_on_the_telephone_while_listening_in_the_page_hears_there_that_it_is_taken(stage: Stage) -> None:
    begun = stage.begins()
    page = stage.in_the_page("durand")
    stage.on_the_phone("durand")
    stage.presses("phone of durand", "1")
    assert stage.posted.get(timeout=1).leg == "phone of durand"
    assert [said for leg, said in stage.said if leg == page.uuid][-2:] == [TAKEN, "hung up"]
    begun.joined.set(True)
    stage.rests()
    assert stage.ends()["durand"] is OfferOutcome.ACCEPTED


def test_who_refuses_in_the_page_is_rung_no_more(stage: Stage) -> None:
    stage.begins()
    stage.presses(stage.in_the_page("durand").uuid, "2")
    assert stage.cancelled == ["durand"] and stage.ends() == {"durand": OfferOutcome.REFUSED}
    assert set(stage.pages.ringing) == {"petit"}


def test_who_leaves_the_page_may_still_answer_their_telephone(stage: Stage) -> None:
    begun = stage.begins()
    stage.in_the_page("durand", gone=True)
    ended = [one for one in stage.told if one.phone == IN_THE_PAGE][-1]
    assert (ended.event, ended.outcome) == (OfferEvent.ENDED, OfferOutcome.UNCONFIRMED)
    stage.on_the_phone("durand")
    stage.presses("phone of durand", "1")
    assert stage.posted.get(timeout=1).leg == "phone of durand"
    begun.close()


def test_a_page_that_is_lost_during_the_whisper_rings_again_by_another_ticket(stage: Stage) -> None:
    begun = stage.begins()
    first = stage.in_the_page("durand")
    stage.presses(first.uuid, "NORMAL_TEMPORARY_FAILURE")
    assert stage.pages.ringing["durand"] != first.ticket
    again = stage.in_the_page("durand")
    stage.presses(again.uuid, "1")
    assert stage.posted.get(timeout=1).leg == again.uuid
    begun.close()


def test_a_page_whose_agent_has_hung_up_or_whose_telephone_has_rung_out_does_not(stage: Stage) -> None:
    stage.begins()
    stage.presses(stage.in_the_page("durand").uuid, "NORMAL_CLEARING")
    listens = stage.in_the_page("petit")
    stage.answers["petit"].set(OfferOutcome.NO_ANSWER)
    stage.presses(listens.uuid, "NORMAL_TEMPORARY_FAILURE")
    assert not stage.pages.ringing
    assert stage.ends() == {"petit": OfferOutcome.NO_ANSWER}, "whose page would be the last to tell"


def test_the_pages_ring_no_longer_than_the_telephones(stage: Stage) -> None:
    stage.begins()
    for answer in stage.answers.values():
        answer.set(OfferOutcome.NO_ANSWER)
    stage.rests()
    assert not stage.pages.ringing
    assert stage.ends() == {"durand": OfferOutcome.NO_ANSWER, "petit": OfferOutcome.NO_ANSWER}


def test_who_listens_in_the_page_when_their_telephone_has_rung_out_may_still_accept(stage: Stage) -> None:
    begun = stage.begins()
    page = stage.in_the_page("durand")
    stage.answers["durand"].set(OfferOutcome.NO_ANSWER)
    stage.rests()
    stage.presses(page.uuid, "1")
    assert stage.posted.get(timeout=1).leg == page.uuid
    begun.close()


def test_a_word_serves_once_and_a_stranger_s_never(stage: Stage) -> None:
    stage.begins()
    ticket = stage.pages.ringing["durand"]
    stage.in_the_page("durand")
    assert stage.arrives(Socket("another tab", ticket)).ready(), "let go at once: the dialplan refuses it"
    assert stage.arrives(Socket("a stranger", "1-" + "0" * 32)).ready()


def test_who_took_the_call_in_the_page_is_known_by_their_leg_when_it_comes_back(stage: Stage) -> None:
    begun = stage.begins()
    page = stage.in_the_page("durand")
    with stage.arrivals.expect(page.uuid) as back:
        stage.arrives(page)
        assert back.socket.ready(), "as they hand the caller over: the ticket that they came by has served"
    begun.close()


def test_no_page_is_asked_where_the_machine_has_none(stage: Stage) -> None:
    stage.begins(pages=False)
    assert not stage.pages.calls
    assert {one.phone for one in stage.told} == {0}
