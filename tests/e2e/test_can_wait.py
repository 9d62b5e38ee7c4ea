"""What can wait: nobody's telephone rings at night, and the office is told when the line opens."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import company
import pytest
import steps
from astreinte_lab import until
from phones import sound
from world import World

from appliance.prompts.catalogue import answered_from, callback_read_back
from tests.unit.notify.mail_server import Mailbox

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LAB_OPTIONS = ("--at", "2026-11-30 07:58")
EIGHT = datetime(2026, 11, 30, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
LAB_COMPANY = (
    company.TEXT.replace('      "3": {message: true}\n', '      "3": {message: true, can_wait: true}\n', 1)
    .replace("    default: true\n", "    default: true\n    callback_within: 30\n    tell: [bureau@example.fr]\n")
    .replace("    max_wait: 60\n", '    max_wait: 60\n    opening_hours: {mon-fri: "08:00-18:00"}\n', 1)
)


def test_a_message_and_a_callback_that_can_wait_are_told_when_the_line_opens(world: World, mails: Mailbox) -> None:
    phones = [world.mobile(number) for number in (company.DURAND, company.PETIT)]
    opening = world.sentences.file(answered_from(EIGHT.replace(tzinfo=None), 0))
    first = steps.at_menu(world).caller
    first.presses("3")
    first.hears(opening, within=8)
    first.hears("callback_offer", within=8)
    first.presses("2")
    first.hears("message_ask", within=6)
    first.hears_beep()
    first.says(sound.tone(steps.CALLER_TONE, seconds=3))
    first.says_all()
    first.hangs_up()
    second = steps.at_menu(world).caller
    second.presses("3")
    second.hears(opening, within=8)
    second.hears("callback_offer", within=8)
    second.presses("1")
    second.hears(world.sentences.file(callback_read_back(second.e164)), within=6)
    second.presses("1")
    second.hears("callback_noted", within=8)
    second.is_hung_up(within=10)
    assert mails.taken == []
    until(lambda: len(mails.taken) == 2, 120, "both are told at eight")
    assert set(mails.recipients) == {"bureau@example.fr"}
    for phone in phones:
        phone.was_never_rung()
