"""What the writer of an announcement is told before a caller hears it."""

from __future__ import annotations

import pytest

from appliance.prompts.french.sentences import FIXED
from appliance.prompts.remarks import about_length, remarks


@pytest.mark.parametrize("text", FIXED.values())
def test_the_products_own_sentences_call_for_no_remark(text: str) -> None:
    assert remarks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, vous êtes chez Martin & Fils. Pour une urgence, tapez 1 ; sinon, tapez *.",
        "Nos bureaux ouvrent à 9 heures, le 15 janvier 2027, pour 20 % de nos clients.",
        "Composez le 01, 72, 00, 00, 00.",
    ],
)
def test_what_the_voice_reads_well_calls_for_none(text: str) -> None:
    assert remarks(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bonjour. " * 60, "Elle dure environ"),
        ("nous " * 50, "pas de point"),
        ("Prenez rdv avec Mme Martin.", "écrivez « rendez-vous »"),
        ("Notre SAV vous répond.", "En majuscules"),
        ("Appelez le 01 72 00 00 00.", "« 01, 72, 00, 00, 00 »"),
        ("Appelez le 0172000000.", "« 01, 72, 00, 00, 00 »"),
        ("Écrivez à contact@martin.fr.", "est une adresse"),
        ("Voyez www.martin.fr.", "est une adresse"),
        ("Attention <ici> 😀", "La voix ne dit pas < > 😀"),
    ],
)
def test_what_it_reads_badly_is_told_with_what_to_write(text: str, told: str) -> None:
    assert any(told in one for one in remarks(text))


def test_a_recording_much_shorter_or_longer_than_its_text_is_told() -> None:
    text = "Bonjour, vous êtes en relation avec le service d'astreinte de la Serrurerie Martin."
    assert about_length(6.0, text) is None
    assert "environ" in str(about_length(1.0, text))
    assert "environ" in str(about_length(55.0, text))
