"""The languages that a line may speak, by code, and the one that agents are spoken to in. Pure."""

from __future__ import annotations

from appliance.prompts.english.language import English
from appliance.prompts.french.language import French
from appliance.prompts.language import AgentsLanguage, Language
from appliance.prompts.listeners import agents_alone_hear

FRENCH = French()
USUAL = FRENCH.code  # of a line that names none, and of what is said to nobody's caller
AGENTS: AgentsLanguage = FRENCH  # whatever the line of a call speaks: who is rung at night hears their own language
LANGUAGES: dict[str, Language] = {language.code: language for language in (FRENCH, English())}


def language_of(code: str) -> Language:
    """The language of that code; French for one that only a newer release speaks: the call is answered."""
    return LANGUAGES.get(code, FRENCH)


def voice_of(engine: str, code: str) -> str:
    """What this engine calls the language; its code where the language does not say."""
    return language_of(code).voices.get(engine, code)


def missing_from(language: Language) -> list[str]:
    """The sentences that callers hear and that it does not have, by name; it is whole where there are none."""
    return [name for name in FRENCH.fixed if not agents_alone_hear(name) and not language.fixed.get(name)]


def not_whole(language: Language) -> str | None:
    """Why no line may speak it yet, in a sentence; None for one that may be spoken."""
    missing = missing_from(language)
    if not missing:
        return None
    count = f"{len(missing)} phrase{'s' if len(missing) > 1 else ''}"
    return f"La langue « {language.name} » n'est pas prête : il lui manque {count} ({', '.join(missing)})."


def ready_languages() -> dict[str, Language]:
    """Those that a line may speak, by code."""
    return {code: language for code, language in LANGUAGES.items() if not_whole(language) is None}
