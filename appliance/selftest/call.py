"""One call over SIP (RFC 3261) and RTP (RFC 3550), from this machine to itself: answered, heard, hung up."""

from __future__ import annotations

import re
import secrets
import socket
import time
from dataclasses import dataclass

ANSWER_SECONDS = 8.0
VOICE_SECONDS = 6.0
QUIET = 8  # A-law: distance of a byte from silence (0xD5, G.711) below which nothing is heard
SILENCE = 0xD5
HEADER_BYTES = 12  # of RTP
VOICED_PACKETS = 10  # 0.2 s


class NoAnswer(Exception):
    """The call went wrong; the message says how, in French."""


@dataclass(frozen=True)
class Heard:
    """Seconds from the call to the pick-up, and from there to a voice."""

    answered_after: float
    voice_after: float


class TestCall:
    """A call from `own` to a number at `box`, both `(address, port)`; used once."""

    def __init__(self, own: str, box: tuple[str, int], number: str) -> None:
        self._box, self._number = box, number
        self._sip = _bound(own)
        self._rtp = _bound(own)
        self._own = f"{own}:{self._sip.getsockname()[1]}"
        self._id, self._tag, self._branch = (secrets.token_hex(8) for _ in range(3))
        self._to_tag = ""

    def place(self) -> Heard:
        """Call, listen until somebody speaks, hang up. NoAnswer, one sentence, for anything else."""
        began = time.monotonic()
        try:
            self._send("INVITE", self._offer())
            self._wait_for_pick_up(began + ANSWER_SECONDS)
            answered = time.monotonic()
            self._send("ACK")
            self._wait_for_voice(answered + VOICE_SECONDS)
            heard = Heard(answered - began, time.monotonic() - answered)
            self._send("BYE")
            return heard
        finally:
            self._sip.close()
            self._rtp.close()

    def _offer(self) -> str:
        host, _, _ = self._own.partition(":")
        lines = ("v=0", f"o=essai 1 1 IN IP4 {host}", "s=essai", f"c=IN IP4 {host}", "t=0 0")
        media = f"m=audio {self._rtp.getsockname()[1]} RTP/AVP 8 101"
        return "\r\n".join((*lines, media, "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000", ""))

    def _send(self, method: str, body: str = "") -> None:
        target = f"sip:{self._number}@{self._box[0]}:{self._box[1]}"
        number = 2 if method == "BYE" else 1
        lines = [
            f"{method} {target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._own};branch=z9hG4bK{self._branch}{method};rport",
            "Max-Forwards: 5",
            f"From: <sip:anonymous@anonymous.invalid>;tag={self._tag}",
            f"To: <{target}>{self._to_tag}",
            f"Call-ID: {self._id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:essai@{self._own}>",
            "Privacy: id",
            "User-Agent: Astreinte selftest",
        ]
        lines += ["Content-Type: application/sdp"] if body else []
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])
        self._sip.sendto(text.encode(), self._box)

    def _wait_for_pick_up(self, deadline: float) -> None:
        while True:
            status, text = self._answer(deadline)
            if status >= 300:
                self._remember(text)
                self._send("ACK")
                raise NoAnswer(f"l'appel est refusé ({text.splitlines()[0][8:60]}).")
            if status >= 200:
                self._remember(text)
                return

    def _answer(self, deadline: float) -> tuple[int, str]:
        self._sip.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            text = self._sip.recv(65536).decode("utf-8", "replace")
        except (TimeoutError, OSError) as error:
            raise NoAnswer(f"personne ne décroche en {ANSWER_SECONDS:g} s ({error}).") from error
        found = re.match(r"SIP/2\.0 (\d{3}) ", text)
        return (int(found[1]), text) if found else (100, text)

    def _remember(self, text: str) -> None:
        found = re.search(r"^(?:To|t)\s*:.*?;tag=([^\s;>]+)", text, re.MULTILINE | re.IGNORECASE)
        self._to_tag = f";tag={found[1]}" if found else ""

    def _wait_for_voice(self, deadline: float) -> None:
        voiced = 0
        while voiced < VOICED_PACKETS:
            self._rtp.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                packet = self._rtp.recv(2048)
            except (TimeoutError, OSError) as error:
                self._send("BYE")
                raise NoAnswer(f"la ligne décroche, mais aucune voix n'est entendue en {VOICE_SECONDS:g} s.") from error
            voiced += is_voiced(packet[HEADER_BYTES:])


def is_voiced(samples: bytes) -> bool:
    """Whether somebody may be heard in these A-law samples (G.711: every other bit inverted, the sign aside)."""
    return sum(((sample ^ SILENCE) & 0x7F) > QUIET for sample in samples) > len(samples) // 4


def _bound(address: str) -> socket.socket:
    new = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    new.bind((address, 0))
    return new
