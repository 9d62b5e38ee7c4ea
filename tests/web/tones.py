"""A site whose voice is tones: tests/browser has the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.prompts import wav
from appliance.prompts.neural.voice import KokoroVoice
from appliance.prompts.prompt_store import PromptStore
from tests.unit.prompts.voices import ToneVoice
from web.frame import rewording


def speaking_in_tones(monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    """The pages' prompt store speaks by the voice that is returned."""
    voice, silence = ToneVoice(), wav.container(bytes(16000))

    def shelf_in(folder: Path, engine: str, neural: bool) -> PromptStore:
        patient = KokoroVoice() if neural else None
        prompt_store = PromptStore(folder, voice, neural=neural, patient=patient)
        prompt_store.composed = lambda name, compose: kept(folder / name, silence)  # type: ignore[method-assign]
        return prompt_store

    monkeypatch.setattr(rewording, "open_prompt_store", shelf_in)
    return voice


def kept(path: Path, content: bytes) -> Path:
    wav.write(path, content)
    return path
