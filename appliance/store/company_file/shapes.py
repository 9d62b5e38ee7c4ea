"""The shapes that a value of the company file may have, as the table of its keys tells them (see `vocabulary`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Scalar:
    """One value. `schema`: what JSON Schema says of it."""

    schema: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Row:
    """A list that is not empty. `alone`: one value may stand for a list of one."""

    of: Shape
    alone: bool = False


@dataclass(frozen=True)
class Either:
    """One shape or another."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Entries:
    """A block whose keys are free: keys of a telephone, days. `keys`: a regular expression."""

    keys: str
    of: Shape


@dataclass(frozen=True)
class Key:
    """One key of a block, and what it means, in French. `usual`: what is done where it is left out."""

    name: str
    sentence: str
    shape: Shape
    required: bool = False
    usual: str = ""

    @property
    def comment(self) -> str:
        """« max_wait : secondes de recherche avant le message (120 si absente) »."""
        after = "obligatoire" if self.required else f"si absente : {self.usual}" if self.usual else "facultative"
        return f"{self.name} : {self.sentence} ({after})"


@dataclass(frozen=True)
class Block:
    """Keys and their values. `choices`: of these sets of keys, one and only one; an empty one: none of the others."""

    name: str
    keys: tuple[Key, ...]
    choices: tuple[tuple[str, ...], ...] = ()

    def key(self, name: str) -> Key | None:
        """The key of this name, if the block has it."""
        return next((key for key in self.keys if key.name == name), None)


Shape = Scalar | Row | Either | Entries | Block


def parts(shape: Shape) -> tuple[Shape, ...]:
    """The shapes just inside another."""
    match shape:
        case Row(of=inside) | Entries(of=inside):
            return (inside,)
        case Either(shapes=several):
            return several
        case Block(keys=keys):
            return tuple(key.shape for key in keys)
    return ()


def blocks(shape: Shape) -> Iterator[Block]:
    """Every block of a shape, itself first; those that stand in several places come several times."""
    if isinstance(shape, Block):
        yield shape
    for part in parts(shape):
        yield from blocks(part)


def must(name: str, sentence: str, shape: Shape) -> Key:
    """A key that has to be there."""
    return Key(name, sentence, shape, required=True)


def may(name: str, sentence: str, shape: Shape, usual: str = "") -> Key:
    """A key that may be left out."""
    return Key(name, sentence, shape, usual=usual)
