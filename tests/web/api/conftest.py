"""Programs that use the API of a company's site, each with a token of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from appliance.store.accounts.tokens import Scope, open_token
from tests.web.site_world import World


class Program:
    """What asks the API: no browser, no cookie, no Origin."""

    def __init__(self, world: World, secret: str | None) -> None:
        self.client = world.app.test_client(use_cookies=False)
        self.secret = secret

    def ask(self, method: str, path: str, *, json: Any = None, **headers: str) -> TestResponse:
        """Under /api/v1. `If_Match='"v0"'` is the header If-Match."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret is not None:
            sent.setdefault("Authorization", f"Bearer {self.secret}")
        return self.client.open(f"/api/v1{path}", method=method, json=json, headers=sent)

    def read(self, path: str) -> Any:
        """What is there, which must be."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def refused(self, method: str, path: str, status: int, *, json: Any = None, **headers: str) -> str:
        """The sentence of a refusal."""
        answer = self.ask(method, path, json=json, **headers)
        assert answer.status_code == status, answer.text
        assert answer.content_type == "application/problem+json"
        assert answer.json is not None
        assert answer.json["status"] == status
        return " ".join([answer.json["detail"], *answer.json["problems"]])


Opener = Callable[..., Program]


@pytest.fixture
def program(world: World) -> Opener:
    """Opens a token for a program."""

    def opened(scope: Scope = Scope.READ, *, numbers: bool = False, last_day: date | None = None) -> Program:
        name = f"Essai {scope} {numbers} {last_day}"
        secret = open_token(
            world.database, name, scope, numbers=numbers, last_day=last_day, by="boss", now=world.moment
        )
        return Program(world, secret)

    return opened


@pytest.fixture
def reader(program: Opener) -> Program:
    return program()


@pytest.fixture
def writer(program: Opener) -> Program:
    return program(Scope.WRITE, numbers=True)
