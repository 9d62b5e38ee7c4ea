"""A company file with a comment in French for every key, where the key first stands; it reads back the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from appliance.company.model import Company
from appliance.store.company_file.shapes import Block, Either, Entries, Row, Shape
from appliance.store.company_file.vocabulary import FILE
from appliance.store.company_file.writer import write_company
from appliance.store.company_file.yaml_text import compose

SCHEMA_NAME = "company.schema.json"
ABOUT = f"""\
# yaml-language-server: $schema={SCHEMA_NAME}
# Pour qu'un éditeur complète et vérifie ce fichier : « astreinte schema -o {SCHEMA_NAME} », dans le même dossier.
# Chaque clé est expliquée là où elle paraît pour la première fois, et celles qui pourraient servir aussi.
"""


def write_annotated(company: Company) -> str:
    """The company as YAML, explained."""
    return ABOUT + annotated(write_company(company))


def annotated(text: str) -> str:
    """The text of a company file without errors, with its comments."""
    lines = text.splitlines()
    root = compose(text, "")
    found = list(blocks_of(root, FILE))
    notes = _Notes(lines, dict(_heads(root)), {comment for node, block in found for comment in _used(node, block)})
    for node, block in found:
        notes.explain(node, block)
    return "".join(f"{line}\n" for line in notes.written())


def blocks_of(node: Node, shape: Shape) -> Iterator[tuple[MappingNode, Block]]:
    """Every block of the file with what it is, in the order of the file."""
    match shape:
        case Block() if isinstance(node, MappingNode):
            yield node, shape
            for key_node, value in node.value:
                key = shape.key(key_node.value)
                yield from blocks_of(value, key.shape) if key else ()
        case Either(shapes=several):
            for one in several:
                yield from blocks_of(node, one)
        case Row(of=inside) if isinstance(node, SequenceNode):
            for item in node.value:
                yield from blocks_of(item, inside)
        case Entries(of=inside) if isinstance(node, MappingNode):
            for _, value in node.value:
                yield from blocks_of(value, inside)


def _used(node: MappingNode, block: Block) -> list[str]:
    keys = (block.key(key_node.value) for key_node, _ in node.value)
    return [key.comment for key in keys if key]


@dataclass
class _Notes:
    """The comments to be put before each line of the file, counted from 0. `used`: those of all the keys in it.

    `heads`: of a line that goes on a block in braces, which may hold no comment, the one where the block begins.
    """

    lines: list[str]
    heads: dict[int, int]
    used: set[str]
    before: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    told: set[str] = field(default_factory=set)

    def explain(self, node: MappingNode, block: Block) -> None:
        """Its keys, each before its line; then the keys that this file has nowhere."""
        for key_node, _ in node.value:
            key = block.key(key_node.value)
            if key and self._first(key.comment):
                line = self.heads.get(key_node.start_mark.line, key_node.start_mark.line)
                self._put(line, _indent(self.lines[line]), key.comment)
        unused = [key.comment for key in block.keys if key.comment not in self.used and self._first(key.comment)]
        if unused:
            line, indent = self._after(node)
            for comment in ("Autres clés possibles ici :", *(f"  {comment}" for comment in unused)):
                self._put(line, indent, comment)

    def _first(self, comment: str) -> bool:
        """Whether it has not been told yet; it is now."""
        new = comment not in self.told
        self.told.add(comment)
        return new

    def _put(self, line: int, indent: int, comment: str) -> None:
        self.before[line].append(f"{' ' * indent}# {comment}")

    def _after(self, node: MappingNode) -> tuple[int, int]:
        """The line after a block, and its indent; that of a block in braces, which may hold no comment."""
        if node.flow_style:
            line = self.heads.get(node.start_mark.line, node.start_mark.line)
            return line, _indent(self.lines[line])
        line = node.end_mark.line
        while not self.lines[line - 1].strip():
            line -= 1
        return line, node.start_mark.column

    def written(self) -> Iterator[str]:
        """The file and its comments, line by line."""
        for number, line in enumerate(self.lines):
            yield from self.before[number]
            yield line
        yield from self.before[len(self.lines)]


def _heads(node: Node) -> Iterator[tuple[int, int]]:
    if isinstance(node, MappingNode | SequenceNode) and node.flow_style:
        first, last = node.start_mark.line, node.end_mark.line
        yield from ((line, first) for line in range(first + 1, last + 1))
    elif isinstance(node, MappingNode | SequenceNode):
        for item in node.value:
            yield from _heads(item[1] if isinstance(item, tuple) else item)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
