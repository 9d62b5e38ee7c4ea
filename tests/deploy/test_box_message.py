"""A message goes all its way on a box: left, played, entrusted, deleted; an announcement is recorded from the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.deploy.box import Box
from tests.deploy.test_box import until

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]

RECORDINGS = "/var/lib/astreinte/recordings"
PROMPTS = "/var/lib/astreinte/prompts"
YEARS_AGO = (
    "import sqlite3; journal = sqlite3.connect('/var/lib/astreinte/db/astreinte.db'); "
    "journal.execute(\"UPDATE calls SET started_at = '2020' || substr(started_at, 5)\"); journal.commit()"
)


def leaves_a_message(box: Box) -> dict[str, Any]:
    """A caller does, and hears that it is kept; what the journal says of the call."""
    assert box.on_its_network("messenger.py") == {"kept": True, "rung": 0}
    newest: dict[str, Any] = json.loads(box.run("astreinte", "calls", "--json").out)[0]
    assert (newest["outcome"], newest["attempts"]) == ("message", [])
    return newest


def exists(box: Box, path: str) -> bool:
    return box.run("test", "-e", path).code == 0


def test_a_message_is_left_played_entrusted_and_deleted_and_an_announcement_recorded(box: Box) -> None:
    call = leaves_a_message(box)
    sound = f"{RECORDINGS}/{call['message']['file']}"
    assert box.run("stat", "--format=%a %U %G", sound).out.strip() == "660 freeswitch astreinte-audio"
    first = box.run("astreinte", "account", "add", "lea.martin", "--role", "manager").out.splitlines()[0]
    seen = box.on_its_network("visitor.py", "lea.martin", first, call["id"], call["message"]["file"])
    assert (seen["assigned"], seen["deleted"], seen["recorded"]) == (True, True, 200)
    assert seen["played"][0] == 200
    assert seen["played"][1] > 20_000
    assert not exists(box, sound)
    until(lambda: box.run("sh", "-c", f"ls {PROMPTS}/recorded-*").code == 0, 20, "the recording is in force")
    taken = box.run("sh", "-c", f"stat --format='%a %G' {PROMPTS}/take-*.wav").out.split("\n")[0]
    assert taken == "640 astreinte-audio"


def test_the_unit_that_forgets_may_delete_what_freeswitch_wrote(box: Box) -> None:
    call = leaves_a_message(box)
    sound = f"{RECORDINGS}/{call['message']['file']}"
    aged = box.run("setpriv", "--reuid=astreinte", "--regid=astreinte", "--init-groups", "python3", "-c", YEARS_AGO)
    assert aged.code == 0, aged.out
    done = box.run("systemctl", "start", "astreinte-forget.service")
    assert done.code == 0, box.run("journalctl", "--no-pager", "-u", "astreinte-forget.service", "-n", "20").out
    assert not exists(box, sound)
    (kept,) = [one for one in json.loads(box.run("astreinte", "calls", "--json").out) if one["id"] == call["id"]]
    assert kept["caller"] is None


def test_the_line_still_answers_and_is_in_good_health(box: Box) -> None:
    assert box.run("astreinte", "selftest").code == 0
    told = {probe["name"]: probe["healthy"] for probe in json.loads(box.run("astreinte", "health", "--json").out)}
    assert told["records"]
