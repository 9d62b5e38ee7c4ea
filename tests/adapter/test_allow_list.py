"""What FreeSWITCH lets be run is what the product runs: with less a call is lost, and with more there is a hole."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
SWITCH_XML = ROOT / "freeswitch" / "switch.xml"
WORD = r"([a-z][a-z0-9_]*)"

# How an application is written down: in a dialplan, in an export of it, on a leg's own connection, in a dial string.
APPLICATION = [
    rf'application="{WORD}"',
    rf'\bdo\(\s*[^"\n]*, "{WORD}"',
    rf'\b(?:execute|start|_begin|_queue)\(\s*"{WORD}"',
    rf'\bapplication(?:: str)? ?= ?"{WORD}"',
    rf'DETECTION = "{WORD}"',
    rf"\"execute_on_answer\": \"'{WORD} ",
]
# How a command is: on a connection, expanded in a dialplan, asked by a command line, run later by `sched_api`.
COMMAND = [
    rf'\bapi\(\s*"{WORD}"',
    rf'\bbackground\(\s*"{WORD}"',
    rf'\bask\(\s*f?"{WORD}',
    rf"\$\{{+(?!astreinte_){WORD}\(",
    rf'"sched_api",.*, "{WORD}", \*',
    rf"sched_api\(\S+ \S+ {WORD} ",
]
NOT_OURS = {"odd"}  # a file of the simulator
# What the dialplan does with whoever arrives. Another name is for the release after the one that allows it.
WITH_EVERY_LEG = {
    "arrivals": {"set", "limit", "sched_transfer", "socket", "transfer"},
    "browsers": {"set", "set_profile_var", "sched_hangup", "socket", "hangup", "respond"},
}


def sources() -> list[str]:
    """The text of all that makes FreeSWITCH do something: our dialplan, the controller, the commands, the boxes."""
    folders = ((ROOT / "appliance", "*.py"), (ROOT / "freeswitch", "*.xml"), (ROOT / "deploy", "*.j2"))
    files = [file for folder, kind in folders for file in folder.rglob(kind) if file != SWITCH_XML]
    return [file.read_text(encoding="utf-8") for file in files]


def named(patterns: list[str]) -> set[str]:
    """The words that are written in one of these ways."""
    return {word for text in sources() for pattern in patterns for word in re.findall(pattern, text)}


def allowed(kind: str) -> set[str]:
    """The names of the list, of this kind: `app` or `api`."""
    names = (str(entry.get("name")).split(".") for entry in ET.fromstring(SWITCH_XML.read_text()).iter("allow"))  # noqa: S314 - ours
    return {name for _, name, of in names if of == kind}


@pytest.mark.parametrize(("kind", "patterns"), [("app", APPLICATION), ("api", COMMAND)])
def test_what_is_allowed_is_what_is_used(kind: str, patterns: list[str]) -> None:
    assert named(patterns) - NOT_OURS == allowed(kind)


@pytest.mark.parametrize("context", WITH_EVERY_LEG)
def test_a_release_takes_calls_in_a_freeswitch_that_was_started_by_the_one_before(context: str) -> None:
    """It reads the new dialplan at once, and the new list when it is started again, a quarter of an hour later: a call
    that meets an application which it does not know is hung up (switch_core_session.c, « Invalid Application »).
    """
    dialplan = ET.XML((ROOT / "freeswitch" / "dialplan.xml").read_text())
    found = dialplan.find(f"context[@name='{context}']")
    assert found is not None
    assert {action.get("application") for action in found.iter("action")} <= WITH_EVERY_LEG[context]


def test_the_ways_of_writing_a_command_are_seen() -> None:
    """A pattern that sees nothing would let the list grow or shrink unseen."""
    assert all(named([pattern]) for pattern in (*APPLICATION, *COMMAND))
