"""The caller's own words, on the real switch: said before anybody is rung, heard in the whisper, found in the mail."""

from __future__ import annotations

import io
import time
import wave
from email.message import EmailMessage

import company
import numpy as np
import pytest
import steps
from astreinte_lab import until
from phones import sound
from phones.caller import Caller
from steps import CALLER_TONE
from world import World

from tests.unit.notify.mail_server import Mailbox

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
SOLO = f'name: Sophie Seule, phones: ["{company.SOLO}"]'
LAB_COMPANY = company.TEXT.replace(
    SOLO, f"{SOLO}, mail: sophie@example.fr, told_of: [messages, missed, taken]"
).replace("    default: true\n", "    default: true\n    caller_words: true\n")
MAIL_SECONDS = 15.0


def asked(world: World) -> Caller:
    """A caller who is about to be asked what is wrong."""
    caller = steps.at_menu(world).caller
    caller.presses("8")
    caller.hears("words_ask")
    return caller


def share_of_tone(content: bytes) -> float:
    """How much of the middle of a recording is the caller's tone."""
    with wave.open(io.BytesIO(content)) as voice:
        samples = np.frombuffer(voice.readframes(voice.getnframes()), "<i2")
    return float(sound.share(samples[len(samples) // 3 : 2 * len(samples) // 3], CALLER_TONE))


def test_who_is_rung_hears_what_the_caller_said_and_has_it_in_their_mail(world: World, mails: Mailbox) -> None:
    mobile = world.mobile(company.SOLO)
    caller = asked(world)
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=4))
    caller.hears("hunt", within=10)
    agent = mobile.rings()
    agent.answers()
    agent.hears(world.sentences.whisper(company.LINE, None, caller.e164))
    agent.hears("words_said", within=25)
    agent.hears_tone(CALLER_TONE, within=5)
    agent.presses("1")
    began = time.monotonic()
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    until(lambda: mails.taken, began + MAIL_SECONDS - time.monotonic(), "a mail")
    (mail,) = mails.mails()
    assert isinstance(mail, EmailMessage)
    (joined,) = mail.iter_attachments()
    assert share_of_tone(joined.get_payload(decode=True)) > 0.6
    caller.hangs_up()
    call = world.journal(caller, outcome="connected", over=True)
    assert call["words"]["file"] == f"{call['id']}-words.wav" and call["words"]["seconds"] > 2
    assert call["message"] is None


def test_a_key_passes_the_question_and_silence_leaves_nothing(world: World) -> None:
    mobile = world.mobile(company.SOLO)
    hurried = asked(world)
    hurried.presses("5")
    hurried.hears("hunt", within=4)
    hurried.hangs_up()
    assert world.journal(hurried, over=True)["words"] is None
    silent = asked(world)
    silent.hears_beep()
    silent.hears("hunt", within=10)
    agent = steps.ringing_now(mobile)
    agent.answers()
    agent.hears(world.sentences.whisper(company.LINE, None, silent.e164))
    silent.hangs_up()
    call = world.journal(silent, over=True)
    assert call["words"] is None
    assert not list(world.lab.config.recordings_dir.glob(f"{call['id']}*"))


def test_a_controller_that_dies_while_a_caller_speaks_leaves_no_message(
    world: World,
) -> None:
    durand = world.mobile(company.DURAND)  # the fallback knows of no menu
    caller = asked(world)
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=4))
    before = len(world.lab.news)
    world.lab.hurt("controller")
    steps.ringing_now(durand, within=20)
    caller.hangs_up()
    world.lab.is_whole_again(before)
    call = world.journal(caller, over=True, within=30)
    assert call["message"] is None
