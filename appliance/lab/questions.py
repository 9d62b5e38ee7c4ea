"""Does it serve? Asked of the children that cannot say so themselves. An answer costs 0.3 s at most."""

from __future__ import annotations

import http.client
import socket
from contextlib import suppress

SECONDS = 0.3
OPTIONS = (
    "OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK-lab-{own};rport\r\n"
    "From: <sip:lab@127.0.0.1>;tag=lab{own}\r\n"
    "To: <sip:127.0.0.1:{port}>\r\n"
    "Call-ID: lab-{own}@127.0.0.1\r\n"
    "CSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n"
)


def page_answers(host: str, port: int) -> bool:
    """The web process gives its first page."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def freeswitch_answers(esl_port: int, sip_port: int) -> bool:
    """FreeSWITCH asks for its secret on the one port, and its SIP profile answers an OPTIONS on the other."""
    return _asks_for_secret(esl_port) and _answers_options(sip_port)


def _asks_for_secret(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        return b"auth/request" in connection.recv(200)
    return False


def _answers_options(port: int) -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(SECONDS)
        asker.connect(("127.0.0.1", port))
        asker.send(OPTIONS.format(port=port, own=asker.getsockname()[1]).encode())
        return asker.recv(2048).startswith(b"SIP/2.0 ")
    return False
