"""Which sentences of a company the neural voice says, where it is installed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from appliance.calls.spoken import fixed_sentences, line_texts, menu_texts, said_of, slot_sentences
from appliance.company.model import Company
from appliance.company.slots import has_slots
from appliance.prompts.catalogue import Sentence
from appliance.prompts.neural.voice import suits


def said_again(company: Company) -> list[Sentence]:
    """Its texts, each once. A sentence that is filled at the call stays with one voice: that of what fills it."""
    pieces = set(_in_pieces(company))
    return [one for one in fixed_sentences(company) if suits(one) and one.text not in pieces]


def _in_pieces(company: Company) -> Iterator[str]:
    texts = chain(
        (text for line in company.lines.values() for text in line_texts(line)),
        (text for menu in company.menus.values() for text in menu_texts(menu)),
    )
    yield from chain.from_iterable(said_of(text) for text in texts if has_slots(text))
    yield from (one.text for one in slot_sentences(company))
