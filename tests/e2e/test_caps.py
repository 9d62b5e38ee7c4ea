"""A cap of what goes out, reached by one call: the next caller leaves a message, and no telephone rings."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import company
import pytest
import steps
from aiosmtpd.controller import Controller
from astreinte_lab import until
from phones import sound
from phones.caller import Caller
from steps import CALLER_TONE
from world import World

from appliance.outgoing import Caps
from tests.unit.notify.mail_server import Mailbox, port_of

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
SOLO = f'name: Sophie Seule, phones: ["{company.SOLO}"]'
LAB_COMPANY = company.TEXT.replace(SOLO, f"{SOLO}, mail: sophie@example.fr, told_of: [messages]")
IT = "informatique@example.fr"
MACHINE = """
[mail]
host = "127.0.0.1"
port = {port}
tls = "none"
sender = "a@example.fr"
"""
USUAL = Caps()
TINY = {f"legs_per_day = {USUAL.legs_per_day}": "legs_per_day = 1", "tell = []": f'tell = ["{IT}"]'}
TOLD_SECONDS = 10.0


@pytest.fixture
def mails(world: World, mailbox: tuple[Mailbox, Controller]) -> Mailbox:
    """The lab's controller has a mail server, and one telephone to dial a day."""
    taken, server = mailbox
    file = Path(world.lab.facts["config"])
    text = file.read_text(encoding="utf-8")
    for usual, tiny in TINY.items():
        assert usual in text
        text = text.replace(usual, tiny)
    file.write_text(text + MACHINE.format(port=port_of(server)), encoding="utf-8")
    restarted(world)
    return taken


def restarted(world: World) -> None:
    before = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(before)


def of(mails: Mailbox, recipient: str) -> list[EmailMessage]:
    return [mail for mail in mails.mails() if isinstance(mail, EmailMessage) and recipient in str(mail["To"])]


def leaves_a_message(world: World) -> Caller:
    """Whom nobody is rung for: they hear so within seconds, and are recorded."""
    caller = steps.at_menu(world).caller
    caller.presses("8")
    caller.hears("unanswered", within=6)
    caller.hears("message_ask")
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=3))
    caller.says_all()
    caller.hangs_up()
    call = world.journal(caller, within=10, outcome="message")
    assert call["attempts"] == []
    assert "cap_reached" in {step["name"] for step in call["steps"]}
    return caller


def test_the_second_call_is_not_rung_out_and_its_message_is_told(world: World, mails: Mailbox) -> None:
    first = steps.at_conversation(world)
    first.caller.hangs_up()
    world.journal(first.caller, within=10, outcome="connected")
    until(lambda: of(mails, IT), TOLD_SECONDS, "the alarm")
    assert [str(mail["Subject"]) for mail in of(mails, IT)] == ["Plafond des appels sortants atteint"]
    sophie = world.mobile(company.SOLO)
    leaves_a_message(world)
    until(lambda: of(mails, "sophie@example.fr"), TOLD_SECONDS, "the mail of the message")
    restarted(world)
    leaves_a_message(world)
    sophie.was_rung(times=1)
    health = world.lab.tries("health", "--config", str(world.lab.facts["config"])).stdout
    assert "Plafond atteint, plus aucun téléphone n'est appelé : 1 sur 1 appels sortants" in health
    assert len(of(mails, IT)) == 1, "another controller of the day tells nothing twice"
