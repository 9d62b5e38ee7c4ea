"""Identifiers for what is new: a line, a menu, a team, an agent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

RESERVED = frozenset({"nouvelle", "nouveau", "menus", "jours"})


def new_identifier(name: str, taken: Collection[str], nameless: str = "ligne") -> str:
    """`urgence-serrurerie` for « Urgence serrurerie », with a number where it is taken, or an address of ours.

    `nameless`: for a name without a letter of ours.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32].strip("-") or nameless
    found, number = short, 2
    while found in taken or found in RESERVED:
        found, number = f"{short}-{number}", number + 1
    return found
