"""What callers would hear in another language than the one they chose, as it is told of a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.checks.languages import check_languages, not_translated
from appliance.prompts.languages import ENGLISH
from tests.unit.store.companies import LOCKSMITH


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["Bonsoir."], "en anglais, « Bonsoir. » est entendu en français ; dites-le en anglais"),
        (["Bonsoir.", "Tapez 1."], "« Bonsoir. », et 1 de plus, sont entendus en français ; dites-les en anglais"),
    ],
)
def test_one_text_is_to_be_said_and_several_are(texts: list[str], told: str) -> None:
    line = next(iter(LOCKSMITH.lines.values()))
    assert told in not_translated(line, "en", texts).sentence


def test_an_agent_whose_language_this_release_does_not_have_whole_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    agents = {key: replace(one, language="en") for key, one in LOCKSMITH.agents.items()}
    company = replace(LOCKSMITH, agents=agents)
    assert not [one for one in check_languages(company) if one.code == "agent_language"]

    less = {name: text for name, text in ENGLISH.fixed.items() if name not in ("refused", "call_taken")}
    monkeypatch.setattr(ENGLISH, "fixed", less)
    found = [one for one in check_languages(company) if one.code == "agent_language"]

    assert len(found) == len(agents)
    assert "n'est pas prête pour les intervenants : il lui manque 2 phrases (refused, call_taken)" in found[0].sentence
    assert found[0].sentence.endswith("entend le français.")
