"""A text left for the modem of the machine, as gammu-smsd reads it."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from appliance.gateways import Sms, settled
from appliance.notify.channel import Answer, Verdict
from appliance.notify.modem import ModemChannel

NOW = datetime(2026, 11, 29, 3, 10)
SMSD = shutil.which("gammu-smsd")
LONG = "SAV : message laissé à 3 h 10, commande 40719. https://astreinte.example.fr/astreinte/charge/" + "a1" * 40
SETTINGS = """[gammu]
model = dummy
connection = none
device = {0}/modem
gammuloc = /dev/null
[smsd]
service = files
logfile = {0}/log
debuglevel = 255
inboxpath = {0}/inbox/
outboxpath = {0}/outbox/
sentsmspath = {0}/sent/
errorsmspath = {0}/error/
"""


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


@pytest.mark.skipif(SMSD is None, reason="gammu-smsd is not installed")
def test_gammu_smsd_sends_what_was_left_whole_and_in_as_many_parts_as_it_needs(tmp_path: Path) -> None:
    """The real one, on the modem that gammu plays itself."""
    for name in ("inbox", "outbox", "sent", "error", *(f"modem/sms/{number}" for number in range(1, 6))):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "smsdrc").write_text(SETTINGS.format(tmp_path))
    assert ModemChannel(tmp_path / "outbox", lambda: NOW).send("+33612345601", LONG).verdict is Verdict.SENT
    daemon = subprocess.Popen([str(SMSD), "-c", str(tmp_path / "smsdrc")], stdout=subprocess.DEVNULL)
    try:
        until, pause = time.monotonic() + 30, threading.Event()
        while not list((tmp_path / "sent").iterdir()) and time.monotonic() < until:
            pause.wait(0.1)
    finally:
        daemon.terminate()
        daemon.wait(10)
    assert [one.name[:34] for one in (tmp_path / "sent").iterdir()] == ["OUTA20261129_031000_00_+3361234560"]
    assert not list((tmp_path / "error").iterdir()) and not list((tmp_path / "outbox").iterdir())
    log = (tmp_path / "log").read_text(errors="replace")
    assert log.count('Recipient number "+33612345601"') == 2, "two parts"
    assert "SAV : message laissé à 3 h 10, commande 40719." in log
