"""German, as far as it is written. Pure."""

from __future__ import annotations

import re

from appliance.prompts.german.sentences import FIXED

VOICES = {"pico": "de-DE", "gtts": "de"}
SIGNS = {"&": " und ", "#": " Raute ", "*": " Stern "}


class German:
    """See `BegunLanguage`; whole, it is a `Language`."""

    code = "de"
    name = "allemand"
    fixed = FIXED
    voices = VOICES
    signs = SIGNS
    alphabet = "LATIN"

    def offer(self, key: str) -> str:
        return f"Für Deutsch drücken Sie die {key}."

    def read_back(self, digits: str) -> str:
        spelled = ", ".join(re.sub(r"\D", "", digits))
        return f"{spelled}. {FIXED['read_back_choice']}"
