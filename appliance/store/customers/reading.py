"""A list of customers read: its columns, then each line as an entry, or why it is none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.calls.customers import Customer
from appliance.calls.text_lengths import NAME, NOTE
from appliance.hidden_letters import as_seen
from appliance.store.customers.cells import CellError, order_of, phones_of
from appliance.store.customers.columns import Column, Role, columns_of
from appliance.store.customers.sheet import Line, SheetError, lines_of

SAID = 120  # letters, for the agent
CELL = 500  # letters, for the page
EMPTY = "Le fichier est vide."
NOBODY = "ni numéro de téléphone, ni commande"


@dataclass(frozen=True)
class Entry:
    """A line that is taken, and what of it is not. `numbers`: E.164."""

    line: int
    numbers: tuple[str, ...]
    customer: Customer
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A line that is not taken, and why, in French."""

    line: int
    why: str


@dataclass(frozen=True)
class Reading:
    """`columns`: as the first line says; `found`: the others, read as they are asked for, which SheetError may end."""

    columns: tuple[Column, ...]
    found: Iterator[Entry | Refused]


def read_list(content: bytes, region: str) -> Reading:
    """Read a CSV. `region`: whose way of writing numbers it has. SheetError."""
    lines = lines_of(content)
    first = next(lines, None)
    if first is None:
        raise SheetError(EMPTY)
    columns = columns_of(first[1])
    return Reading(tuple(columns), (entry_of(line, columns, region) for line in lines))


def entry_of(line: Line, columns: Sequence[Column], region: str) -> Entry | Refused:
    """One line. What is wrong in a cell is said; the line is taken if somebody can be found by the others."""
    number, cells = line
    numbers: list[str] = []
    order, remarks = None, list[str]()
    texts: dict[Role, str] = {}
    more: list[tuple[str, str]] = []
    for column, cell in zip(columns, cells, strict=False):
        try:
            match column.role:
                case Role.PHONE:
                    found, faults = phones_of(cell, region)
                    numbers, remarks = numbers + found, remarks + faults
                case Role.ORDER:
                    order = order_of(cell)
                case Role.NAME | Role.SAID:
                    texts[column.role] = seen(cell)
                case Role.MORE if cell:
                    more.append((column.heading, seen(cell)[:CELL]))
        except CellError as error:
            remarks.append(str(error))
    if not numbers and order is None:
        return Refused(number, " ; ".join(remarks) or NOBODY)
    told = Customer(texts.get(Role.NAME, "")[:NAME], texts.get(Role.SAID, "")[:SAID], order, bounded(more))
    return Entry(number, tuple(dict.fromkeys(numbers)), told, tuple(remarks))


def bounded(more: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """As many cells as a page is for."""
    kept, letters = list[tuple[str, str]](), 0
    for heading, text in more:
        letters += len(heading) + len(text)
        if letters > NOTE:
            break
        kept.append((heading, text))
    return tuple(kept)


def seen(text: str) -> str:
    """Without the letters that nobody sees; most texts have none, and are known at once to have none."""
    return text if text.isprintable() else as_seen(text)
