"""Italian, as far as it is written. Pure."""

from __future__ import annotations

from appliance.prompts.italian.sentences import FIXED

VOICES = {"pico": "it-IT", "gtts": "it"}


class Italian:
    """See `BegunLanguage`; whole, it is a `Language`."""

    code = "it"
    name = "italien"
    fixed = FIXED
    voices = VOICES
