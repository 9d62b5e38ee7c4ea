"""The recordings that ship with the product: fixed sentences said once by a neural voice, at no cost to the box.

A recording is that of one text, letter by letter: a sentence that is worded otherwise has none, and a voice says it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from inspect import getfile
from pathlib import Path

from appliance.prompts import alaw
from appliance.prompts.languages import KNOWN
from appliance.prompts.recordings import text_key

FOLDERS = {code: Path(getfile(type(language))).with_name("recordings") for code, language in KNOWN.items()}
LIST = "recordings.json"


@dataclass(frozen=True)
class Shipped:
    """A recording. `file`: A-law; `digest`: some letters that change with its sound."""

    file: Path
    digest: str

    def sound(self) -> bytes:
        """As FreeSWITCH plays it. OSError; ValueError if it is spoilt."""
        return alaw.expanded(self.file.read_bytes())


def shipped(text: str, language: str) -> Shipped | None:
    """The recording of this very text, if one ships."""
    key = text_key(text)
    one = _listed(language).get(key)
    return Shipped(FOLDERS[language] / f"{key}.wav", one["sound"]) if one else None


@cache
def _listed(language: str) -> Mapping[str, Mapping[str, str]]:
    """By the key of their texts: see `recordings.json`; none where the list cannot be read."""
    folder = FOLDERS.get(language)
    try:
        found: Mapping[str, Mapping[str, str]] = json.loads((folder / LIST).read_bytes()) if folder else {}
    except (OSError, ValueError):
        return {}
    return found
