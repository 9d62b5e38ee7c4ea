"""An operator that wants to know who we are: digest authentication (RFC 2617, MD5) of REGISTER and of INVITE."""

from __future__ import annotations

import hashlib
import re

from phones import message as sip
from phones.carrier import Carrier
from phones.message import Message
from phones.timeline import Timeline

REALM = "operateur.test"


class Registrar(Carrier):
    """`registrations`: every REGISTER, as a timeline: challenged, refused, registered or left.

    `granted`: the seconds that it grants, whatever is asked.
    """

    def __init__(
        self, username: str, password: str, host: str = "127.0.0.1", port: int = 0, granted: int = 600
    ) -> None:
        super().__init__(host, port)
        self.username, self.password, self.granted = username, password, granted
        self.registrations = Timeline("registrar")
        self.contact = ""  # where calls for the registered number go
        self.calls = Timeline("INVITE")

    def is_registered(self, within: float = 8.0, since: float = 0.0) -> float:
        """Wait for a REGISTER accepted after this monotonic moment; the moment it was."""
        return self._wait("registered", within, since)

    def has_refused(self, within: float = 8.0, since: float = 0.0) -> float:
        """Wait for a REGISTER whose answer to the challenge is wrong; the moment."""
        return self._wait("refused", within, since)

    def _wait(self, name: str, within: float, since: float) -> float:
        return self.registrations.wait_after(name, since, within).at

    def _take_request(self, request: Message, source: tuple[str, int]) -> None:
        if request.method == "REGISTER":
            status, extra = self._registered(request)
        elif request.method == "INVITE" and not sip.parameter(request.get("To"), "tag"):
            if self._is_ours(request, "Proxy-Authorization"):
                self.calls.add("authenticated")
                super()._take_request(request, source)
                return
            self.calls.add("challenged")
            status, extra = 407, [("Proxy-Authenticate", self._challenge())]
        else:
            super()._take_request(request, source)
            return
        self.send(sip.answer(request, status, "Whatever", sip.token(), extra), source)

    def _registered(self, request: Message) -> tuple[int, list[tuple[str, str]]]:
        if not request.get("Authorization"):
            self.registrations.add("challenged")
            return 401, [("WWW-Authenticate", self._challenge())]
        if not self._is_ours(request, "Authorization"):
            self.registrations.add("refused")
            return 403, []
        if "expires=0" in request.get("Contact") or request.get("Expires") == "0":
            self.registrations.add("left")
            return 200, []
        self.contact = sip.address(request.get("Contact"))
        self.registrations.add("registered")
        return 200, [("Contact", f"<{self.contact}>;expires={self.granted}")]

    @staticmethod
    def _challenge() -> str:
        return f'Digest realm="{REALM}", nonce="{sip.token()}", algorithm=MD5, qop="auth"'

    def _is_ours(self, request: Message, header: str) -> bool:
        """Whether the answer to our challenge is the one that the password gives."""
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', request.get(header)))
        if given.get("username") != self.username:
            return False
        secret = _md5(f"{self.username}:{REALM}:{self.password}")
        what = _md5(f"{request.method}:{given['uri']}")
        proof = (secret, given["nonce"], given["nc"], given["cnonce"], given["qop"], what)
        return given.get("response") == _md5(":".join(proof))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
