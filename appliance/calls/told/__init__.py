"""What agents are told by telephone besides the catalogue, made for the moment, in each language of theirs. Pure.

A module for each language says the same things under the same names (`Telling`). `telling_in("en")` gives it.
"""

from __future__ import annotations

from appliance.calls.told import english, french
from appliance.calls.told.telling import Telling
from appliance.prompts.languages import agents_language

TELLINGS: dict[str, Telling] = {"fr": french, "en": english}


def telling_in(language: str) -> Telling:
    """That of an agent's language, by its code; in French where no agent can be spoken to in it."""
    return TELLINGS[agents_language(language).code]
