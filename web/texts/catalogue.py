"""What the texts of the site are in another language: a gettext catalogue, as translators' tools make it.

Sentences of templates are looked up as they stand, when a page is compiled; those that Python makes, when a page says
them: whole, else by the sentence with places that they are one of, else a part at a time. What is not found stays.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations
from itertools import chain, islice
from pathlib import Path

from appliance.config import ConfigError
from web.texts.dates import BEFORE_A_NAME, DATE, OF_SOMEBODY, WHOSE, in_words
from web.texts.patterns import LETTERS, PLAIN, WITHIN, by_ends, cased, is_sentence, matched
from web.texts.places import filled, parts, places

FOLDER = Path(__file__).parent
DOMAIN = "site"
PLACE = "\0"
MARKS = re.compile(r"[<>\"]|\{(?:[{%#\0]|\Z)|[}%#]\}")  # of HTML, of an expression: a translation is words
JOINTS = (
    re.compile(r"(?<=[.!?»])( )(?=[A-ZÀ-Ý«])"),
    *(re.compile(f"({joint})") for joint in (" — ", " ; ", " : ", " · ", r" \(|\)", ", ", " et ", " ou ")),
)
LONGEST = 2000  # characters: what is longer was written by somebody
NAME = 3  # words of one, at most
DEEP = 4  # sentences within sentences
MOST = 128  # things looked up for one text, whose parts are: ours take 103 at most; one that takes more is somebody's
TRIED = 3  # sentences that a text may be one of, those that say most: the rest is chance, or somebody's trick
KEPT = 4096  # sentences, of a page's few hundred
_LEFT = ContextVar[list[int]]("left")  # of the things that may be looked up yet, for the text that is being said


class TooLong(Exception):
    """A text is made of so many parts that it is none of ours."""


class Catalogue:
    """One language. `sentences`: by message, or context and message, as gettext keeps them."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = {key: words for key, words in sentences.items() if key and words and not faulty(key, words)}
        whole = ((filled(key, {}), filled(words, {})) for key, words in self._sentences.items() if not places(key))
        self._whole = {key.translate(PLAIN): words for key, words in whole if WITHIN not in key}
        dates = f"{DATE}{WITHIN}"
        self._dates = {key[len(dates) :]: words for key, words in self._sentences.items() if key.startswith(dates)}
        self._patterns = by_ends(self._sentences)
        self._said = lru_cache(KEPT)(self._looked_up)
        self.said = lru_cache(KEPT)(self._within_bounds)

    def of_template(self, sentence: str, within: str | None) -> str | None:
        """A sentence of a template; of two that are alike, the one that stands within that other. None: not there."""
        found = self._sentences.get(f"{within}{WITHIN}{sentence}") if within else None
        return found or self._sentences.get(sentence)

    def _within_bounds(self, text: str) -> str:
        """What Python says, in the language; the same where nothing is known of it, or it takes too long to know."""
        before = _LEFT.set([MOST])
        try:
            return self._said(text, DEEP)
        except TooLong:
            return text
        finally:
            _LEFT.reset(before)

    def _looked_up(self, text: str, deep: int) -> str:
        left = _LEFT.get()
        left[0] -= 1
        if left[0] < 0:
            raise TooLong
        plain = text.translate(PLAIN)
        if len(plain) > LONGEST or not LETTERS.search(plain):
            return text
        found = self._short(plain)
        if found is None and deep:
            within = deep - 1
            other = plain[:1].swapcase() + plain[1:]
            found = self._by_parts(plain, within, JOINTS[:1]) or self._with_places(plain, within)
            found = found or cased(self._with_places(other, within), plain)
            found = found or self._by_parts(plain, within, JOINTS[1:]) or self._of_a_name(plain)
        return found or text

    def _with_places(self, plain: str, deep: int) -> str | None:
        for sentence, taken in islice(self._likely(plain), TRIED):
            said = {name: self._said(one, deep) for name, one in taken.items()}
            if not any(one == said[name] and is_sentence(one) for name, one in taken.items()):
                return filled(self._sentences[sentence], said)
        return None

    def _likely(self, plain: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The sentences that a text may be one of, with what it says at their places."""
        ends = ((plain[:1], plain[-1:]), (plain[:1], ""), ("", plain[-1:]), ("", ""))
        for sentence, pieces in chain.from_iterable(self._patterns.get(both, ()) for both in ends):
            if (taken := matched(pieces, plain)) is not None:
                yield sentence, taken

    def _as_written(self, plain: str) -> str | None:
        """Whole, with or without a capital, or its full stop."""
        for said, back in ((plain, ""), (plain.removesuffix("."), "."), (f"{plain}.", "")):
            found = self._cased(said)
            if found is not None:
                return found + back if said != plain + "." else found.removesuffix(".")
        return None

    def _cased(self, plain: str) -> str | None:
        if (found := self._whole.get(plain)) is not None:
            return found
        return cased(self._whole.get(plain[:1].swapcase() + plain[1:]), plain)

    def _by_parts(self, plain: str, deep: int, joints: tuple[re.Pattern[str], ...]) -> str | None:
        """What is not found may be a name; a sentence may not: it was written by somebody, and stays whole."""
        for joint in joints:
            pieces = joint.split(plain)
            if len(pieces) > 1 and all(one.count("«") == one.count("»") for one in pieces):
                said = [self._said(piece, deep) for piece in pieces]
                left = [one for one, other in zip(pieces[::2], said[::2], strict=True) if one == other]
                if not any(map(is_sentence, left)):
                    return "".join(self._joint(one) if index % 2 else one for index, one in enumerate(said))
        return None

    def _joint(self, between: str) -> str:
        """« et », « ou », a comma."""
        return between.replace(between.strip(), self._whole.get(between.strip(), between.strip()))

    def _of_a_name(self, plain: str) -> str | None:
        """« de Claire Durand », « d'Hugo Petit », « Claire Durand a accepté », « seulement Julie Martin »."""
        of, before = self._sentences.get(f"{WHOSE}{WITHIN}{OF_SOMEBODY}"), BEFORE_A_NAME.match(plain)
        if of is not None and before is not None:
            name = plain[before.end() :]
            said = self._short(name) or (None if name[0].islower() else name)
            return None if said is None else filled(of, {"name": said})
        words = plain.split(" ")
        for number in range(1, min(NAME + 1, len(words))):
            first, last = " ".join(words[:number]), " ".join(words[number:])
            if words[number - 1][:1].isupper() and (said := self._short(last)) is not None:
                return f"{first} {said}"
            if is_sentence(last) or not words[number][:1].isupper():
                continue
            if (said := self._short(first)) is not None:
                return f"{said} {last}"
        return None

    def _short(self, plain: str) -> str | None:
        return self._as_written(plain) or in_words(plain, self._dates)


def faulty(key: str, words: str) -> bool:
    """Whether a translation holds a mark, or a place that its message has not."""
    own = "".join(PLACE if is_place else one for one, is_place in parts(words))
    return bool(MARKS.search(own)) or not places(words) <= places(key.rpartition(WITHIN)[2])


def installed(folder: Path) -> Iterator[str]:
    """The languages that there is a catalogue of."""
    return (path.parts[-3] for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def catalogue_of(language: str, folder: Path | None = None) -> Catalogue:
    """The one of a language. Raises ConfigError: there is none, and those that there are; or it cannot be read."""
    folder = folder or FOLDER
    if language not in (known := [*installed(folder)]):
        there = f"langues installées : {', '.join(known)}" if known else "aucune langue n'est installée, ôtez cette clé"
        raise ConfigError(f"web.language : le site n'est pas traduit en « {language} » ; {there}.")
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            kept = GNUTranslations(file)
    except (OSError, ValueError, LookupError, struct.error) as error:  # what gettext raises for a file that is torn
        raise ConfigError(f"web.language : {path} ne se lit pas ; compilez-le de nouveau.") from error
    whole: dict[object, str] = kept._catalog  # type: ignore[attr-defined]  # which gettext lets nobody go through
    return Catalogue(language, {key: words for key, words in whole.items() if isinstance(key, str)})
