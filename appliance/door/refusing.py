"""How a change is refused, or asked about before it is made. In French."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass


class Refused(Exception):
    """What was asked would lose calls, or cannot be: sentences for whoever asked."""

    def __init__(self, sentences: Sequence[str] | str) -> None:
        self.sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(*self.sentences)

    def __str__(self) -> str:
        return "\n".join(self.sentences)


class NoEffect(Refused):
    """It would change nobody. `instead`: who is really on call, and could be replaced; None where nobody is."""

    def __init__(self, sentence: str, instead: str | None) -> None:
        super().__init__(sentence)
        self.instead = instead


@dataclass(frozen=True)
class Question:
    """What may not be meant. `answers`: each that lets the change be made, by its name, with what it says."""

    sentence: str
    answers: tuple[tuple[str, str], ...]

    def marked(self, answer: str) -> str:
        """An answer to this question and to no other: asked about other dates, it is to be given anew."""
        return f"{answer}.{hashlib.sha256(self.sentence.encode()).hexdigest()[:8]}"

    def given(self, confirmed: Collection[str]) -> str | None:
        """Which of its answers was given, if one was."""
        return next((name for name, _ in self.answers if name in confirmed or self.marked(name) in confirmed), None)

    def __str__(self) -> str:
        return self.sentence


class Asked(Refused):
    """Nothing is changed before somebody is sure. `questions`: those without an answer yet."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__([question.sentence for question in questions])
        self.questions = list(questions)

    @property
    def names(self) -> list[str]:
        """The answers, as a command or a program gives them."""
        return [name for question in self.questions for name, _ in question.answers]
