"""The sentences of a template: found, and said otherwise when it is compiled. Pure, but for Jinja's own reading.

A sentence is what stands between two marks, with its expressions as places in braces (« Appel de {name} »), or a
literal of an expression. Expressions that are read give what they say to the filter `in_language`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import Environment

from web.texts.literals import LETTER, Token, with_words
from web.texts.markup import Position
from web.texts.places import escaped, filled, named

Say = Callable[[str, str | None, int], str | None]  # a sentence, that it stands in if any, its line; None: it stays
ELSEWHERE = re.compile(r"(?:_class|_attributes)$")  # blocks that are put into a mark by the page that they extend
SILENT = {"extends", "include", "import", "from", "if", "elif", "block"}
ENTITY = re.compile(r"&#?\w+;")


@dataclass(frozen=True)
class Expression:
    """`{{ … }}`: its marks, and what is between them."""

    opening: str
    tokens: tuple[Token, ...]
    closing: str


def rewritten(source: str, environment: Environment, say: Say) -> str:
    """The same template with what `say` gives of its sentences."""
    return Rewriting(environment, say).of(source)


class Rewriting:
    """One template, read from its beginning."""

    def __init__(self, environment: Environment, say: Say) -> None:
        self._environment, self._say = environment, say
        self._position, self._done = Position(), list[str]()
        self._run: list[str | Expression] = []
        self._line, self._hidden = 1, list[bool]()  # blocks that are open: whether they are put into a mark

    def of(self, source: str) -> str:
        """The whole of it."""
        held: list[Token] = []
        for token in self._environment.lex(source):
            line, kind, text = token
            if kind == "data" and not held:
                self._data(line, text)
            elif kind.endswith("_begin"):
                held = [token]
            elif kind.endswith("_end"):
                self._tag(held, text)
                held = []
            else:
                held.append(token)
        self._end_run()
        return "".join(self._done)

    def _data(self, line: int, text: str) -> None:
        for piece, read in self._position.cut(text):
            if read and not any(self._hidden):
                self._line = self._line if self._run else line
                self._run.append(piece)
            else:
                self._end_run()
                self._done.append(piece)
            line += piece.count("\n")

    def _tag(self, held: list[Token], closing: str) -> None:
        (line, kind, opening), *tokens = held
        if kind == "variable_begin" and self._reads:
            self._line = self._line if self._run else line
            self._run.append(Expression(opening, tuple(tokens), closing))
            return
        self._end_run()
        if kind not in ("variable_begin", "block_begin"):
            self._done.append(opening + "".join(text for _, _, text in tokens) + closing)
            return
        word = next((text for _, kind, text in tokens if kind == "name"), "") if kind == "block_begin" else ""
        self._hide(word, tokens)
        if word in SILENT or kind == "variable_begin":  # in a mark
            words = "".join(text for _, _, text in tokens)
        else:
            words = with_words(tokens, False, lambda said: self._say(said, None, line))
        self._done.append(opening + words + closing)

    @property
    def _reads(self) -> bool:
        return self._position.read and not any(self._hidden)

    def _hide(self, word: str, tokens: list[Token]) -> None:
        if word == "block":
            name = [text for _, kind, text in tokens if kind == "name"][1]
            self._hidden.append(bool(ELSEWHERE.search(name)))
        elif word == "endblock":
            self._hidden.pop()

    def _end_run(self) -> None:
        run, self._run = self._run, []
        if not any(isinstance(one, str) and LETTER.search(ENTITY.sub("", one)) for one in run):
            self._done += self._kept(run, None)
            return
        sentence, places = as_sentence(run)
        other = self._say(sentence, None, self._line)
        kept = self._kept(run, sentence)
        if other is None:
            self._done += kept
            return
        first, last = run[0], run[-1]
        before = first[: len(first) - len(first.lstrip())] if isinstance(first, str) else ""
        after = last[len(last.rstrip()) :] if isinstance(last, str) else ""
        said = (words for one, words in zip(run, kept, strict=True) if isinstance(one, Expression))
        self._done.append(before + filled(other, dict(zip(places, said, strict=True))) + after)

    def _kept(self, run: list[str | Expression], sentence: str | None) -> list[str]:
        """The same, each expression in the language but for what is quoted: somebody's own words."""
        quoted = [between_quotes(run, index) for index in range(len(run))]
        return [
            one if isinstance(one, str) else self._written(one, sentence, own)
            for one, own in zip(run, quoted, strict=True)
        ]

    def _written(self, one: Expression, sentence: str | None, own: bool) -> str:
        words = with_words(one.tokens, True, lambda said: self._say(said, sentence, self._line))
        return f"{one.opening}{words}{one.closing}" if own else f"{one.opening}({words})|in_language{one.closing}"


def between_quotes(run: list[str | Expression], index: int) -> bool:
    """Whether what stands there is « {{ so }} »."""
    before, after = (run[beside] if 0 <= beside < len(run) else "" for beside in (index - 1, index + 1))
    quotes = isinstance(before, str) and before.rstrip().endswith("«")
    return quotes and isinstance(after, str) and after.lstrip().startswith("»")


def as_sentence(run: list[str | Expression]) -> tuple[str, dict[str, Expression]]:
    """The sentence that a run of text and expressions makes, and the expression of each of its places."""
    words, places = list[str](), dict[str, Expression]()
    for one in run:
        if isinstance(one, str):
            words.append(escaped(one))
        else:
            name = named("".join(text for _, _, text in one.tokens), places)
            places[name] = one
            words.append(f"{{{name}}}")
    return " ".join("".join(words).split()), places
