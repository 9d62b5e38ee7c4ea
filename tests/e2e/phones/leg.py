"""One end of a SIP call: the dialog, its sound, its keys. What a caller and a mobile have in common."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from phones import message as sip
from phones import sound
from phones.hearing import Heard, needle
from phones.media import Stream
from phones.message import Message
from phones.timeline import DidNotHappen, Timeline

if TYPE_CHECKING:
    from phones.carrier import Carrier

RECOGNISED_BY = 1.2  # seconds of a sentence
WAYS = {"whisper": ["whisper", "whisper/2"]}  # a sentence that the voice begins in more than one way


class Leg:
    """A dialog with the appliance, and the sound in it."""

    def __init__(self, carrier: Carrier, name: str, telephone_event: bool = True) -> None:
        self.carrier = carrier
        self.name = name
        self.telephone_event = telephone_event
        self.timeline = Timeline(name)
        self.received: list[Message] = []
        self.stream = Stream(carrier.host, carrier.pump)
        self.call_id = f"{sip.token()}@{carrier.host}"
        self.local = self.remote = ""  # From or To of our side, of theirs
        self.target = ""  # their Contact
        self.routes: list[str] = []  # the proxies between us, ours first (RFC 3261, 12.1.2)
        self.destination = carrier.appliance
        self.sequence = 100
        self.sessions = 1  # the version of our SDP: another one only when it says something else (RFC 3264, 8)
        self.said: object = None
        self.direction, self.heard_at = "sendrecv", ""
        self.codec = (8, "PCMA")  # the only one it offers; the sound is that of PCMA
        self.numbers_keys: int | None = None  # the payload that it gives to telephone-event, whatever we offer
        self.gone = False  # answers nothing any more
        self.answers_offers_with = 200  # what a re-INVITE gets

    # --- what a person does -------------------------------------------------------------------------------------

    def presses(self, keys: str, by: str = "rfc2833") -> None:
        """Press keys: by `rfc2833`, by SIP `info`, `inband` as tones, or `both` of the first two for each key."""
        if by in ("rfc2833", "both"):
            self.stream.press(keys)
        if by in ("info", "both"):
            for key in keys:
                self._info(key)
        if by == "inband":
            self.stream.say(sound.keypad(keys))

    def hums(self, frequency: float | None) -> None:
        """Fill the silence with a tone: whoever hears us hears it."""
        self.stream.hum(None if frequency is None else sound.tone(frequency))

    def says(self, samples: sound.Samples) -> None:
        """Say this once."""
        self.stream.say(samples)

    def says_all(self, within: float = 10.0) -> None:
        """Wait until everything given to say has been said."""
        self.stream.wait_until_said(within)

    def goes_silent(self) -> None:
        """Send no sound any more: mute, or silence suppression."""
        self.stream.mute = True

    def holds(self, direction: str = "inactive", heard_at: str = "") -> None:
        """Put the other side on hold by a re-INVITE, and send no sound."""
        self._offers(direction, heard_at)
        self.goes_silent()

    def resumes(self) -> None:
        """End the hold, speak again."""
        self._offers("sendrecv", "")
        self.stream.mute = False

    def vanishes(self) -> None:
        """The battery is dead: no sound, no answer, no BYE."""
        self.gone = True
        self.goes_silent()

    def hangs_up(self) -> None:
        """BYE."""
        self.timeline.add("hung up")
        self.carrier.ask(self.request("BYE"), self.destination, lambda _: self.timeline.add("ended"))

    # --- what a person notices ----------------------------------------------------------------------------------

    def hears(self, sentence: str | Path, within: float = 8.0, seconds: float = RECOGNISED_BY) -> Heard:
        """Wait for a sentence: its name in the catalogue, or a file."""
        files = [sentence] if isinstance(sentence, Path) else map(self.carrier.file_of, WAYS.get(sentence, [sentence]))
        try:
            return self.stream.ear.hears(str(sentence), [needle(path, seconds) for path in files], within)
        except AssertionError as error:
            raise AssertionError(f"{self.name}: {error}; so far: {self.timeline.story()}") from None

    def hears_tone(self, frequency: float, within: float = 3.0) -> float:
        """Wait for the other person's tone; the moment it was first there."""
        return self.stream.ear.hears_tone(frequency, within)

    def has_heard(self, sentence: str | Path) -> bool:
        path = sentence if isinstance(sentence, Path) else self.carrier.file_of(sentence)
        return self.stream.ear.contains(needle(path, RECOGNISED_BY))

    def is_hung_up(self, within: float = 5.0) -> float:
        """Wait until the other side has ended the call; the moment it did."""
        return self.timeline.wait("bye", "ended", "cancelled", "refused", within=within).at

    def is_hung_up_before(self, deadline: float) -> bool:
        """Whether the other side ends the call before this monotonic moment."""
        try:
            self.is_hung_up(within=max(0.0, deadline - time.monotonic()))
        except DidNotHappen:
            return False
        return True

    @property
    def ended(self) -> bool:
        return self.timeline.first("bye", "ended", "cancelled", "refused", "hung up") is not None

    # --- the dialog ---------------------------------------------------------------------------------------------

    def request(self, method: str, body: str = "", kind: str = "", number: int | None = None) -> Message:
        """A request within this dialog."""
        if number is None:
            self.sequence += 1
        headers = [
            ("Via", f"SIP/2.0/UDP {self.carrier.host}:{self.carrier.port};rport;branch=z9hG4bK{sip.token()}"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.sequence if number is None else number} {method}"),
            ("Contact", f"<sip:{self.carrier.host}:{self.carrier.port}>"),
        ]
        if kind:
            headers.append(("Content-Type", kind))
        return Message(f"{method} {self.target} SIP/2.0", headers, body)

    def session(self) -> str:
        """Our SDP."""
        said = (self.direction, self.heard_at, self.telephone_event, self.numbers_keys, self.codec)
        self.sessions += said != self.said
        self.said = said
        return sip.session(
            self.carrier.host,
            self.stream.port,
            self.telephone_event,
            self.sessions,
            self.direction,
            self.heard_at,
            self.numbers_keys or 101,
            self.codec,
        )

    def _offers(self, direction: str, heard_at: str) -> None:
        """A re-INVITE of ours, until it is acknowledged; again while the other side's own is under way (RFC 3261)."""
        self.direction, self.heard_at = direction, heard_at
        until = time.monotonic() + 5
        while (status := self._offered()) == "491" and time.monotonic() < until:
            pass
        assert status == "200", f"{self.name}: the re-INVITE is answered {status}"

    def _offered(self) -> str:
        request, done = self.request("INVITE", self.session(), "application/sdp"), Timeline(f"{self.name} re-INVITE")

        def learn(response: Message) -> None:
            if response.status >= 200:
                self.carrier.send(self.request("ACK", number=request.sequence[0]), self.destination)
                done.add("answered", str(response.status))

        self.carrier.ask(request, self.destination, learn)
        return done.wait("answered", within=5).detail

    def learn(self, message: Message) -> None:
        """Take the other side's media address and Contact from a message."""
        media = sip.media_address(message.body)
        if media is not None:
            self.stream.peer = media
            self.stream.events = self.numbers_keys or sip.key_payload(message.body) or self.stream.events
        if message.get("Contact"):
            self.target = sip.address(message.get("Contact"))
            self.destination = sip.host_port(sip.address(self.routes[0]) if self.routes else self.target)

    def take_request(self, request: Message, reply: Callable[..., None]) -> None:
        """A request within the dialog."""
        match request.method:
            case "BYE":
                reply(200)
                self.timeline.add("bye", request.get("Reason"))
                self.stream.close()
            case "INVITE":
                self.timeline.add("re-INVITE")
                if self.answers_offers_with != 200:
                    reply(self.answers_offers_with)
                    return
                self.learn(request)
                reply(200, [("Content-Type", "application/sdp")], self.session())
            case "PRACK":
                self.timeline.add("prack", request.get("RAck"))
                reply(200)
            case "ACK":
                self.timeline.add("ack")
            case _:
                reply(200)

    def _info(self, key: str) -> None:
        body = f"Signal={key}\r\nDuration=160\r\n"
        done = Timeline(f"{self.name} INFO")
        request = self.request("INFO", body, "application/dtmf-relay")
        self.carrier.ask(request, self.destination, lambda response: done.add("answered", str(response.status)))
        assert done.wait("answered", within=4).detail == "200", done.story()

    def leave(self) -> None:
        """Hang up, if this is not done."""
        if not self.ended and self.remote and self.timeline.first("answered"):
            self.hangs_up()

    def close(self) -> None:
        """The end of the test: leave nothing behind."""
        self.leave()
        self.stream.close()
