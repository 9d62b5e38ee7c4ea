"""A real SMTP server whose answers a test chooses."""

from __future__ import annotations

import ssl
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Mailbox:
    """Handler: keeps what it takes. `mail`, `rcpt`, `data`, `quit`: answers to give; `drop`: cut it at DATA."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.mail: str | None = None
        self.rcpt: str | None = None
        self.data: str | None = None
        self.quit = "221 Bye"  # empty: cut the connection there
        self.drop = False
        self.largest: int | None = None  # bytes
        self.tls_seen = False

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail is not None:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.drop:
            assert server.transport is not None
            server.transport.abort()
            return "451 gone"
        if self.data is not None:
            return self.data
        assert isinstance(envelope.content, bytes)
        if self.largest is not None and len(envelope.content) > self.largest:
            return "552 5.3.4 message too big"
        self.tls_seen = session.ssl is not None
        self.taken.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not self.quit:
            assert server.transport is not None
            server.transport.abort()
        return self.quit

    def mails(self) -> list[Message]:
        return [message_from_bytes(content, policy=default) for content in self.taken]


class AnyPort(Controller):
    """On a port that the system picks."""

    def _trigger_server(self) -> None:
        self.port = port_of(self)
        super()._trigger_server()


def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
    return AuthResult(success=(login.login, login.password) == (b"box", b"secret-word"), handled=False)


def mail_server(mailbox: Mailbox, context: ssl.SSLContext | None = None, *, login: bool = False) -> Controller:
    """A server on a free port of the loopback, not started. With a context: STARTTLS is offered and asked for."""
    options: dict[str, Any] = {}
    if context is not None:
        options |= {"tls_context": context, "require_starttls": True}
    if login:
        options |= {"authenticator": authenticator, "auth_required": True, "auth_require_tls": True}
    return AnyPort(mailbox, hostname="127.0.0.1", port=0, **options)


def port_of(server: Controller) -> int:
    assert server.server is not None
    return int(server.server.sockets[0].getsockname()[1])
