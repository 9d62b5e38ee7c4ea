"""How far what was written is from what was said, word by word, and what marked it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.company.urgent_words import heard_in
from appliance.folding import folded_words
from appliance.prompts.french.reading import COUNTS, ordinal
from tests.bench.transcription.messages import URGENT
from tests.bench.voice.ear import edits

FIGURES = re.compile(r"\b(\d{1,2})(er|re|ère|e|ème|nd|nde)?\b")


def words(text: str) -> list[str]:
    """Those that are compared: without accents, capitals or punctuation, figures in letters to twenty."""
    return folded_words(FIGURES.sub(_in_letters, text)).split()


def _in_letters(found: re.Match[str]) -> str:
    number, of_rank = int(found[1]), found[2]
    if number >= len(COUNTS):
        return found[0]
    if not of_rank:
        return COUNTS[number]
    return "premier" if number == 1 else ordinal(number) if 2 <= number <= 10 else found[0]


def wrong_words(said: str, written: str) -> int:
    """How many words are changed, left out or added."""
    meant, heard = words(said), words(written)
    letters = {word: chr(0xE000 + place) for place, word in enumerate(dict.fromkeys([*meant, *heard]))}
    one, other = ("".join(letters[word] for word in some) for some in (meant, heard))
    return sum(edits(one, other)) if one else len(other)


@dataclass
class Score:
    """Of some messages. `unmarked`: wrong words of those that were not said to be doubtful."""

    messages: int = 0
    said: int = 0
    wrong: int = 0
    doubtful: int = 0
    unmarked: int = 0
    urgent: int = 0
    raised: int = 0
    raised_in_vain: int = 0

    def add(self, said: str, written: str, *, doubtful: bool) -> None:
        """One message."""
        wrong = wrong_words(said, written)
        is_urgent, is_raised = (heard_in(one, URGENT) is not None for one in (said, written))
        self.messages += 1
        self.said += len(words(said))
        self.wrong += wrong
        self.doubtful += doubtful
        self.unmarked += 0 if doubtful else wrong
        self.urgent += is_urgent
        self.raised += is_urgent and is_raised
        self.raised_in_vain += is_raised and not is_urgent
