"""A person who calls the appliance."""

from __future__ import annotations

from collections.abc import Iterable

from phones import message as sip
from phones.carrier import Carrier
from phones.leg import Leg
from phones.message import Message

BEEP = 1000  # hertz
Headers = Iterable[tuple[str, str]]


class Caller(Leg):
    """`identity`: the From header less its tag, as it goes on the wire. `sends`: extra headers of the INVITE."""

    def __init__(
        self,
        carrier: Carrier,
        number: str = "0678901234",
        identity: str | None = None,
        sends: Headers = (),
        telephone_event: bool = True,
        offers: bool = True,
    ) -> None:
        super().__init__(carrier, f"caller {number}", telephone_event)
        self.offers = offers  # False: an INVITE without SDP, the answer of which is in the ACK
        self.number = number
        self.identity = identity or f'"{number}" <sip:{number}@{carrier.host}>'
        self.sends = list(sends)
        self.invite: Message | None = None

    def dials(self, number: str, to: str | None = None, uri: str | None = None) -> Caller:
        """INVITE. `to`: another number in the To header. `uri`: another R-URI, as a registered contact."""
        host, port = self.carrier.appliance
        self.target = uri or f"sip:{number}@{host}:{port}"
        self.destination = (host, port)
        self.local = f"{self.identity};tag={sip.token()}"
        self.remote = f"<sip:{to or number}@{host}:{port}>"
        self.invite = self.request("INVITE", *((self.session(), "application/sdp") if self.offers else ()))
        self.invite.headers += self.sends
        self.carrier.legs[self.call_id] = self
        self.timeline.add("dialled")
        self.carrier.ask(self.invite, self.destination, self._progress)
        return self

    def is_answered(self, within: float = 5.0) -> float:
        """Wait for the 200; the moment it came."""
        happened = self.timeline.wait("answered", "refused", within=within)
        assert happened.name == "answered", f"{self.name} refused: {happened.detail}"
        return happened.at

    def is_refused(self, within: float = 5.0) -> int:
        """Wait for a final refusal; its code."""
        happened = self.timeline.wait("answered", "refused", within=within)
        assert happened.name == "refused", f"{self.name} was answered"
        return int(happened.detail)

    def calls(self, number: str) -> Caller:
        """Dial, and be answered."""
        self.dials(number).is_answered()
        return self

    def gives_up(self) -> None:
        """Hang up, whatever the state: CANCEL before the answer, BYE after it."""
        if self.timeline.first("answered"):
            self.hangs_up()
            return
        assert self.invite is not None
        cancel = Message(f"CANCEL {self.invite.uri} SIP/2.0")
        wanted = ("via", "max-forwards", "from", "to", "call-id")
        cancel.headers = [(name, value) for name, value in self.invite.headers if name.lower() in wanted]
        cancel.headers.append(("CSeq", f"{self.invite.sequence[0]} CANCEL"))
        self.timeline.add("gave up")
        self.carrier.send(cancel, self.destination)

    @property
    def e164(self) -> str:
        return "+33" + self.number[1:]

    def hears_beep(self, within: float = 6.0) -> float:
        """Wait for the end of the tone after which one speaks."""
        return self.stream.ear.hears_tone_end(BEEP, within, after=self.stream.ear.from_here)

    def leave(self) -> None:
        if self.invite is not None and not self.timeline.first("answered", "refused", "gave up"):
            self.gives_up()
        super().leave()

    @property
    def dialled_at(self) -> float:
        happened = self.timeline.first("dialled")
        assert happened is not None
        return happened.at

    def learns_nothing_of(self, number: str) -> None:
        """No message received by this telephone shows that number (national form), in any writing."""
        digits = number.removeprefix("0")
        for one in self.received:
            assert digits not in one.encode().decode("utf-8", "replace"), f"the caller was told: {one.encode()!r}"

    def response_again(self, response: Message) -> None:
        """A retransmitted final response: our ACK was lost."""
        self._acknowledge(response)

    def _progress(self, response: Message) -> None:
        """A response to our INVITE (in the carrier's thread)."""
        if response.sequence[1] != "INVITE":
            return  # the 200 of a CANCEL has the same branch
        if response.status < 200:
            if response.status > 100:
                self.timeline.add("ringing", str(response.status))
                self.learn(response)
            return
        self._acknowledge(response)
        if response.status < 300:
            self.remote = response.get("To")
            self.learn(response)
            self.timeline.add("answered")
        else:
            self.timeline.add("refused", str(response.status))
            self.stream.close()

    def _acknowledge(self, response: Message) -> None:
        """ACK: a new transaction after a 2xx, the INVITE's own branch after a refusal."""
        assert self.invite is not None
        self.remote = response.get("To")
        if response.status < 300:
            self.routes = sip.record_routes(response)[::-1]
            self.learn(response)
        answer = () if self.offers or response.status >= 300 else (self.session(), "application/sdp")
        ack = self.request("ACK", *answer, number=self.invite.sequence[0])
        if response.status >= 300:
            ack.first = f"ACK {self.invite.uri} SIP/2.0"
            ack.headers[0] = ("Via", self.invite.get("Via"))
        self.carrier.send(ack, self.destination)
