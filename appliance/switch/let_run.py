"""What a release asks FreeSWITCH to let be run, and what a FreeSWITCH that runs does: applications and commands."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from appliance.switch.blocking_esl_client import BlockingEslClient

SHOWN = {"app": "application", "api": "api"}  # kinds of the list, and what `show` calls them


def unknown_to(console: BlockingEslClient, switch_xml: str) -> set[str]:
    """What that list allows, as `answer.app`, of which this FreeSWITCH has none. SwitchError.

    It registers at its start what the list of then allowed (switch_loadable_module.c), and tells what it registered:
    whatever was written to the disk since, and whoever started it.
    """
    listed = (str(entry.get("name")).partition(".")[2] for entry in ET.fromstring(switch_xml).iter("allow"))  # noqa: S314 - our own file
    return set(listed) - {name for kind in SHOWN for name in _registered(console, kind)}


def _registered(console: BlockingEslClient, kind: str) -> set[str]:
    told = json.loads(console.ask(f"show {SHOWN[kind]} as json"))
    return {f"{row['name']}.{kind}" for row in told.get("rows", [])}
