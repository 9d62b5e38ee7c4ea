"""What callers would hear in another language than the one they chose, as it is told of a line."""

from __future__ import annotations

import pytest

from appliance.checks.languages import not_translated
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
