"""A person in front of the site, without a browser: pages are read, forms are filled in as they stand on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def read(text: str) -> str:
    """A page as it is read: plain spaces and apostrophes, whatever its typography and its escapes."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-")
    return plain.replace("’", "'").replace("&#39;", "'")


def words(page: str) -> str:
    """A page less its marks: what stands in several elements is read in one go."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@dataclass
class Form:
    """`fields`: the last value of each; `sent`: all that a browser sends, in the order of the page."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words


class Forms(HTMLParser):
    """The forms of a page, with what each field holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select: str | None = None
        self._chosen: str | None = None  # in that select
        self._area: str | None = None
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(facts.get("action", ""), facts.get("method", "get").lower()))
        if not self.found:
            return
        fields = self.found[-1].fields
        chosen = facts.get("type") not in ("checkbox", "radio") or "checked" in facts
        if tag == "input" and "name" in facts and chosen:
            fields[facts["name"]] = facts.get("value", "y")
            if facts.get("type") != "file":
                self.found[-1].sent.append((facts["name"], fields[facts["name"]]))
        elif tag == "select":
            self._select = facts["name"]
        elif tag == "option" and self._select:
            if "selected" in facts or self._select not in fields:
                fields[self._select] = facts.get("value", "")
            if "selected" in facts or self._chosen is None:
                self._chosen = facts.get("value", "")
        elif tag == "textarea":
            self._area = facts["name"]
            fields[self._area] = ""
        elif tag == "button" and facts.get("type") != "button":
            self._button = facts.get("name", ""), facts.get("value", "")
            self.found[-1].buttons.append((*self._button, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            if self._select and self._chosen is not None:
                self.found[-1].sent.append((self._select, self._chosen))
            self._select = self._chosen = None
        elif tag == "textarea" and self._area is not None:
            self.found[-1].sent.append((self._area, self.found[-1].fields[self._area]))
            self._area = None
        elif tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.found[-1].fields[self._area] += data.lstrip("\r\n")
        if self._button is not None:
            name, value, words = self.found[-1].buttons[-1]
            self.found[-1].buttons[-1] = name, value, words + data


def encoded(fields: dict[str, Any]) -> dict[str, Any]:
    """As a browser sends a form: lines, of hidden fields too, end in two letters."""
    return {
        name: "\r\n".join(re.split(r"\r\n|\r|\n", said)) if isinstance(said, str) else said
        for name, said in fields.items()
    }


def sent_by_browser(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The same of fields that may have one name: all their values, in order."""
    found: dict[str, list[str]] = {}
    for name, said in fields:
        found.setdefault(name, []).append(encoded({name: said})[name])
    return found


class Visit:
    """One browser's cookies. `text`: the page last shown."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in OURS.items()})
        self.path = "/"
        self.answer: TestResponse | None = None

    @property
    def text(self) -> str:
        assert self.answer is not None
        return read(self.answer.get_data(as_text=True))

    @property
    def status(self) -> int:
        assert self.answer is not None
        return self.answer.status_code

    def go(self, path: str) -> str:
        """Ask for a page, and follow where it sends."""
        self.answer = self.client.get(path, follow_redirects=True)
        self.path = self.answer.request.full_path.rstrip("?")
        return self.text

    def form(self, button: str) -> tuple[Form, tuple[str, str, str]]:
        """The first form of the page with a button of these words."""
        parser = Forms()
        parser.feed(self.text)
        for form in parser.found:
            for one in form.buttons:
                if " ".join(one[2].split()).startswith(button):
                    return form, one
        raise AssertionError(f"no button « {button} » on {self.path}")

    def press(self, button: str, **typed: Any) -> str:
        """Fill in the form that has this button, and press it."""
        form, (name, value, _) = self.form(button)
        fields = {**form.fields, **{key: val for key, val in typed.items() if val is not None}}
        if name:
            fields[name] = value
        for key in [key for key, val in typed.items() if val is None]:
            fields.pop(key, None)
        target = form.action or self.path
        if form.method == "get":
            self.answer = self.client.get(target, query_string=fields, follow_redirects=True)
        else:
            self.answer = self.client.post(target, data=encoded(fields), follow_redirects=True)
        self.path = self.answer.request.full_path.rstrip("?")
        return self.text
