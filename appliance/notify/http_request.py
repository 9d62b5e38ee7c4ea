"""One request to a server of others: TLS, but to this machine; no redirect, an end to every wait, what came of it.

The whole of it has a deadline, however slowly the other side speaks, and what is read of the answer has a bound.
"""

from __future__ import annotations

import email.utils
import http.client
import re
import select
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, urlsplit

from appliance.gateways import on_this_machine
from appliance.hidden_letters import without_hidden_letters
from appliance.notify.channel import Answer, Verdict
from appliance.notify.deadline import Wire

SECONDS = 20.0
MOST_BYTES = 65_536  # of an answer
LONGEST_PAUSE = timedelta(hours=1)
UNKNOWN = "pas de réponse ({}) : il est essayé de nouveau, et peut-être dit deux fois."


@dataclass(frozen=True)
class Request:
    """`url`: https. `headers`: one line each. `body`: as it travels."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the other side answered: its status, the beginning of what it said, when it asks to be tried again."""

    status: int
    said: str
    pause: timedelta | None = None


class NotHandedOver(Exception):
    """Nobody has taken the request, and the message, a sentence, says why."""


class NoReply(Exception):
    """It was handed over, and nobody knows what became of it."""


def ask(request: Request, *, ca_file: str | None = None, seconds: float | None = None) -> Reply:
    """Send it, and read the answer, within `seconds` (SECONDS) in all. NotHandedOver, NoReply."""
    address = urlsplit(request.url)
    deadline = time.monotonic() + (SECONDS if seconds is None else seconds)
    connection, context = _connection(address, ca_file)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    with _connected(connection, context, deadline) as wire:
        connection.sock = Wire(wire, deadline)
        return _exchange(connection, request, target)


def _connection(address: SplitResult, ca_file: str | None) -> tuple[http.client.HTTPConnection, ssl.SSLContext | None]:
    """What speaks HTTP there, and what checks its certificate. NotHandedOver."""
    try:
        port = address.port
    except ValueError as error:
        raise NotHandedOver("le port de l'adresse n'en est pas un.") from error
    if address.scheme == "http" and on_this_machine(address.hostname):
        return http.client.HTTPConnection(address.hostname or "", port), None
    if address.scheme != "https" or not address.hostname:
        raise NotHandedOver("l'adresse ne commence pas par https://.")
    context = _context(ca_file)
    return http.client.HTTPSConnection(address.hostname, port, context=context), context


def _connected(
    connection: http.client.HTTPConnection, context: ssl.SSLContext | None, deadline: float
) -> socket.socket:
    """A line to the server, its certificate checked. NotHandedOver."""
    try:
        plain = socket.create_connection((connection.host, connection.port), timeout=_left(deadline))
        return plain if context is None else _in_tls(plain, context, connection.host, deadline)
    except ssl.SSLError as error:
        raise NotHandedOver(f"certificat refusé ou TLS impossible ({error.reason}).") from error
    except OSError as error:
        raise NotHandedOver(f"serveur injoignable ({type(error).__name__}).") from error


def _context(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one
        raise NotHandedOver(f"ca_file : {ca_file} ne se lit pas ({error.strerror or 'pas un certificat'}).") from error


def _in_tls(plain: socket.socket, context: ssl.SSLContext, host: str, deadline: float) -> ssl.SSLSocket:
    """The same line, its keys agreed by the deadline, however slowly the other side speaks."""
    wire = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    try:
        wire.settimeout(0)
        while True:
            try:
                wire.do_handshake()
                return wire
            except ssl.SSLWantReadError:
                select.select([wire], [], [], _left(deadline))
            except ssl.SSLWantWriteError:
                select.select([], [wire], [], _left(deadline))
    except BaseException:
        wire.close()
        raise


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _exchange(connection: http.client.HTTPConnection, request: Request, target: str) -> Reply:
    try:
        connection.request(request.method, target, request.body or None, dict(request.headers))
        answer = connection.getresponse()
        said = answer.read(MOST_BYTES)
        if answer.length and len(said) < MOST_BYTES:
            raise http.client.IncompleteRead(said, answer.length)
    except (OSError, http.client.HTTPException) as error:
        raise NoReply(type(error).__name__) from error
    return Reply(answer.status, said.decode("utf-8", "replace"), _pause(answer.getheader("Retry-After")))


def _pause(asked: str | None) -> timedelta | None:
    """Seconds, or a date; an hour at most."""
    if asked is None:
        return None
    if re.fullmatch(r"\d{1,6}", asked.strip()):
        wait = timedelta(seconds=int(asked))
    else:
        try:
            wait = email.utils.parsedate_to_datetime(asked) - datetime.now(UTC)
        except (TypeError, ValueError):
            return None
    return min(max(wait, timedelta(0)), LONGEST_PAUSE)


def shortened(text: str, secrets: list[str] | tuple[str, ...] = ()) -> str:
    """What is kept of an answer: on one line, short, without a secret that it repeats."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    return " ".join(without_hidden_letters(text[:2000]).split())[:200]


def told_in(content: str) -> list[str]:
    """What a text tells that no answer may bring back, were the rest of it written otherwise: numbers, a link's secret.

    A number is found with its prefix or without.
    """
    found = re.findall(r"[\w-]{32,}|\+?\d(?:[ .]?\d){4,}", content)
    return found + [one[-9:] for one in found if re.fullmatch(r"\+\d{9,}", one)]


def judged(reply: Reply, said: str) -> Answer | None:
    """What a status that is no success means; None for a success. `said`: what is kept of the answer."""
    told = f"{reply.status} {said}".strip()
    if 200 <= reply.status < 300:
        return None
    if 300 <= reply.status < 400:
        return Answer(Verdict.LATER, f"le serveur renvoie ailleurs, ce qui n'est pas suivi : {told}")
    if reply.status in (404, 405):
        return Answer(Verdict.LATER, f"adresse inconnue du serveur : {told}")
    if reply.status in (401, 403):
        return Answer(Verdict.LATER, f"identifiants refusés : {told}")
    if reply.status in (402, 408, 425, 429) or reply.status >= 500:
        return Answer(Verdict.LATER, f"remis à plus tard : {told}", reply.pause)
    return Answer(Verdict.NEVER, f"refusé : {told}")
