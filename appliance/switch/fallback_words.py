"""The words of FreeSWITCH's dialplan, as the exported list writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET


def dialplan(file: Path) -> str:
    """The dialplan of a file of its own, with the one that FreeSWITCH has loaded behind it."""
    return f"XML:{file},XML"


def extension(name: str, destination: str) -> ET.Element:
    """An extension for one destination; its first child is that condition."""
    found = ET.Element("extension", name=name)
    condition_of(found, "destination_number", f"^{re.escape(destination)}$")
    return found


def condition_of(parent: ET.Element, field: str, expression: str) -> ET.Element:
    """One more condition, which must hold as well as those before it."""
    return ET.SubElement(parent, "condition", field=field, expression=expression)


def window(name: str, destination: str, start: datetime, end: datetime) -> tuple[ET.Element, ET.Element]:
    """An extension for one destination between two moments of the machine's clock, and the condition for its acts.

    The date stands alone in its condition: with a field beside it, FreeSWITCH forgets the date.
    """
    whole = extension(name, destination)
    return whole, ET.SubElement(whole, "condition", {"date-time": f"{_clock(start)}~{_clock(end)}"})


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def do(condition: ET.Element, application: str, data: str = "") -> None:
    """One more act, once the condition holds."""
    ET.SubElement(condition, "action", application=application, data=data)
