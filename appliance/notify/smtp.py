"""One mail handed to the mail server, and what the server said of it."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from appliance.config import Mail
from appliance.hidden_letters import without_hidden_letters
from appliance.notify.channel import Answer, Verdict
from appliance.notify.deadline import Wire

SECONDS = 30.0  # for each word of the server
DATA_SECONDS = 300.0  # for a mail and its recording to leave by a slow line
ALL_SECONDS = 480.0  # for the whole of it, however slowly the server speaks: less than a sender's claim
NOT_SIGNED_IN = 530
FAREWELL_SECONDS = 5.0  # for its last one, which decides nothing


def send(settings: Mail, recipient: str, content: str) -> Answer:
    """Hand one mail over. Raises nothing of the network: every failure is an answer."""
    message = f"From: Astreinte <{settings.sender}>\r\n{content}".encode("ascii")
    try:
        with _connected(settings) as server:
            return _handed(server, settings, recipient, message)
    except smtplib.SMTPAuthenticationError as error:
        return Answer(Verdict.LATER, f"identifiants refusés par le serveur ({error.smtp_code}) ; vérifiez [mail].")
    except smtplib.SMTPNotSupportedError:
        return Answer(Verdict.LATER, "le serveur n'offre ni STARTTLS ni cette identification ; vérifiez [mail].")
    except ssl.SSLError as error:
        return Answer(Verdict.LATER, f"certificat du serveur refusé ou TLS impossible ({error.reason}).")
    except smtplib.SMTPResponseException as error:
        return Answer(Verdict.LATER, f"le serveur a répondu {_text(error.smtp_code, error.smtp_error)}.")
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Verdict.LATER, f"serveur injoignable ou connexion perdue ({type(error).__name__}).")


@contextmanager
def _connected(settings: Mail) -> Iterator[_Whole]:
    """A server to talk to. What it answers to QUIT, or does not, says nothing of the mails that it has taken."""
    server = _connection(settings)
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            if server.sock is not None:
                server.wait(FAREWELL_SECONDS)
                server.docmd("QUIT")
        server.close()


def _connection(settings: Mail) -> _Whole:
    trust = ssl.create_default_context(cafile=settings.ca_file)
    if settings.tls == "tls":
        return _WholeTls(settings.host, settings.port, timeout=SECONDS, context=trust)
    server = _Whole(settings.host, settings.port, timeout=SECONDS)
    if settings.tls == "starttls":
        try:
            server.starttls(context=trust)
        except BaseException:
            server.close()
            raise
    return server


class _Whole(smtplib.SMTP):
    """It ends at one deadline: a server that says a letter now and then would hold up all the other mails.

    `patience`: seconds for its next word, or for ours to leave.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.patience, self._deadline = SECONDS, time.monotonic() + ALL_SECONDS
        super().__init__(*arguments, **named)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = Wire(self.sock, self._deadline, self.patience).makefile("rb")
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.patience)
        super().send(s)

    def wait(self, seconds: float) -> None:
        """Be so patient from now on."""
        self.patience, self.file = seconds, None  # nothing waits in it: each answer has been read


class _WholeTls(_Whole, smtplib.SMTP_SSL):
    """The same, in TLS from the first word."""


def _handed(server: _Whole, settings: Mail, recipient: str, message: bytes) -> Answer:
    if settings.username is not None and settings.password is not None:
        server.login(settings.username, settings.password)
    server.ehlo_or_helo_if_needed()
    taken = ""
    for turn, (code, said) in enumerate(_steps(server, settings.sender, recipient, message)):
        if code >= 500 and (turn == 0 or code == NOT_SIGNED_IN):  # it refuses us, and no mail of ours would pass
            return Answer(Verdict.LATER, f"expéditeur refusé : {_text(code, said)} ; vérifiez [mail].")
        if code >= 500:
            return Answer(Verdict.NEVER, f"refusé : {_text(code, said)}.")
        if not 200 <= code < 300:
            return Answer(Verdict.LATER, f"remis à plus tard : {_text(code, said)}.")
        taken = _text(code, said)
    return Answer(Verdict.SENT, taken)


def _steps(server: _Whole, sender: str, recipient: str, message: bytes) -> Iterator[tuple[int, bytes]]:
    """The answers to MAIL, RCPT and DATA, in this order."""
    yield server.mail(sender)
    yield server.rcpt(recipient)
    try:
        server.wait(DATA_SECONDS)
        yield server.data(message)
    except smtplib.SMTPDataError as error:
        said = error.smtp_error
        yield error.smtp_code, said if isinstance(said, bytes) else said.encode()


def _text(code: int, said: bytes | str) -> str:
    """`550 5.1.1 no such mailbox`, in letters that harm no log, not too long."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(without_hidden_letters(f"{code} {words}").split())[:200]
