"""What is written about the API is true: the page of its operations, and each curl of docs/api.md."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from appliance.calls.call_context import Outcome
from appliance.store.accounts.accounts import Role
from tests.web.api.conftest import Program
from tests.web.site_world import NOW, World

GUIDE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = [found.replace("\\\n", " ") for found in re.findall(r"^curl (?:.*\\\n)*.*$", GUIDE, re.M)]
STALE = "8c1f"  # the ETag of the example is nobody's: its answer says so
GONE = "3f2a9c0d51b7e684"


def test_the_page_tells_every_operation_to_anybody(world: World) -> None:
    text = world.somebody().go("/api")
    described: Any = world.app.test_client().get("/api/v1/openapi.json").json
    operations = [one for methods in described["paths"].values() for one in methods.values()]
    assert len(operations) > 25
    for one in operations:
        assert f'id="{one["operationId"]}"' in text
        assert one["description"], one["operationId"]
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in text
    assert "`" not in text


def test_every_reference_of_the_file_leads_somewhere(world: World) -> None:
    described: Any = world.app.test_client().get("/api/v1/openapi.json").json
    for place in set(re.findall(r'"#/components/([^"]+)"', world.app.test_client().get("/api/v1/openapi.json").text)):
        kind, _, name = place.partition("/")
        assert name in described["components"][kind], place


def test_the_guide_has_its_examples() -> None:
    assert len(COMMANDS) > 12


@pytest.mark.parametrize("command", COMMANDS)
def test_each_curl_of_the_guide_is_answered(world: World, writer: Program, command: str) -> None:
    world.account("lea", Role.MANAGER)
    world.call("2f1c", NOW, outcome=Outcome.MESSAGE, agents=(), message="2f1c.wav")
    method, headers, body, address = "GET", {}, None, ""
    words = iter(shlex.split(command, comments=True)[1:])
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value.replace("$JETON", writer.secret or "")
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            body = next(words)
        elif word == "-o":
            next(words)
        elif word != "-i":
            address = word.replace("$API", "/api/v1")
    status = writer.client.open(address, method=method, headers=headers, data=body).status_code
    expected = {412} if STALE in command and method != "GET" else {404} if GONE in command else {200, 201}
    assert status in expected, command
