"""One request to a server of others: https alone, no redirect, an end to every wait, and what came of it.

The whole of it has a deadline, however slowly the other side speaks, and what is read of the answer has a bound.
"""

from __future__ import annotations

import email.utils
import http.client
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, urlsplit

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


def ask(request: Request, *, ca_file: str | None = None) -> Reply:
    """Send it, and read the answer. NotHandedOver, NoReply."""
    address = urlsplit(request.url)
    deadline = time.monotonic() + SECONDS
    connection = _connection(address, ca_file)
    _connect(connection)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    with connection.sock as wire:
        connection.sock = Wire(wire, deadline)
        return _exchange(connection, request, target)


def _connection(address: SplitResult, ca_file: str | None) -> http.client.HTTPSConnection:
    try:
        port = address.port
    except ValueError as error:
        raise NotHandedOver("le port de l'adresse n'en est pas un.") from error
    if address.scheme != "https" or not address.hostname:
        raise NotHandedOver("l'adresse ne commence pas par https://.")
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one
        raise NotHandedOver(f"ca_file : {ca_file} ne se lit pas ({error.strerror or 'pas un certificat'}).") from error
    return http.client.HTTPSConnection(address.hostname, port, timeout=SECONDS, context=context)


def _connect(connection: http.client.HTTPSConnection) -> None:
    try:
        connection.connect()
    except ssl.SSLError as error:
        connection.close()
        raise NotHandedOver(f"certificat refusé ou TLS impossible ({error.reason}).") from error
    except OSError as error:
        raise NotHandedOver(f"serveur injoignable ({type(error).__name__}).") from error


def _exchange(connection: http.client.HTTPSConnection, request: Request, target: str) -> Reply:
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
