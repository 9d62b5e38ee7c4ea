"""Whoever takes a duty is rung before and confirms by a key, on the real switch; without it others are told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import company
import pytest
import steps
from astreinte_lab import until
from phones.mobile import MobileCall
from world import World

from appliance.calls.told.french import duty_question
from appliance.company.replacing import with_override
from appliance.door import settings
from appliance.planning.team_plan import Override
from appliance.prompts.catalogue import told
from appliance.store.asks.queue import Ask, AskKind, Ending, asks_since
from appliance.store.database import close_database, open_database
from tests.unit.notify.mail_server import Mailbox

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LAB_OPTIONS: tuple[str, ...] = ()
TARD, CHIEF = "tard@example.fr", "chef@example.fr"
THOMAS = f'name: Thomas Tard, phones: ["{company.LATE}"]'
LAB_COMPANY = (
    company.TEXT.replace(THOMAS, f"{THOMAS}, mail: {TARD}")
    .replace("    levels: [[tard]]\n", "    levels: [[tard]]\n    duty_call: 60\n")
    .replace("    default: true\n", f"    default: true\n    tell: [{CHIEF}]\n")
)
SEEN_SECONDS = 30.0  # plannings are looked at each twenty
TOLD_SECONDS = 10.0


class Duty:
    """A duty of an agent that begins within the hour, as the controller and the pages know it."""

    def __init__(self, world: World, agent: str) -> None:
        self.world, self.agent = world, agent
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        self.at = now + timedelta(minutes=30)
        override = Override(self.at, self.at + timedelta(hours=3), adds=agent)
        self._on_database(
            lambda database: settings.change(
                database,
                lambda known: with_override(known, "retard", override),
                by="Anne Roy",
                act="Planning",
                now=datetime.now(UTC),
                at=datetime.now(UTC),
            )
        )

    def ask(self) -> Ask | None:
        def found(database: Any) -> Ask | None:
            return next(iter(asks_since(database, self.at, AskKind.DUTY, self.agent)), None)

        ask: Ask | None = self._on_database(found)
        return ask

    def tried(self) -> list[str]:
        ask = self.ask()
        return [one.outcome for one in ask.tried] if ask else []

    def ends(self, ending: Ending, within: float) -> None:
        until(lambda: (ask := self.ask()) is not None and ask.ending is ending, within, f"the call ends as {ending}")

    def is_due(self) -> None:
        """The pause before the next try is over."""
        with closing(sqlite3.connect(self.world.lab.facts["database"], isolation_level=None, timeout=5)) as database:
            database.execute(
                "UPDATE agent_asks SET next_try_at = '2026-01-01T00:00:00.000000Z', claimed_until = NULL "
                "WHERE agent_id = ?",
                (self.agent,),
            )

    def hears_the_question(self, call: MobileCall) -> None:
        question = duty_question(company.LINE, self.at, datetime.now(UTC), "Europe/Paris")
        call.hears(self.world.sentences.file(told(question, "fr")), within=6, seconds=3.0)

    def _on_database(self, work: Any) -> Any:
        database = open_database(self.world.lab.config.database_url)
        try:
            return work(database)
        finally:
            close_database(database)


def said(mail: object) -> str:
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_who_takes_a_duty_confirms_by_key_1_and_a_wrong_key_is_told(world: World) -> None:
    duty = Duty(world, "petit")
    call = world.mobile(company.PETIT).rings(within=SEEN_SECONDS)
    assert company.DID[1:] in (call.invite.get("From") or ""), "the line's number is shown"
    call.answers()
    duty.hears_the_question(call)
    call.presses("7")
    call.hears("whisper_unknown_key", within=6)
    duty.hears_the_question(call)
    call.presses("1")
    call.hears("duty_confirmed", within=6)
    call.is_hung_up(within=6)
    duty.ends(Ending.CONFIRMED, within=5)
    assert duty.tried() == ["accepted"]


def test_nobody_twice_and_a_controller_killed_between_is_told_to_the_next_and_the_responsible(
    world: World, mails: Mailbox
) -> None:
    mobile = world.mobile(company.MARTIN).will_refuse(486)
    duty = Duty(world, "martin")
    until(lambda: duty.tried() == ["busy"], SEEN_SECONDS + 10, "the first try is over")
    assert not mails.taken
    world.restarts_its_controller()
    mobile.is_a_voicemail(40)
    duty.is_due()
    duty.ends(Ending.UNANSWERED, within=70)
    mobile.was_rung(2)
    until(lambda: len(mails.taken) == 2, TOLD_SECONDS, "two mails")
    assert set(mails.recipients) == {TARD, CHIEF}
    text = said(next(iter(mails.mails())))
    assert "Julie Martin est d'astreinte à partir" in text and "était en ligne" in text
    assert "a décroché sans confirmer" in text and "Ensuite dans l'ordre d'appel : Thomas Tard." in text


def test_a_key_2_is_told_at_once(world: World, mails: Mailbox) -> None:
    duty = Duty(world, "alix")
    call = world.mobile(company.SIMUL[0]).rings(within=SEEN_SECONDS).answers()
    duty.hears_the_question(call)
    call.presses("2")
    call.hears("duty_refused", within=6)
    call.is_hung_up(within=6)
    duty.ends(Ending.REFUSED, within=5)
    until(lambda: len(mails.taken) == 2, TOLD_SECONDS, "two mails")
    assert "a dit au téléphone ne pas pouvoir la prendre" in said(next(iter(mails.mails())))


def test_who_talks_to_a_caller_is_left_alone_and_rung_afterwards(world: World) -> None:
    scene = steps.at_conversation(world)
    duty = Duty(world, "solo")
    until(lambda: (ask := duty.ask()) is not None and ask.tries == 0, SEEN_SECONDS, "the call is planned")
    duty.is_due()
    steps.hear_each_other(scene)
    world.mobile(company.SOLO).was_rung(1)
    assert duty.tried() == []
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=3)
    duty.is_due()
    call = steps.ringing_now(world.mobile(company.SOLO), 10).answers()
    duty.hears_the_question(call)
    call.presses("1")
    duty.ends(Ending.CONFIRMED, within=8)
    call.is_hung_up(within=8)
