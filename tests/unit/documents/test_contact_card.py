"""A contact card is read back by another reader as it was written, whatever a line is called."""

from __future__ import annotations

import pytest

from appliance.documents.contact_card import contact_card


def unfolded(card: bytes) -> list[str]:
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
    return card.decode().replace("\r\n ", "").split("\r\n")


def test_a_card_has_the_name_and_every_number() -> None:
    card = unfolded(contact_card("astreinte-sav", "Astreinte SAV", "Vidal", ["+33972000001", "+33972000002"]))
    assert card[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert card[-2:] == ["END:VCARD", ""]
    assert "FN:Astreinte SAV" in card and "N:Astreinte SAV;;;;" in card and "ORG:Vidal" in card
    assert [line for line in card if line.startswith("TEL")] == [
        "TEL;TYPE=WORK,VOICE:+33972000001",
        "TEL;TYPE=WORK,VOICE:+33972000002",
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("SAV ; chaud, froid", "SAV \\; chaud\\, froid"),
        ("SAV\r\nTEL:+33899123456", "SAV TEL:+33899123456"),
        ("a\\n", "a\\\\n"),
        ("Dépannage élévateur " * 6, "Dépannage élévateur " * 5 + "Dépannage élévateur"),
    ],
)
def test_a_name_adds_no_line_of_its_own(name: str, written: str) -> None:
    card = unfolded(contact_card("u", name, "Vidal", ["+33972000001"]))
    assert f"FN:{written}" in card
    assert len([line for line in card if line.startswith("TEL")]) == 1
