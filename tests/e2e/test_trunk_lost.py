"""An operator that is cut off is told within a minute by mail, which needs no trunk, and told again when it is back."""

from __future__ import annotations

import time
from pathlib import Path

import company
import pytest
from aiosmtpd.controller import Controller
from astreinte_lab import until
from world import World

from tests.unit.notify.mail_server import Mailbox, port_of

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
FACTS = "company: {name: Serrurerie Martin, timezone: Europe/Paris, country: FR"
LAB_COMPANY = company.TEXT.replace(FACTS, f"{FACTS}, responsible: [chef@example.fr]")
MINUTE = 60.0
FIRST_PING = 25.0  # seconds from a reload
CALM = 60.0  # it has answered for a while


@pytest.fixture
def mails(world: World, mailbox: tuple[Mailbox, Controller]) -> Mailbox:
    """The lab asks its operator whether it is there, as a box does, and has a mail server."""
    taken, server = mailbox
    file = Path(world.lab.facts["config"])
    for one in (file, file.with_name("freeswitch.toml")):
        if one.exists():
            one.write_text(one.read_text(encoding="utf-8").replace("ping_seconds = 0", "ping_seconds = 15"), "utf-8")
    world.has_a_mail_server(port_of(server))
    pinged(world, file)
    world.restarts_its_controller()
    return taken


def pinged(world: World, file: Path) -> None:
    """FreeSWITCH takes the new file, and its operator has answered twice."""
    own = file.with_name("freeswitch.toml")
    config = own if own.exists() else file
    conf = str(world.lab.state / "freeswitch")
    words = ("freeswitch", "reload", "--conf", conf, "--config", str(config))
    done = world.lab.tries(*words, unit="astreinte-freeswitch-conf")
    assert done.returncode == 0, done.stderr
    until(lambda: world.carrier.pings >= 2, 2 * FIRST_PING, "two pings answered")


def told(mails: Mailbox, number: int, within: float) -> str:
    """The subject of the mail of this number, from 1, and what it says."""
    until(lambda: len(mails.taken) >= number, within, f"mail number {number}")
    mail = mails.mails()[number - 1]
    assert mails.recipients[number - 1] == "chef@example.fr"
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return f"{mail['Subject']}\n{body.get_content()}"


def test_an_operator_that_is_cut_off_is_told_within_a_minute_and_when_it_is_back(world: World, mails: Mailbox) -> None:
    world.carrier.is_gone = True
    cut = time.monotonic()
    lost = told(mails, 1, MINUTE)
    print(f"told {time.monotonic() - cut:.1f} s after the cut")
    assert lost.startswith("Trunk carrier1 : plus de réponse")
    assert "C'est le seul : aucun appel n'arrive plus ni ne part" in lost
    before = len(world.lab.news)
    world.lab.hurt("controller")
    world.lab.is_whole_again(before)
    world.carrier.is_gone = False
    back = told(mails, 2, 15 + CALM)
    assert back.startswith("Trunk carrier1 : répond de nouveau")
    assert len(mails.taken) == 2
