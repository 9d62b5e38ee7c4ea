"""Each language that the product knows: how far it is written, and what it lacks, beside the French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from appliance.calls.translating import to_translate, untranslated
from appliance.company.model import Company, Line
from appliance.company.names import line_words
from appliance.company.tongues import counted_agents
from appliance.prompts.begun import PARTS, BegunLanguage, Kind, Part, missing, missing_for_agents
from appliance.prompts.languages import KNOWN
from appliance.prompts.shipped import shipped
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site

ENGINES = {"pico": "Pico, sur la boîte", "gtts": "Google, là où il est choisi", "kokoro": "voix neuronale"}
KINDS = {
    Kind.SENTENCE: "Phrases, dites à chaque appel",
    Kind.RULE: "Dites au cours d'un appel : nombres, heures, jours",
    Kind.SMS: "SMS à qui est rappelé",
    Kind.FACT: "Pour les voix et les pages",
}


@dataclass(frozen=True)
class Spoken:
    """A line that speaks a language, or offers it. `left`: its texts that are still to be said in it, of `texts`."""

    words: str
    left: int
    texts: int


@dataclass(frozen=True)
class Written:
    """How far a language is written: `there`, of `parts`; `lacks`: what is missing, by its kind.

    `voices`: engines, and what each calls it. `recordings`: those that ship, of its `sentences`. `agents`: how many are
    spoken to in it; `agents_lack`: what is missing of what they hear.
    """

    code: str
    name: str
    there: int
    parts: int
    lacks: dict[str, list[Part]]
    voices: list[tuple[str, str]]
    recordings: int
    sentences: int
    lines: list[Spoken]
    agents: int
    agents_lack: list[Part]

    @property
    def whole(self) -> bool:
        """Whether a line may speak it."""
        return not self.lacks


pages = Blueprint("written_languages", __name__, template_folder="templates")


@pages.get("/annonces/langues/<code>")
@open_to(MANAGERS)
def one(code: str) -> str:
    if code not in KNOWN:
        abort(404)
    return render_template("sentences/written_language.html", one=written(KNOWN[code], current_site().company()))


def written(language: BegunLanguage, company: Company | None) -> Written:
    """A language as its page tells it."""
    lacks = missing(language)
    by_kind = {words: [part for part in lacks if part.kind is kind] for kind, words in KINDS.items()}
    return Written(
        language.code,
        language.name,
        len(PARTS) - len(lacks),
        len(PARTS),
        {words: parts for words, parts in by_kind.items() if parts},
        [(ENGINES[engine], voice) for engine, voice in language.voices.items()],
        sum(shipped(text, language.code) is not None for text in language.fixed.values()),
        len(language.fixed),
        list(spoken(company, language.code)) if company is not None else [],
        counted_agents(company)[language.code] if company is not None else 0,
        missing_for_agents(language),
    )


def spoken(company: Company, code: str) -> Iterator[Spoken]:
    """The lines that speak a language, then those that offer it."""
    lines = company.lines.values()
    yield from (_spoken(company, line, code, line_words(line.name)) for line in lines if line.language == code)
    for line in lines:
        for key, other in line.offered_languages.items():
            if other == code:
                yield _spoken(company, line, code, f"{line_words(line.name)}, par la touche {key}")


def _spoken(company: Company, line: Line, code: str, words: str) -> Spoken:
    texts, left = (len(found.get(code, ())) for found in (to_translate(company, line), untranslated(company, line)))
    return Spoken(words, left, texts)
