"""Spanish, as far as it is written. Pure."""

from __future__ import annotations

from appliance.prompts.spanish.sentences import FIXED

VOICES = {"pico": "es-ES", "gtts": "es"}


class Spanish:
    """See `BegunLanguage`; whole, it is a `Language`."""

    code = "es"
    name = "espagnol"
    fixed = FIXED
    voices = VOICES
