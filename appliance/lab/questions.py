"""Does it serve? Asked of the children that cannot say so themselves. An answer costs 0.3 s at most."""

from __future__ import annotations

import http.client
import socket
from contextlib import suppress

SECONDS = 0.3
OPTIONS = (
    "OPTIONS sip:{host}:{port} SIP/2.0\r\n"
    "Via: SIP/2.0/UDP {host}:{own};branch=z9hG4bK-lab-{own};rport\r\n"
    "From: <sip:lab@{host}>;tag=lab{own}\r\n"
    "To: <sip:{host}:{port}>\r\n"
    "Call-ID: lab-{own}@{host}\r\n"
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
    return _asks_for_secret(esl_port) and _answer_to_options("127.0.0.1", sip_port).startswith(b"SIP/2.0 ")


def front_answers(host: str, port: int) -> bool:
    """The front would give a call to a box."""
    return _answer_to_options(host, port).startswith(b"SIP/2.0 200 ")


def _asks_for_secret(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        return b"auth/request" in connection.recv(200)
    return False


def _answer_to_options(host: str, port: int) -> bytes:
    """What is said to an OPTIONS that comes from the host itself; nothing where nobody answers."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(SECONDS)
        asker.bind((host, 0))
        asker.connect((host, port))
        asker.send(OPTIONS.format(host=host, port=port, own=asker.getsockname()[1]).encode())
        return asker.recv(2048)
    return b""
