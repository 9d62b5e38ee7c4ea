"""What a visitor of the demonstration changes is spoken without anybody asking for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.company.model import Company
from appliance.demo import speaking
from appliance.demo.speaking import speak_change
from appliance.prompts.build import open_prompt_store
from tests.unit.calls.rehearsal import company


class Settings:
    """Those of a company, which somebody may have changed since the last look."""

    def __init__(self, last: Company) -> None:
        self.last, self.next = last, last

    def look(self) -> None:
        self.last = self.next


def test_a_change_is_spoken_once_and_what_has_not_changed_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def speak(store: Any, some: Company, wanted: Callable[[], bool], days: int) -> None:
        assert wanted()
        heard.append(some.name)

    monkeypatch.setattr(speaking, "build_missing", speak)
    settings: Any = Settings(company())
    store = open_prompt_store(tmp_path, "pico", neural=False)
    first = speak_change(settings, store, settings.last)
    settings.next = replace(company(), name="Nouveau nom")
    second = speak_change(settings, store, first)
    third = speak_change(settings, store, second)
    assert heard == ["Nouveau nom"]
    assert second is third is settings.last
