"""The whole visit on greenswitch as it is published, as far as it goes in its fewest lines. PORT FOLDER DIAL."""

from __future__ import annotations

import sys

import gevent.monkey

gevent.monkey.patch_all()

import greenswitch  # noqa: E402
from greenswitch.esl import NotConnectedError, OutboundSessionHasGoneAway  # noqa: E402

FOLDER, DIAL = sys.argv[2], sys.argv[3]
WELCOME = f"file_string://{FOLDER}/greeting.wav!{FOLDER}/menu.wav"


class Visit:
    """One call: menu, order number, read-back, and FreeSWITCH's own bridge with a key to confirm."""

    def __init__(self, session: greenswitch.OutboundESLServer) -> None:
        self.session = session

    def run(self) -> None:
        session = self.session
        try:
            session.connect()
            session.myevents()
            session.linger()
            session.answer()
            self._set(playback_delimiter="!")
            self._asks(1, WELCOME)
            digits = self._asks(5, f"{FOLDER}/ask.wav") or ""
            self._asks(1, "file_string://" + "!".join(f"{FOLDER}/{name}.wav" for name in [*digits, "confirm"]))
            self._set(group_confirm_key="1", group_confirm_file=f"{FOLDER}/whisper.wav")
            session.bridge(DIAL)
            session.hangup()
        except (OutboundSessionHasGoneAway, NotConnectedError):
            session.stop()

    def _set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.session.call_command("set", f"{name}={value}")

    def _asks(self, digits: int, heard: str) -> str | None:
        typed: str | None = self.session.play_and_get_digits(
            digits, digits, 1, 5000, "#", heard, "silence_stream://10", "bench_typed", "[0-9]+", 5000, ""
        )
        return typed


greenswitch.OutboundESLServer(
    bind_address="127.0.0.1", bind_port=int(sys.argv[1]), application=Visit, max_connections=500
).listen()
