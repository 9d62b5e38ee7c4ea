"""The same visit on greenswitch as it is published: answered, one file, the end. PORT FILE."""

from __future__ import annotations

import sys

import gevent.monkey

gevent.monkey.patch_all()

import greenswitch  # noqa: E402
from greenswitch.esl import NotConnectedError, OutboundSessionHasGoneAway  # noqa: E402


class Visit:
    """One call, as greenswitch's own README writes it."""

    def __init__(self, session: greenswitch.OutboundESLServer) -> None:
        self.session = session

    def run(self) -> None:
        try:
            self.session.connect()
            self.session.myevents()
            self.session.linger()
            self.session.answer()
            self.session.playback(sys.argv[2])
            self.session.hangup()
        except (OutboundSessionHasGoneAway, NotConnectedError):
            self.session.stop()


greenswitch.OutboundESLServer(
    bind_address="127.0.0.1", bind_port=int(sys.argv[1]), application=Visit, max_connections=500
).listen()
