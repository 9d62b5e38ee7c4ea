"""The languages that a line may speak, by code. Pure."""

from __future__ import annotations

from appliance.prompts.french.language import French
from appliance.prompts.language import Language

FRENCH = French()
USUAL = FRENCH.code  # of a line that names none, and of what is said to nobody's caller
LANGUAGES: dict[str, Language] = {FRENCH.code: FRENCH}


def language_of(code: str) -> Language:
    """The language of that code; French for one that only a newer release speaks: the call is answered."""
    return LANGUAGES.get(code, FRENCH)


def voice_of(engine: str, code: str) -> str:
    """What this engine calls the language; its code where the language does not say."""
    return language_of(code).voices.get(engine, code)
