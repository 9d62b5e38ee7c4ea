"""A message left at night: who is on call has it in their mail within ten seconds, with the caller's voice."""

from __future__ import annotations

import io
import re
import time
import wave
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import company
import numpy as np
import pytest
import steps
from astreinte_lab import until
from phones import sound
from steps import CALLER_TONE
from world import World

from appliance.company.model import Company
from appliance.company.replacing import with_override
from appliance.company.swapping import with_swap
from appliance.door import settings
from appliance.planning.team_plan import Override, Swap
from appliance.store.database import close_database, open_database
from tests.unit.notify.mail_server import Mailbox

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
SOLO = f'name: Sophie Seule, phones: ["{company.SOLO}"]'
HUGO = f'name: Hugo Petit, phones: ["{company.PETIT}"]'
LAB_COMPANY = company.TEXT.replace(
    SOLO, f"{SOLO}, mail: sophie@example.fr, told_of: [messages, missed, taken]"
).replace(HUGO, f"{HUGO}, mail: hugo@example.fr, told_of: [duties]")
SECONDS = 10.0  # from what happened to the mail
MINUTE = 75.0  # for what is looked at each minute


def mail_of(mails: Mailbox, began: float) -> EmailMessage:
    """The one mail of what began at that monotonic moment, in time."""
    until(lambda: mails.taken, began + SECONDS - time.monotonic(), "a mail")
    (mail,) = mails.mails()
    assert isinstance(mail, EmailMessage)
    return mail


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_message_is_mailed_with_the_caller_s_voice_to_who_is_on_call(world: World, mails: Mailbox) -> None:
    world.mobile(company.SOLO).will_refuse(486)
    caller = steps.at_menu(world).caller
    caller.presses("8")
    caller.hears("unanswered", within=25)
    caller.hears("message_ask")
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=3))
    caller.says_all()
    caller.hangs_up()
    mail = mail_of(mails, time.monotonic())
    assert mails.recipients[-1] == "sophie@example.fr"
    for words in ("Un message a été laissé", "Sophie Seule était en ligne", caller.e164[-2:]):
        assert words in said(mail)
    (joined,) = mail.iter_attachments()
    with wave.open(io.BytesIO(joined.get_payload(decode=True))) as voice:
        shape = voice.getframerate(), voice.getnchannels(), voice.getsampwidth()
        samples = np.frombuffer(voice.readframes(voice.getnframes()), "<i2")
    assert shape == (8000, 1, 2)
    middle = samples[len(samples) // 3 : 2 * len(samples) // 3]
    assert sound.share(middle, CALLER_TONE) > 0.6


def test_a_caller_who_leaves_during_the_search_is_told_within_ten_seconds(world: World, mails: Mailbox) -> None:
    scene = steps.at_hunt(world)
    scene.caller.hangs_up()
    mail = mail_of(mails, time.monotonic())
    assert "a raccroché pendant la recherche" in said(mail)


def test_who_takes_the_call_has_its_number_while_they_talk(world: World, mails: Mailbox) -> None:
    scene = steps.at_conversation(world)
    mail = mail_of(mails, time.monotonic())
    assert "Vous avez pris un appel de la ligne Urgence serrurerie" in said(mail)
    digits = re.sub(r"\D", "", said(mail))
    assert scene.caller.e164.removeprefix("+33") in digits
    scene.caller.hangs_up()


def asked(world: World, edit: Callable[[Company], Company]) -> None:
    """The settings changed as a page does it, while the controller serves."""
    database = open_database(world.lab.config.database_url)
    try:
        now = datetime.now(UTC)
        settings.change(database, edit, by="Anne Roy", act="Planning", now=now, at=now)
    finally:
        close_database(database)


def test_a_swap_asked_for_is_in_the_colleague_s_mail_within_ten_seconds(world: World, mails: Mailbox) -> None:
    start = datetime.now(UTC) + timedelta(days=3)
    swap = Swap("durand", "petit", start, start + timedelta(hours=12), agreed=frozenset({"durand"}))
    asked(world, lambda now: with_swap(now, "serie", swap))
    mail = mail_of(mails, time.monotonic())
    assert mails.recipients[-1] == "hugo@example.fr"
    assert mail["Subject"] == "Claire Durand vous propose un échange d'astreinte"


def test_a_duty_that_is_near_is_recalled_by_the_controller_once(world: World, mails: Mailbox) -> None:
    start = datetime.now(UTC) + timedelta(hours=2)
    asked(world, lambda now: with_override(now, "retard", Override(start, start + timedelta(hours=3), adds="petit")))
    until(lambda: mails.taken, MINUTE, "a mail")
    (mail,) = mails.mails()
    assert isinstance(mail, EmailMessage)
    assert mails.recipients[-1] == "hugo@example.fr"
    assert "Vous serez d'astreinte" in said(mail) and "(Retard)" in said(mail)
