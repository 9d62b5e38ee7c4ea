"""The people of `appliance.simulator.people` on real telephones: what they do, when they do it, in real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from phones import sound
from phones.caller import Caller as CallerPhone
from phones.carrier import Carrier
from phones.hearing import Ear
from phones.mobile import Mobile, MobileCall, rings

from appliance.calls.leg import OfferOutcome
from appliance.simulator.people import Caller, Phone
from appliance.simulator.scripted import KEY_SECONDS, LAST_WORD_SECONDS, REACTION_SECONDS

STATUS = {OfferOutcome.BUSY: 486, OfferOutcome.UNREACHABLE: 404, OfferOutcome.REFUSED: 603}
QUESTION = "order_ask"  # the question of the contract, known by its sound
EARLY_SECONDS = 0.3  # into the question
PATIENCE = 40.0  # seconds for a question or a tone to come


def behave(mobile: Mobile, phone: Phone) -> None:
    """Have a telephone do what its plan says."""
    if phone.fails is not None:
        mobile.will_refuse(STATUS[phone.fails], phone.fails_after)
    elif phone.answers_after is None:
        mobile.plan = rings
    else:
        mobile.plan = lambda call: _is_answered(call, phone, phone.answers_after or 0.0)


def _is_answered(call: MobileCall, phone: Phone, after: float) -> None:
    call.rings()
    call.carrier.after(after, call.picks_up)
    for moment, key in phone.keys:
        _later(call, after + moment, lambda key=key: call.presses(key))
    if phone.hangs_up_after is not None:
        _later(call, after + phone.hangs_up_after, call.hangs_up)
        if not phone.keys:  # a machine
            _later(call, after, lambda: call.says(sound.chatter(phone.hangs_up_after or 0.0)))


def _later(call: MobileCall | CallerPhone, seconds: float, act: Callable[[], None]) -> None:
    call.carrier.after(seconds, lambda: None if call.ended else act())


class Person:
    """One caller who dials and then follows a plan, in threads of their own. `answered`: at once, by whom they call."""

    def __init__(self, carrier: Carrier, number: str, plan: Caller, called: str, *, answered: bool = True) -> None:
        self.telephone = CallerPhone(carrier, number)
        self.plan = plan
        self.problems: list[BaseException] = []
        self._answered = answered
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(called,), daemon=True)]
        self._threads[0].start()

    def leaves(self) -> None:
        """The call is over, whatever was still planned."""
        self._over.set()
        for thread in self._threads:
            thread.join(5)

    def _live(self, called: str) -> None:
        try:
            self.telephone.dials(called)
            if self._answered:
                self.telephone.is_answered()
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            self.problems.append(error)
            return
        for at, key in self.plan.presses:
            _later(self.telephone, at, lambda key=key: self.telephone.presses(key))
        if self.plan.hangs_up_at is not None:
            _later(self.telephone, self.plan.hangs_up_at, self.telephone.hangs_up)
        if self.plan.says:
            self._threads.append(threading.Thread(target=self._speak, daemon=True))
            self._threads[-1].start()
        self._answer_questions()

    def _answer_questions(self) -> None:
        """Type each answer after the question, or into it."""
        for answer in self.plan.answers:
            began = self._wait_for(lambda: self.telephone.hears(QUESTION, within=0.3).at)
            if began is None:
                return
            speech = EARLY_SECONDS if self.plan.early else self._length_of_question() + REACTION_SECONDS
            for number, key in enumerate(answer):
                self._at(began + speech + number * KEY_SECONDS, lambda key=key: self.telephone.presses(key))

    def _speak(self) -> None:
        """After the tone: some voice, then the hash key."""
        ear: Ear = self.telephone.stream.ear
        if self._wait_for(lambda: self.telephone.hears_beep(within=0.3)) is None:
            return
        heard = time.monotonic()
        self._at(heard + REACTION_SECONDS, lambda: self.telephone.says(sound.chatter(self.plan.says)))
        if self.plan.ends_message_with_key:
            done = heard + REACTION_SECONDS + self.plan.says + LAST_WORD_SECONDS
            self._at(done, lambda: self.telephone.presses("#"))
        ear.forget()

    def _wait_for(self, heard: Callable[[], float]) -> float | None:
        """When it was heard; None if the call ended before."""
        deadline = time.monotonic() + PATIENCE
        while not self._over.is_set() and time.monotonic() < deadline:
            try:
                return heard()
            except AssertionError:
                continue
        return None

    def _length_of_question(self) -> float:
        return len(sound.read_wav(self.telephone.carrier.file_of(QUESTION))) / sound.RATE

    def _at(self, moment: float, act: Callable[[], None]) -> None:
        _later(self.telephone, max(0.0, moment - time.monotonic()), act)
