"""A message left by telephone is written down on the real weights; its word tells who is on call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import company
import pytest
import steps
import test_can_wait
from astreinte_lab import until
from phones import sound
from world import World

from appliance.prompts.pico import PicoVoice
from appliance.store.database import opened
from appliance.store.journal.message_followup import Message, messages_of
from tests.bench.voice.weights import APART, PYTHON, whisper_folder
from tests.unit.notify.mail_server import Mailbox

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(PYTHON is None, reason="the recogniser is not installed: make recordings"),
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LAB_OPTIONS = ("--at", "2026-11-29 23:10")
LAB_COMPANY = test_can_wait.LAB_COMPANY.replace("country: FR}", "country: FR, urgent_words: [couloir]}").replace(
    f'phones: ["{company.DURAND}"]}}', f'phones: ["{company.DURAND}"], mail: durand@example.fr}}'
)
SAID = "Il y a une fuite dans le couloir du deuxième étage."


def test_what_a_caller_says_is_read_and_its_word_tells_who_is_on_call_at_night(
    world: World, mails: Mailbox, tmp_path: Path
) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(PicoVoice.installed().speak(SAID, 60.0))
    caller = steps.at_menu(world).caller
    caller.presses("3")
    caller.hears("callback_offer", within=20)
    caller.presses("2")
    caller.hears("message_ask", within=6)
    caller.hears_beep()
    caller.says(sound.read_wav(path))
    caller.says_all()
    caller.hangs_up()
    call = world.journal(caller, over=True, outcome="message")
    assert mails.taken == []
    asked(Path(world.lab.facts["config"]))
    message = message_of(world, call["id"])
    assert message.transcript is not None and "couloir" in message.transcript
    assert (message.urgent_word, message.waits_until) == ("couloir", None)
    until(lambda: "durand@example.fr" in mails.recipients, 30, "who is on call is told")
    world.mobile(company.DURAND).was_never_rung()


def asked(config: Path) -> None:
    """`astreinte transcribe`, as the clock of a box runs it, with the packages that `make recordings` installs."""
    with config.open("a", encoding="utf-8") as file:
        file.write(f'\n[transcription]\nmodel = "{whisper_folder()}"\n')
    site = next(APART.glob("lib/python3.*/site-packages"))
    subprocess.run(
        [sys.executable, "-m", "appliance", "transcribe", "--config", str(config)],
        env={**os.environ, "PYTHONPATH": str(site)},
        check=True,
    )


def message_of(world: World, call: str) -> Message:
    """As the box keeps it."""
    with opened(world.lab.config.database_url) as database:
        (found,) = messages_of(database, call)
    return found
