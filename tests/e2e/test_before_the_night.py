"""Each day the box tests itself and tells who is responsible, once: whether the night is ready, or what is wrong."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import company
import pytest
from astreinte_lab import until
from phones.bringing_back import brings_back
from world import World

from tests.unit.notify.mail_server import Mailbox

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
AT = datetime.now(ZoneInfo("Europe/Paris")) - timedelta(minutes=2)
FACTS = "company: {name: Serrurerie Martin, timezone: Europe/Paris, country: FR"
UNTESTED = ", daily_test: false"
LAB_COMPANY = company.TEXT.replace(
    f"{FACTS}{UNTESTED}", f"{FACTS}, responsible: [chef@example.fr], daily_test_at: '{AT:%H:%M}', daily_test_call: true"
).replace("max_wait: 5\n", "max_wait: 60\n")  # a wait shorter than a ring, which the box would tell
SECONDS = 40.0  # it is looked for each 20 s
AGAIN = 30.0


@pytest.fixture
def comes_back(world: World) -> None:
    """Before the controller has a mail server, and makes its test."""
    brings_back(world.mobile(company.DID))


@pytest.mark.usefixtures("comes_back")
def test_the_night_is_told_once_however_often_the_controller_dies(world: World, mails: Mailbox) -> None:
    until(lambda: mails.taken, SECONDS, "the mail of the day")
    world.restarts_its_controller()
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
