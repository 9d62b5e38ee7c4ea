"""An agent out alone is rung now and then, on the real switch; of a silence, who is responsible is told and rung."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from typing import Any

import agents
import company
import pytest
from agents import file_of, proved
from aiosmtpd.controller import Controller
from astreinte_lab import until
from phones.mobile import MobileCall
from world import World

from appliance.calls.told.french import outing_begun, safety_question
from appliance.prompts.catalogue import told
from appliance.store.asks.outings import Outing, outing_of
from appliance.store.asks.queue import Ask, AskKind, Ending, asks_about
from appliance.store.database import close_database, open_database
from tests.unit.notify.mail_server import Mailbox

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LAB_OPTIONS: tuple[str, ...] = ()
CHIEF, MINUTES = "chef@example.fr", 30
LAB_COMPANY = agents.COMPANY.replace(
    "    levels: [[durand, petit], [martin]]\n",
    f"    levels: [[durand, petit], [martin]]\n    safety_call: {MINUTES}\n",
).replace(f"tell: [{CHIEF}]", f"tell: [{CHIEF}, martin]")
PLANNED_SECONDS = 30.0  # what is to be asked is looked at each twenty
RUNG_SECONDS = 8.0


class Night:
    """What the box knows of Durand's outing."""

    def __init__(self, world: World, database: Any) -> None:
        self.world, self.database = world, database
        self.outing: Outing | None = None

    def leaves(self) -> None:
        """By the agents' menu, from their own mobile."""
        caller = proved(self.world, company.DURAND, "4821", "8")
        caller.hears(file_of(self.world, outing_begun(MINUTES)), within=10)
        caller.hangs_up()
        self.outing = outing_of(self.database, "durand")
        assert self.outing is not None

    def is_out(self) -> bool:
        return outing_of(self.database, "durand") is not None

    def asks(self, kind: AskKind) -> list[Ask]:
        assert self.outing is not None
        return asks_about(self.database, self.outing.id, kind)

    def is_due(self) -> None:
        """The next call is, once it is planned."""
        until(
            lambda: any(one.ended_at is None for one in self.asks(AskKind.SAFETY)), PLANNED_SECONDS, "a call is planned"
        )
        with closing(sqlite3.connect(self.world.lab.facts["database"], isolation_level=None, timeout=5)) as database:
            database.execute(
                "UPDATE agent_asks SET next_try_at = '2026-01-01T00:00:00.000000Z', claimed_until = NULL "
                "WHERE ended_at IS NULL"
            )

    def is_asked(self) -> MobileCall:
        call = self.world.mobile(company.DURAND).rings(within=RUNG_SECONDS).answers()
        call.hears(self.world.sentences.file(told(safety_question(company.LINE), "fr")), within=6, seconds=3.0)
        return call

    def ended(self, kind: AskKind, ending: Ending, within: float) -> None:
        until(
            lambda: any(one.ending is ending for one in self.asks(kind)), within, f"a call of {kind} ends as {ending}"
        )


@pytest.fixture
def night(world: World, mails: Mailbox) -> Iterator[Night]:
    """Durand is at home, and the controller has a mail server."""
    database = open_database(world.lab.config.database_url)
    yield Night(world, database)
    close_database(database)


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.mails() if isinstance(mail, EmailMessage)]


def test_all_is_well_by_key_1_and_the_intervention_is_over_by_key_2(world: World, night: Night) -> None:
    night.leaves()
    night.is_due()
    call = night.is_asked()
    assert company.DID[1:] in (call.invite.get("From") or ""), "the line's number is shown"
    call.presses("1")
    call.hears("safety_confirmed", within=6)
    call.is_hung_up(within=6)
    assert night.is_out()
    night.is_due()
    call = night.is_asked()
    call.presses("2")
    call.hears("outing_over", within=6)
    call.is_hung_up(within=6)
    until(lambda: not night.is_out(), 5, "the intervention is over")


def test_a_silence_is_told_at_once_and_who_takes_charge_by_a_key_ends_it(
    world: World, night: Night, mailbox: tuple[Mailbox, Controller]
) -> None:
    taken, _ = mailbox
    night.leaves()
    durand = world.mobile(company.DURAND).will_refuse(486)
    night.is_due()
    until(lambda: night.asks(AskKind.SAFETY)[0].tried, RUNG_SECONDS, "the first try is over")
    world.restarts_its_controller()  # killed between the two
    night.is_due()
    night.ended(AskKind.SAFETY, Ending.UNANSWERED, within=RUNG_SECONDS + 10)
    durand.was_rung(2)
    supervisor = world.mobile(company.MARTIN).rings(within=RUNG_SECONDS).answers()
    until(lambda: taken.taken, 10, "a mail")
    assert taken.recipients[0] == CHIEF
    assert subjects(taken)[0] == "ALERTE : Claire Durand ne répond pas en intervention"
    supervisor.presses("1")
    supervisor.hears("silence_taken", within=8)
    supervisor.is_hung_up(within=6)
    until(lambda: not night.is_out(), 5, "somebody has taken charge")
    until(lambda: len(taken.taken) == 2, 10, "and that is told")
    assert "Julie Martin s'est chargé de l'alerte" in subjects(taken)[1]
