"""Two agents who are to speak together, one of whom goes at the worst moment: who is told so, and who is free again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import gevent
import pytest
from gevent.event import Event

from appliance.calls.leg import Invitation, OfferOutcome
from appliance.prompts.catalogue import Sentence, told
from appliance.switch import meeting
from appliance.switch.control import LegWatch
from appliance.switch.meeting import Guest, Meeting
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered
from appliance.switch.transport import CommandRefused
from appliance.switch.voice import Voice

QUESTION = told("Passage de relais.", "fr")
PHONES = {"durand": "+33612345601", "petit": "+33612345602"}


class Socket:
    """Of a leg that lives until it is told to have hung up."""

    def __init__(self) -> None:
        self.hung_up = Event()


class Leg:
    """An agent who presses a key at once, and hears all that they are told."""

    keys: dict[str, str]
    said: list[tuple[str, str]]

    def __init__(self, given: tuple[str, Socket]) -> None:
        self.uuid, self.socket = given

    def clock(self) -> float:
        return 0.0

    def key(self, seconds: float) -> str:
        return self.keys[self.uuid]

    def play(self, sounds: list[str], **how: object) -> None:
        self.said += [(self.uuid, sound) for sound in sounds]

    def prepare(self) -> None: ...
    def release(self) -> None: ...
    def stop(self) -> None: ...
    def forget_keys(self) -> None: ...
    def start_tone(self, tone: str) -> None: ...


class Spoken:
    """Each sentence is its own file."""

    def paths(self, sentences: list[Any], seconds: float = 0.0) -> list[str]:
        return [one.text for one in sentences]


class Switch:
    """Refuses to join two legs where it is told to."""

    def __init__(self) -> None:
        self.joins, self.done = True, list[str]()

    @contextmanager
    def watch(self, leg: str) -> Iterator[LegWatch]:
        watch = LegWatch()
        watch.gone.set()  # once they talk, it is over
        yield watch

    def api(self, command: str, *arguments: str) -> str:
        self.done.append(command)
        if command == "uuid_bridge" and not self.joins:
            raise CommandRefused("-ERR Invalid uuid")
        return "+OK"


class Stage:
    """`keys`: what each agent presses who is there; `answers`: set as their telephone is answered, or is not."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.switch, self.keys = Switch(), keys
        self.sockets = {name: Socket() for name in PHONES}
        self.answers = {name: Event() for name in PHONES}
        self.said, self.talked, self.free = list[tuple[str, str]](), list[bool](), list[str]()

    @contextmanager
    def ring(
        self, dialler: object, phone: str, *others: object
    ) -> Iterator[tuple[tuple[str, Socket], None] | Unanswered]:
        name = next(one for one, number in PHONES.items() if number == phone)
        self.answers[name].wait()
        yield ((name, self.sockets[name]), None) if name in self.keys else Unanswered(OfferOutcome.NO_ANSWER)

    def begin(self) -> gevent.Greenlet:
        dialler = Dialler(cast(Any, self.switch), (), cast(Any, None), lambda: 0, lambda: "FR", lambda _: True)
        shown = PresentedIdentity("ask", None, None, for_caller=False)
        voice = cast(Voice, Spoken())
        both = self._guest("durand"), self._guest("petit")
        held = Meeting(dialler, shown, both, voice, lambda: self.talked.append(True), self.free.append, Event())
        return gevent.spawn(held.hold)

    def answered(self) -> tuple[OfferOutcome, OfferOutcome] | None:
        for one in self.answers.values():
            one.set()
        ended: tuple[OfferOutcome, OfferOutcome] | None = self.begin().get(timeout=5)
        return ended

    def _guest(self, name: str) -> Guest:
        def alone(how: OfferOutcome) -> Sentence:
            return told(f"seul : {how.value}", "fr")

        return Guest(Invitation(name, (PHONES[name],), 30), QUESTION, list, told("refusé", "fr"), alone)


@pytest.fixture
def staged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Stage]:
    def of(**keys: str) -> Stage:
        stage = Stage(keys)
        monkeypatch.setattr(meeting, "ring", stage.ring)
        monkeypatch.setattr(meeting, "SpeakingLeg", type("Leg", (Leg,), {"keys": keys, "said": stage.said}))
        monkeypatch.setattr(meeting, "hang_up", lambda leg: None)
        return stage

    return of


def test_two_who_talk_are_written_once_they_do_and_held_meanwhile(staged: Callable[..., Stage]) -> None:
    stage = staged(durand="1", petit="1")
    assert stage.answered() is None
    assert (stage.talked, stage.free) == ([True], [])


def test_two_who_cannot_be_joined_are_told_so_and_not_written_as_met(staged: Callable[..., Stage]) -> None:
    stage = staged(durand="1", petit="1")
    stage.switch.joins = False
    assert stage.answered() == (OfferOutcome.ACCEPTED, OfferOutcome.ACCEPTED)
    assert stage.talked == []
    assert [who for who, said in stage.said if said.startswith("seul")] == ["durand", "petit"]


def test_who_refuses_is_free_while_the_other_rings_still(staged: Callable[..., Stage]) -> None:
    stage = staged(durand="1", petit="2")
    stage.answers["petit"].set()
    held = stage.begin()
    gevent.idle()
    assert stage.free == ["petit"]
    stage.answers["durand"].set()
    assert held.get(timeout=5) == (OfferOutcome.ACCEPTED, OfferOutcome.REFUSED)
    assert ("durand", "seul : refused") in stage.said
    assert stage.free == ["petit", "durand"]


def test_who_hangs_up_while_they_wait_for_the_other_is_free_at_once(staged: Callable[..., Stage]) -> None:
    stage = staged(durand="1", petit="1")
    stage.answers["petit"].set()
    held = stage.begin()
    gevent.idle()
    stage.sockets["petit"].hung_up.set()
    gevent.idle()
    assert stage.free == ["petit"]
    stage.answers["durand"].set()
    assert held.get(timeout=5) == (OfferOutcome.ACCEPTED, OfferOutcome.UNCONFIRMED)
    assert stage.talked == []
