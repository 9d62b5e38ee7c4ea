"""What is kept of people, as the tables of the privacy page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from appliance.store.upkeep.personal_page import PAGE
from appliance.store.upkeep.personal_readers import MEANT, Reader

TABLE, READ_BY, DEPARTED = "registre", "lecteurs", "départ"  # the marks of each table of the page


def table() -> str:
    """What is kept, in Markdown."""
    rows = ((one.what, one.where, one.how_long, one.why, one.erased_by) for one in PAGE)
    return _markdown(("Ce qui est gardé", "Où", "Combien de temps", "Pourquoi", "Qui l’efface"), rows)


def readers_table() -> str:
    """Who may read it, in Markdown, and what each word means."""
    words = "\n".join(f"- {reader} : {MEANT[reader]}" for reader in Reader)
    rows = ((one.what, ", ".join(one.readers)) for one in PAGE)
    return f"{_markdown(('Ce qui est gardé', 'Qui peut le lire'), rows)}\n\n{words}"


def departed() -> Iterator[tuple[str, str, str]]:
    """What stays of an agent who has left the company, how long, and who erases it."""
    return ((one.stays, one.how_long, one.erased_by) for one in PAGE if one.stays)


def departed_table() -> str:
    """The same, in Markdown."""
    return _markdown(("Ce qui reste de lui", "Combien de temps", "Qui l’efface"), departed())


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
