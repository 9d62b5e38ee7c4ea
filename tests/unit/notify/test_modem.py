"""A text left for the modem of the machine, as gammu-smsd reads it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from appliance.gateways import Sms, settled
from appliance.notify.channel import Answer, Verdict
from appliance.notify.modem import ModemChannel

NOW = datetime(2026, 11, 29, 3, 10)


def test_a_text_is_left_whole_in_the_outbox_of_gammu(tmp_path: Path) -> None:
    modem = ModemChannel(tmp_path, lambda: NOW)
    assert modem.send("+33612345601", "SAV : message à 3 h 10") == Answer(Verdict.SENT, "déposé pour gammu-smsd")
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("OUTA20261129_031000_00_+33612345601_")
    assert file.suffix == ".txt"
    assert file.read_bytes().decode("utf-16") == "SAV : message à 3 h 10"
    assert file.stat().st_mode & 0o777 == 0o644
    modem.send("+33612345601", "SAV : un autre")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_takes_nothing_is_tried_again(tmp_path: Path) -> None:
    answer = ModemChannel(tmp_path / "gone", lambda: NOW).send("+33612345601", "x")
    assert answer.verdict is Verdict.LATER
    assert "rien n'y a été déposé" in answer.said


def test_a_modem_is_described_by_its_folder_alone() -> None:
    assert settled(Sms(modem="/var/spool/gammu/outbox")).modem == "/var/spool/gammu/outbox"
    for wrong in (Sms(modem="outbox"), Sms(modem="/o", preset="brevo"), Sms(modem="/o", url="https://x/{to}")):
        with pytest.raises(ValueError, match="outboxpath de gammu-smsd, seul"):
            settled(wrong)
