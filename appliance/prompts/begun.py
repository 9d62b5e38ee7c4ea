"""What is heard, part by part, and what a language lacks of it: whole, begun, or still to be written. Pure.

A language is a folder beside this module. What is in it is found here by its name: nothing else is to be told that a
sentence, a rule or a text has been written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeGuard

from appliance.prompts.french.language import French
from appliance.prompts.language import AgentsLanguage, Language, Whispered
from appliance.prompts.listeners import agents_alone_hear

MODEL: AgentsLanguage = French()
MONDAY = datetime(2027, 1, 4, 8)  # of the examples


class BegunLanguage(Protocol):
    """A language as far as it is written: the beginning of a `Language`, whose rules and texts may be there or not."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def fixed(self) -> Mapping[str, str]: ...

    @property
    def voices(self) -> Mapping[str, str]: ...


class Kind(StrEnum):
    """What a part of a language is."""

    SENTENCE = "sentence"  # of `fixed`, the same in every call
    RULE = "rule"  # a function of `Language`: what is made for a call, how numbers, hours and days are said
    SMS = "sms"  # of `texts`
    FACT = "fact"  # what a voice and a page are to know


@dataclass(frozen=True)
class Part:
    """One thing that a language must have. `name`: in the code; `french`: what it is in French, or an example of it."""

    kind: Kind
    name: str
    french: str


RULES: Mapping[str, Callable[[Language], str]] = {
    "offer": lambda it: it.offer("9"),
    "read_back": lambda it: it.read_back("40719"),
    "number_length": lambda it: it.number_length("order", [4, 5, 6]),
    "kept_for": lambda it: it.kept_for(30),
    "callback_read_back": lambda it: it.callback_read_back("+33612345678"),
    "called_back_within": lambda it: it.called_back_within(90),
    "answered_from": lambda it: it.answered_from(MONDAY, 3),
    "holiday": lambda it: it.holiday("Assomption"),
    "reopening": lambda it: it.reopening(MONDAY, 3),
    "known_incident": lambda it: it.known_incident("Urgences"),
    "incident_over": lambda it: it.incident_over("Urgences"),
    "usual_wait": lambda it: it.usual_wait(70),
    "place_in_line": lambda it: it.place_in_line(2),
    "written_clock": lambda it: it.written_clock(MONDAY),
}
FACTS: Mapping[str, Callable[[Language], str]] = {
    "called": lambda it: ", ".join(f"{code} : {name}" for code, name in it.called.items()),
    "examples": lambda it: it.examples[0],
    "signs": lambda it: ", ".join(f"{sign} : {said.strip()}" for sign, said in it.signs.items()),
    "alphabet": lambda it: it.alphabet,
}


OF_AGENTS: Mapping[str, Callable[[AgentsLanguage], str]] = {
    "whisper": lambda it: it.whisper(Whispered("Urgences", "40719", "+33612345678"), None),
    "beginning_of_a_whisper": lambda it: it.beginning_of_a_whisper("Urgences"),
    "fallback_whisper": lambda it: it.fallback_whisper("Urgences", None),
    "agents_examples": lambda it: it.agents_examples[0],
}


def _parts() -> tuple[Part, ...]:
    heard = {name: text for name, text in MODEL.fixed.items() if not agents_alone_hear(name)}
    return (
        *(Part(Kind.SENTENCE, name, text) for name, text in heard.items()),
        *(Part(Kind.RULE, name, example(MODEL)) for name, example in RULES.items()),
        *(Part(Kind.SMS, name, text.strip()) for name, text in asdict(MODEL.texts).items()),
        *(Part(Kind.FACT, name, example(MODEL)) for name, example in FACTS.items()),
    )


PARTS = _parts()
AGENTS_PARTS = (
    *(Part(Kind.SENTENCE, name, text) for name, text in MODEL.fixed.items() if agents_alone_hear(name)),
    *(Part(Kind.RULE, name, example(MODEL)) for name, example in OF_AGENTS.items()),
)


def missing(language: BegunLanguage) -> list[Part]:
    """What it lacks, in the order in which a caller may hear it."""
    return [part for part in PARTS if not _has(language, part)]


def missing_for_agents(language: BegunLanguage) -> list[Part]:
    """What it lacks of what agents alone hear. `calls/told/` has the rest, in a module for each language of theirs."""
    return [part for part in AGENTS_PARTS if not _has(language, part)]


def is_for_agents(language: BegunLanguage) -> TypeGuard[AgentsLanguage]:
    """Whether agents may be spoken to in it: it has all that callers hear too."""
    return not missing(language) and not missing_for_agents(language)


def is_whole(language: BegunLanguage) -> TypeGuard[Language]:
    """Whether it has all that a line may ask of it."""
    return not missing(language)


def _has(language: BegunLanguage, part: Part) -> bool:
    match part.kind:
        case Kind.SENTENCE:
            return bool(language.fixed.get(part.name))
        case Kind.SMS:
            return bool(getattr(getattr(language, "texts", None), part.name, ""))
        case Kind.RULE | Kind.FACT:
            return bool(getattr(language, part.name, None))
