"""An operator that does not show our own number to us: the call of the daily test is hung up, and nobody is rung."""

from __future__ import annotations

import company
import pytest
from astreinte_lab import until
from phones.bringing_back import brings_back
from test_before_the_night import LAB_COMPANY, SECONDS
from world import World

from tests.unit.notify.mail_server import Mailbox

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
__all__ = ["LAB_COMPANY"]  # of this lab too
AGENTS = (company.DURAND, company.PETIT, company.MARTIN)


@pytest.fixture
def comes_back(world: World) -> None:
    """From another number, before the controller has a mail server, and makes its test."""
    brings_back(world.mobile(company.DID), shows="0678901234")


@pytest.mark.usefixtures("comes_back")
def test_a_call_that_comes_back_as_a_stranger_s_is_told_and_rings_nobody(world: World, mails: Mailbox) -> None:
    until(lambda: mails.taken, SECONDS, "the mail of the day")
    (mail,) = mails.mails()
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    text = str(body.get_content())
    assert mail["Subject"].startswith("Astreinte prête "), text
    assert "À voir, sans urgence :" in text
    assert "Appel d'essai par le trunk carrier1 : décroché, mais pas reconnu" in text
    for number in AGENTS:
        world.mobile(number).was_never_rung()
