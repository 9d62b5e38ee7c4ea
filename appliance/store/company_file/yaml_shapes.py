"""The shapes in which a company file is written: what fits a line is on one, what is not said is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import SingleQuotedScalarString


def only(**entries: Any) -> CommentedMap:
    """A block of the entries that have a value; a final underscore is not part of the key (`from_`)."""
    return CommentedMap({key.rstrip("_"): value for key, value in entries.items() if value not in (None, "", [], {})})


def in_line(entries: CommentedMap) -> CommentedMap:
    """The same block, as `{key: value, ...}`. There, a text that begins with « ? » or « : » is none unless quoted."""
    for key, value in entries.items():
        if isinstance(value, str) and value.startswith(("?", ":")):
            entries[key] = SingleQuotedScalarString(value)
    entries.fa.set_flow_style()
    return entries


def row(items: Iterable[Any]) -> CommentedSeq:
    """A list, as `[a, b]`."""
    sequence = CommentedSeq(items)
    sequence.fa.set_flow_style()
    return sequence
