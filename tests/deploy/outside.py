"""outside.py: what a box speaks to besides its operator, on its own network: a mail server and a dead man's switch.

It prints a line of JSON for each mail taken ({"mail": subject}) and each ping ({"ping": path}).
"""

from __future__ import annotations

import json
import threading
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MAIL_PORT, PING_PORT = 2525, 9999


def tell(**fact: str) -> None:
    print(json.dumps(fact), flush=True)


class Mailbox:
    """Takes every mail."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.original_content or b"")
        tell(mail=str(make_header(decode_header(mail["Subject"]))))
        return "250 OK"


class Switch(BaseHTTPRequestHandler):
    """Told each minute that the line answers."""

    def do_GET(self) -> None:
        tell(ping=self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Not on the standard output's neighbour either."""


def main() -> None:
    Controller(Mailbox(), hostname="127.0.0.1", port=MAIL_PORT).start()
    pings = ThreadingHTTPServer(("127.0.0.1", PING_PORT), Switch)
    threading.Thread(target=pings.serve_forever, daemon=True).start()
    tell(ready="")
    threading.Event().wait()


if __name__ == "__main__":
    main()
