"""The languages of the product, by code: those known, those that a line may speak, those of agents. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.prompts.begun import BegunLanguage, Part, is_for_agents, is_whole, missing, missing_for_agents
from appliance.prompts.english.language import English
from appliance.prompts.french.language import French
from appliance.prompts.german.language import German
from appliance.prompts.italian.language import Italian
from appliance.prompts.language import AgentsLanguage, Language
from appliance.prompts.spanish.language import Spanish

FRENCH, ENGLISH = French(), English()
USUAL = FRENCH.code  # of a line or of an agent that names none, and of what is said to nobody's caller
KNOWN: dict[str, BegunLanguage] = {
    language.code: language for language in (FRENCH, ENGLISH, German(), Spanish(), Italian())
}
LANGUAGES: dict[str, Language] = {code: language for code, language in KNOWN.items() if is_whole(language)}
OF_AGENTS: dict[str, AgentsLanguage] = {code: language for code, language in KNOWN.items() if is_for_agents(language)}
NAMED = 3  # parts that a sentence names


def language_of(code: str) -> Language:
    """The language of that code; French for one that only a newer release speaks: the call is answered."""
    return LANGUAGES.get(code, FRENCH)


def agents_language(code: str) -> AgentsLanguage:
    """The language of that code, for an agent; French for one in which no agent can be spoken to."""
    return OF_AGENTS.get(code, FRENCH)


def voice_of(engine: str, code: str) -> str:
    """What this engine calls the language; its code where the language does not say."""
    return language_of(code).voices.get(engine, code)


def not_whole(language: BegunLanguage) -> str | None:
    """Why no line may speak it yet, in a sentence; None for one that may be spoken."""
    return _not_ready(f"La langue « {language.name} » n'est pas prête", missing(language))


def not_for_agents(code: str) -> str | None:
    """Why no agent may be spoken to in that language, in a sentence; None for one in which they may."""
    language = KNOWN.get(code)
    if language is None:
        return f"Cette version ne connaît pas la langue « {code} »."
    lacks = [*missing(language), *missing_for_agents(language)]
    return _not_ready(f"La langue « {language.name} » n'est pas prête pour les intervenants", lacks)


def _not_ready(what: str, lacks: Sequence[Part]) -> str | None:
    names = [part.name for part in lacks]
    if not names:
        return None
    count = f"{len(names)} phrase{'s' if len(names) > 1 else ''}"
    rest = f" et {len(names) - NAMED} de plus" if len(names) > NAMED else ""
    some = f"{', '.join(names[:NAMED])}{rest}"
    return f"{what} : il lui manque {count} ({some}) ; voyez Annonces › Langues."


def ready_languages() -> dict[str, Language]:
    """Those that a line may speak, by code."""
    return {code: language for code, language in LANGUAGES.items() if not_whole(language) is None}


def ready_for_agents() -> dict[str, AgentsLanguage]:
    """Those in which agents may be spoken to, by code."""
    return {code: language for code, language in OF_AGENTS.items() if not_for_agents(code) is None}
