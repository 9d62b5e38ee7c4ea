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
RELEASE_BEFORE = ROOT / "tests" / "data" / "release-before.txt"


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


def of_the_release_before(kind: str) -> set[str]:
    """Names of this kind that the release before uses."""
    lines = RELEASE_BEFORE.read_text(encoding="utf-8").splitlines()
    return {line.removeprefix(f"{kind} ") for line in lines if line.startswith(f"{kind} ")}


@pytest.mark.parametrize(("kind", "patterns"), [("app", APPLICATION), ("api", COMMAND)])
def test_what_is_allowed_is_what_is_used_now_and_by_the_release_before(kind: str, patterns: list[str]) -> None:
    """FreeSWITCH is started on this list before the controller of the release before hands over and ends its calls; one
    that is gone back to finds it too. What is new in it is asked of no FreeSWITCH started on another (`reloading.py`).
    """
    assert (named(patterns) - NOT_OURS) | of_the_release_before(kind) == allowed(kind)


def test_the_list_of_the_release_before_still_finds_where_it_sends_a_leg() -> None:
    """Exported by its controller, it is followed until the new one exports its own."""
    dialplan = ET.fromstring((ROOT / "freeswitch" / "dialplan.xml").read_text())  # noqa: S314 - ours
    found = dialplan.iterfind("context[@name='astreinte']/extension/condition[@field='destination_number']")
    assert of_the_release_before("extension") <= {condition.get("expression") for condition in found}


def test_the_ways_of_writing_a_command_are_seen() -> None:
    """A pattern that sees nothing would let the list grow or shrink unseen."""
    assert all(named([pattern]) for pattern in (*APPLICATION, *COMMAND))
