"""An agent's telephone: rung by the appliance, it does what the test, or its plan, says."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import TYPE_CHECKING

from phones import message as sip
from phones import sound
from phones.leg import Leg
from phones.message import Message
from phones.timeline import DidNotHappen

if TYPE_CHECKING:
    from phones.carrier import Carrier

Reply = Callable[..., None]


class MobileCall(Leg):
    """One INVITE of the appliance to one mobile."""

    def __init__(self, carrier: Carrier, number: str, invite: Message, reply: Reply, tag: str, inband: bool) -> None:
        super().__init__(carrier, number, telephone_event=not inband)
        self.invite = invite
        self._reply = reply
        self.received.append(invite)
        self.call_id = invite.call_id
        self.local, self.remote = f"{invite.get('To')};tag={tag}", invite.get("From")
        self.learn(invite)
        self.timeline.add("invited")

    def rings(self) -> None:
        """180."""
        self.timeline.add("ringing")
        self._reply(180, self._contact())

    def plays_early_media(self) -> None:
        """183 with sound, as an operator's announcement."""
        self.timeline.add("early media")
        self._reply(183, self._sound(), self.session())

    def rings_reliably(self, status: int) -> None:
        """180, or 183 with sound, that the appliance must acknowledge (RFC 3262); again until it does."""
        self.timeline.add("ringing")
        sound = self._sound() if status == 183 else self._contact()
        reliable = [*sound, ("Require", "100rel"), ("RSeq", "7001")]
        self._reliably(status, reliable, self.session() if status == 183 else "", 0.5)

    def _reliably(self, status: int, headers: list[tuple[str, str]], body: str, wait: float) -> None:
        if not self.timeline.first("prack", "cancelled") and wait < 8:
            self._reply(status, headers, body)
            self.carrier.after(wait, lambda: self._reliably(status, headers, body, 2 * wait))

    def answers(self, within: float = 3.0) -> MobileCall:
        """200, and wait for the ACK."""
        self.picks_up()
        self.timeline.wait("ack", "bye", "cancelled", within=within)
        return self

    def picks_up(self) -> None:
        """200."""
        if not self.ended:
            self.timeline.add("answered")
            self._reply(200, self._sound(), self.session())
            self._answer_again(sip.REASONS[200], 0.5)

    def _answer_again(self, reason: str, wait: float) -> None:
        """Until the ACK comes (RFC 3261, 13.3.1.4)."""

        def again() -> None:
            if not self.timeline.first("ack", "bye", "cancelled", "hung up") and wait < 8:
                self._reply(200, self._sound(), self.session())
                self._answer_again(reason, 2 * wait)

        self.carrier.after(wait, again)

    def refuses(self, status: int) -> None:
        """486, 480, 603..."""
        self.timeline.add("refused", str(status))
        self._reply(status)
        self.stream.close()

    def stops_ringing(self, within: float) -> float:
        """Wait for the appliance's CANCEL; the moment it came."""
        return self.timeline.wait("cancelled", within=within).at

    def take_request(self, request: Message, reply: Reply) -> None:
        if request.method == "CANCEL":
            reply(200)
            if not self.timeline.first("answered"):
                self._reply(487)
                self.timeline.add("cancelled", request.get("Reason"))
                self.stream.close()
            return
        super().take_request(request, reply)

    def close(self) -> None:
        if not self.ended and not self.timeline.first("answered"):
            self.refuses(480)
        super().close()

    def _contact(self) -> list[tuple[str, str]]:
        return [("Contact", f"<sip:{self.name}@{self.carrier.address}>")]

    def _sound(self) -> list[tuple[str, str]]:
        return [*self._contact(), ("Content-Type", "application/sdp"), ("Allow", "INVITE, ACK, CANCEL, BYE, INFO")]


Plan = Callable[[MobileCall], None]


def rings(call: MobileCall) -> None:
    """Ring, for as long as the appliance likes."""
    call.rings()


class Mobile:
    """A number, its plan, and the calls it got. The verbs in the third person are told before the call."""

    def __init__(self, carrier: Carrier, number: str) -> None:
        self.carrier = carrier
        self.number = number
        self.plan: Plan = rings
        self.inband = False  # no telephone-event in its SDP
        self.numbers_keys: int | None = None  # what its operator calls telephone-event, whatever is offered
        self.calls: list[MobileCall] = []
        self._fresh: queue.Queue[MobileCall] = queue.Queue()

    def invited(self, invite: Message, reply: Reply, tag: str) -> None:
        """The appliance calls (in the carrier's thread)."""
        call = MobileCall(self.carrier, self.number, invite, reply, tag, self.inband)
        call.numbers_keys = self.numbers_keys
        call.learn(invite)
        self.carrier.legs[call.call_id] = call
        self.calls.append(call)
        reply(100)
        self.plan(call)
        self._fresh.put(call)

    def rings(self, within: float = 6.0) -> MobileCall:
        """Wait for the next call to this mobile."""
        try:
            return self._fresh.get(timeout=within)
        except queue.Empty:
            raise DidNotHappen(f"{self.number} was not rung within {within} s") from None

    def was_never_rung(self) -> None:
        assert not self.calls, f"{self.number} was rung {len(self.calls)} times"

    def was_rung(self, times: int) -> None:
        assert len(self.calls) == times, f"{self.number} was rung {len(self.calls)} times, not {times}"

    # --- plans --------------------------------------------------------------------------------------------------

    def will_refuse(self, status: int, after: float = 0.0) -> Mobile:
        """This status, at once or after some ringing."""

        def plan(call: MobileCall) -> None:
            if after:
                call.rings()
                call.carrier.after(after, lambda: None if call.ended else call.refuses(status))
            else:
                call.refuses(status)

        self.plan = plan
        return self

    def will_answer(self, after: float = 0.2, press: str = "", press_after: float = 1.0, by: str = "rfc2833") -> Mobile:
        """Ring, answer after so long, press keys so long after that."""

        def plan(call: MobileCall) -> None:
            call.rings()
            call.carrier.after(after, call.picks_up)
            if press:
                call.carrier.after(after + press_after, lambda: call.presses(press, by))

        self.plan = plan
        return self

    def is_a_voicemail(self, seconds: float = 30.0) -> Mobile:
        """Answer at once and talk, with no key."""

        def plan(call: MobileCall) -> None:
            call.rings()
            call.picks_up()
            call.says(sound.chatter(seconds))

        self.plan = plan
        return self

    def will_send_early_media_then_nothing(self) -> Mobile:
        """183 with sound, and never an answer."""

        def plan(call: MobileCall) -> None:
            call.plays_early_media()
            call.says(sound.chatter(3.0))

        self.plan = plan
        return self

    def will_not_even_ring(self) -> Mobile:
        """100 and nothing more."""
        self.plan = lambda call: None
        return self
