"""Each day the box tests itself and tells who is responsible, once: whether the night is ready, or what is wrong."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import company
import pytest
from aiosmtpd.controller import Controller
from astreinte_lab import until
from phones.bringing_back import brings_back
from world import World

from tests.unit.notify.mail_server import Mailbox, port_of

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
AT = datetime.now(ZoneInfo("Europe/Paris")) - timedelta(minutes=2)
FACTS = "company: {name: Serrurerie Martin, timezone: Europe/Paris, country: FR"
LAB_COMPANY = company.TEXT.replace(
    FACTS, f"{FACTS}, responsible: [chef@example.fr], daily_test_at: '{AT:%H:%M}', daily_test_call: true"
).replace("max_wait: 5\n", "max_wait: 60\n")  # a wait shorter than a ring, which the box would tell
SECONDS = 40.0  # it is looked for each 20 s
AGAIN = 30.0


def mails_from(world: World, mailbox: tuple[Mailbox, Controller]) -> Mailbox:
    """The lab's controller has a mail server."""
    taken, server = mailbox
    with Path(world.lab.facts["config"]).open("a", encoding="utf-8") as config:
        config.write(f'\n[mail]\nhost = "127.0.0.1"\nport = {port_of(server)}\ntls = "none"\nsender = "a@example.fr"\n')
    restarted(world)
    return taken


def restarted(world: World) -> None:
    before = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(before)


def test_the_night_is_told_once_however_often_the_controller_dies(
    world: World, mailbox: tuple[Mailbox, Controller]
) -> None:
    brings_back(world.mobile(company.DID))
    mails = mails_from(world, mailbox)
    until(lambda: mails.taken, SECONDS, "the mail of the day")
    restarted(world)
    asked = time.monotonic() + AGAIN
    until(lambda: time.monotonic() > asked, AGAIN + 1, "another look")
    (mail,) = mails.mails()
    assert isinstance(mail, EmailMessage)
    assert mails.recipients == ["chef@example.fr"]
    body = mail.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert mail["Subject"].startswith("Astreinte prête "), text
    for words in (
        "Ligne Urgence serrurerie",
        "Claire Durand et Hugo Petit, puis Julie Martin",
        "FreeSWITCH répond.",
        "Le contrôleur attend les appels.",
        "Appel d'essai par le trunk carrier1 : sorti, revenu, et les touches entendues dans les deux sens.",
        "Thomas Tard, Julie Martin, Sophie Seule, Denis Quatre et Élise Cinq, bientôt d'astreinte, n'ont jamais pris",
    ):
        assert words in text, text
    assert len(world.mobile(company.DID).calls) == 1
    assert world.lab.calls() == [], "our own call is no caller's"
