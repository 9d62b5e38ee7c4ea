"""The languages of the product, by code: those that are known, those that a line may speak, that of agents. Pure."""

from __future__ import annotations

from appliance.prompts.begun import BegunLanguage, is_whole, missing
from appliance.prompts.english.language import English
from appliance.prompts.french.language import French
from appliance.prompts.german.language import German
from appliance.prompts.italian.language import Italian
from appliance.prompts.language import AgentsLanguage, Language
from appliance.prompts.spanish.language import Spanish

FRENCH = French()
USUAL = FRENCH.code  # of a line that names none, and of what is said to nobody's caller
AGENTS: AgentsLanguage = FRENCH  # whatever the line of a call speaks: who is rung at night hears their own language
KNOWN: dict[str, BegunLanguage] = {
    language.code: language for language in (FRENCH, English(), German(), Spanish(), Italian())
}
LANGUAGES: dict[str, Language] = {code: language for code, language in KNOWN.items() if is_whole(language)}
NAMED = 3  # parts that a sentence names


def language_of(code: str) -> Language:
    """The language of that code; French for one that only a newer release speaks: the call is answered."""
    return LANGUAGES.get(code, FRENCH)


def voice_of(engine: str, code: str) -> str:
    """What this engine calls the language; its code where the language does not say."""
    return language_of(code).voices.get(engine, code)


def not_whole(language: BegunLanguage) -> str | None:
    """Why no line may speak it yet, in a sentence; None for one that may be spoken."""
    names = [part.name for part in missing(language)]
    if not names:
        return None
    count = f"{len(names)} phrase{'s' if len(names) > 1 else ''}"
    rest = f" et {len(names) - NAMED} de plus" if len(names) > NAMED else ""
    some = f"{', '.join(names[:NAMED])}{rest}"
    return f"La langue « {language.name} » n'est pas prête : il lui manque {count} ({some}) ; voyez Annonces › Langues."


def ready_languages() -> dict[str, Language]:
    """Those that a line may speak, by code."""
    return {code: language for code, language in LANGUAGES.items() if not_whole(language) is None}
