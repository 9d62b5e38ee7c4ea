"""The pages of a box over a real connection, for `tests.web.visit.Visit`: what a browser sends, and no more."""

from __future__ import annotations

import http.client
import re
import ssl
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyotp
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from appliance.store.accounts.accounts import Role
from tests.web.visit import Visit

SECONDS = 30
PASSWORD = "un-chat-dort-sur-le-tableau-42"


@dataclass(frozen=True)
class Asked:
    full_path: str


@dataclass(frozen=True)
class Page:
    """An answer, as `Visit` reads it."""

    status_code: int
    content: bytes
    request: Asked

    def get_data(self, as_text: bool = False) -> Any:
        return self.content.decode("utf-8", "replace") if as_text else self.content


@dataclass
class Browser:
    """One browser. `port` is on this machine; `host` is the name that the pages are asked under, over TLS if `tls`."""

    port: int
    host: str
    tls: bool = False
    environ_base: dict[str, str] = field(default_factory=dict)  # what `Visit` says to Flask's own client
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, query_string: dict[str, str] | None = None, **_: object) -> Page:
        return self._go("GET", f"{path}?{urlencode(query_string)}" if query_string else path)

    def post(self, path: str, data: dict[str, Any], **_: object) -> Page:
        sent = {
            name: FileStorage(value[0], value[1]) if isinstance(value, tuple) else value for name, value in data.items()
        }
        boundary, body = encode_multipart(sent)
        return self._go("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _go(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Page:
        """Ask, and follow where the answer sends."""
        for _ in range(6):
            status, location, content = self._ask(method, path, body, headers or {})
            if location is None:
                return Page(status, content, Asked(path))
            where = urlsplit(location)
            method, path, body, headers = "GET", where.path + (f"?{where.query}" if where.query else ""), None, {}
        raise AssertionError(f"{path} sends round in circles")

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str | None, bytes]:
        own = f"http{'s' if self.tls else ''}://{self.host}"
        said = {
            "Host": self.host,
            "Origin": own,
            "Referer": f"{own}/",
            "Sec-Fetch-Site": "same-origin",
            "Accept": "text/html",
        }
        said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = self._connection()
        try:
            connection.request(method, path, body, {**said, **headers})
            answer = connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie") or ():
                self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
            location = answer.headers["Location"] if answer.status in (301, 302, 303, 307, 308) else None
            return answer.status, location, answer.read()
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self.tls:
            context = ssl._create_unverified_context()  # noqa: S323 - a box of the tests signs its own certificate
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=SECONDS, context=context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)


def signed_in(browser: Browser, name: str, first_password: str) -> Visit:
    """Whoever has just been given this account, their own password chosen and their second factor set up."""
    visit = Visit(browser)  # type: ignore[arg-type]
    visit.go("/connexion")
    visit.press("Se connecter", name=name, password=first_password)
    assert "Enregistrer" in visit.text, visit.text[-2000:]
    visit.press("Enregistrer", new=PASSWORD, again=PASSWORD)
    key = re.search(r"<code>([A-Z2-7 ]{32,})</code>", visit.text)
    assert key, visit.text[-2000:]
    visit.press("Mettre en place", code=pyotp.TOTP(key[1].replace(" ", "")).now())
    assert "est en place" in visit.text
    visit.go("/")
    assert "D'astreinte maintenant" in visit.text, visit.text[-2000:]
    return visit


MANAGER = Role.MANAGER.value
