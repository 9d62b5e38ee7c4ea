"""Letters that nobody sees are refused at every door, with the field, the letter and where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from appliance.cli import run
from appliance.config import ConfigError, load
from appliance.hidden_letters import HiddenLetter, hidden_letter, refuse_hidden_letters
from appliance.planning.calendar_import import read_calendar
from appliance.store.company_file import CompanyFileErrors, read_company

HIDDEN = [
    "\0",
    "\x1b",
    "\u00ad",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u202a",
    "\u202e",
    "\u2028",
    "\u2066",
    "\ufeff",
]
CONFIG = """
state = "/s"
[[trunks]]
name = "operator"
proxy = "192.0.2.1"
[switch]
esl_secret = "0123456789abcdef"
[mail]
host = "mail.example.fr"
sender = "astreinte{0}@example.fr"
"""
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//FR
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261201
SUMMARY:Congés {0}de Petit
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20261202
SUMMARY:Congés de Petit
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("letter", HIDDEN)
def test_it_is_told_by_its_field_its_number_and_what_is_before_it(letter: str) -> None:
    with pytest.raises(HiddenLetter, match=rf"^Nom : caractère invisible U\+{ord(letter):04X} .*après « Julie »"):
        refuse_hidden_letters("Nom", f"Julie{letter} Martin")


@pytest.mark.parametrize(
    "text",
    ["Ligne 1\r\n\tLigne 2", "Été, œuvre, « à 8 h »", "06\u00a078\u202f90", "équipe 👩\u200d🔧", "株式会社", "نص"],
)
def test_what_people_type_is_left(text: str) -> None:
    assert hidden_letter(text) is None


@pytest.mark.parametrize("letter", ["\u202e", "\u200b"])
def test_the_file_of_the_company_names_the_key(letter: str) -> None:
    with pytest.raises(CompanyFileErrors, match=rf"« name » : caractère invisible U\+{ord(letter):04X}"):
        read_company(f'company: {{name: "Mar{letter}tin"}}', "company.yml")


def test_the_settings_of_the_machine_name_the_key(tmp_path: Path) -> None:
    file = tmp_path / "appliance.toml"
    file.write_text(CONFIG.format("\u200b"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mail\.sender : caractère invisible U\+200B"):
        load(file)


def test_an_entry_of_a_calendar_is_refused_alone() -> None:
    read = read_calendar(EVENT.format("\u202e").encode(), "Europe/Paris", date(2026, 12, 1), 30)
    assert [entry.uid for entry in read.entries] == ["2"]
    (refused,) = read.unread
    assert "SUMMARY contient un caractère invisible, U+202E (sens de lecture), après « Congés »" in refused.why


def test_a_command_names_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "--reason", "rem\u202eplacement"]) == 2
    assert "--reason : caractère invisible U+202E" in capsys.readouterr().err
    assert run(["account", "add", "ju\u200blie"]) == 2
    assert "U+200B" in capsys.readouterr().err
