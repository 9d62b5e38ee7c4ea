"""Where each thing of a company stands in its file: to say the line and column of what is found wrong in it later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from appliance.store.company_file.yaml_text import compose

Steps = tuple[str, ...]
NAMES = ("id", "team")  # the key by which an item of a list is known, else its rank from 0


@dataclass(frozen=True)
class Places:
    """Line and column, from 1, of each thing by the steps to it: ("lines", "urgence", "max_wait")."""

    path: str
    found: dict[Steps, tuple[int, int]]

    def of(self, steps: Steps) -> str | None:
        """« company.yml:12:5 » for the nearest thing that the file has; None for what it says nowhere."""
        for length in range(len(steps), 0, -1):
            if steps[:length] in self.found:
                line, column = self.found[steps[:length]]
                return f"{self.path}:{line}:{column}"
        return None


def places_of(path: Path) -> Places:
    """Where things stand in a file that has been read without error. OSError, CompanyFileErrors."""
    text = path.read_text(encoding="utf-8-sig")
    return Places(str(path), dict(_places(compose(text, str(path)), ())))


def _places(node: Node, steps: Steps) -> Iterator[tuple[Steps, tuple[int, int]]]:
    if steps:
        yield steps, (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield (*steps, key.value), (key.start_mark.line + 1, key.start_mark.column + 1)
            yield from list(_places(value, (*steps, key.value)))[1:]
    elif isinstance(node, SequenceNode):
        for rank, item in enumerate(node.value):
            yield from _places(item, (*steps, _name(item) or str(rank)))


def _name(item: Node) -> str:
    entries = item.value if isinstance(item, MappingNode) else []
    return next((str(value.value).strip() for key, value in entries if key.value in NAMES), "")
