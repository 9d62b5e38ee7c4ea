"""The watch changes hands: both agents are rung, hear what is open and are joined, on the real switch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import company
import pytest
import steps
from astreinte_lab import until
from phones.mobile import MobileCall
from world import World

from appliance.calls.told.french import other_missing, to_who_comes, to_who_leaves, what_is_open
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
CHIEF = "chef@example.fr"
TEAMS = ("tard", "solo", "deux", "denis, elise")  # one a test: what one changes is no change of another's
LAB_COMPANY = company.TEXT.replace("    default: true\n", f"    default: true\n    tell: [{CHIEF}]\n")
for levels in TEAMS:
    LAB_COMPANY = LAB_COMPANY.replace(
        f"    levels: [[{levels}]]\n", f"    levels: [[{levels}]]\n    hand_over_call: 30\n"
    )
SEEN_SECONDS = 30.0  # plannings are looked at each twenty
MESSAGE_TONE = 880  # no ringing tone has it
TARD, ZONE = "Thomas Tard", "Europe/Paris"


class Relay:
    """One leaves the watch of a team to another within the hour, as the controller and the pages know it."""

    def __init__(self, world: World, team: str, leaving: str, coming: str, line: str = company.LINE) -> None:
        self.world, self.leaving, self.line = world, leaving, line
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        self.at = now + timedelta(minutes=30)
        override = Override(self.at, self.at + timedelta(hours=3), removes=leaving, adds=coming)
        self._on_database(
            lambda database: settings.change(
                database,
                lambda known: with_override(known, team, override),
                by="Anne Roy",
                act="Planning",
                now=datetime.now(UTC),
                at=datetime.now(UTC),
            )
        )

    def ask(self) -> Ask | None:
        def found(database: Any) -> Ask | None:
            asked = asks_since(database, self.at, AskKind.HAND_OVER)
            return next((one for one in asked if one.agent_id == self.leaving), None)

        ask: Ask | None = self._on_database(found)
        return ask

    def ends(self, ending: Ending, within: float) -> None:
        until(lambda: (ask := self.ask()) is not None and ask.ending is ending, within, f"it ends as {ending}")

    def tried(self) -> list[str]:
        ask = self.ask()
        return [one.outcome for one in ask.tried] if ask else []

    def hears(self, call: MobileCall, sentence: str) -> None:
        call.hears(self.world.sentences.file(told(sentence, "fr")), within=45, seconds=3.0)

    def question(self, call: MobileCall, other: str, *, leaves: bool) -> None:
        words = to_who_leaves if leaves else to_who_comes
        self.hears(call, words(self.line, other, self.at, datetime.now(UTC), ZONE))

    def _on_database(self, work: Any) -> Any:
        database = open_database(self.world.lab.config.database_url)
        try:
            return work(database)
        finally:
            close_database(database)


def leave_a_message(world: World) -> None:
    caller = steps.at_menu(world).caller
    caller.presses("3")
    caller.hears("message_ask")
    caller.hears_beep()
    caller.hums(MESSAGE_TONE)
    caller.stream.ear.hears_no_tone(steps.AGENT_TONE, 4.0)
    caller.hangs_up()


def test_both_accept_hear_the_message_that_waits_and_speak_together(world: World) -> None:
    leave_a_message(world)
    leaver, comer = world.mobile(company.LATE), world.mobile(company.PETIT)
    relay = Relay(world, "retard", "tard", "petit")
    leaving, coming = leaver.rings(within=SEEN_SECONDS), comer.rings(within=SEEN_SECONDS)
    assert company.DID[1:] in (leaving.invite.get("From") or ""), "the line's number is shown"
    leaving.answers()
    coming.answers()
    relay.question(leaving, "Hugo Petit", leaves=True)
    leaving.presses("1")
    relay.hears(leaving, what_is_open(1, 0))
    leaving.hears_tone(MESSAGE_TONE, within=20)
    relay.question(coming, TARD, leaves=False)
    coming.presses("1")
    coming.hears_tone(MESSAGE_TONE, within=30)
    relay.ends(Ending.CONFIRMED, within=30)
    leaving.hums(steps.CALLER_TONE)
    coming.hums(steps.AGENT_TONE)
    leaving.hears_tone(steps.AGENT_TONE)
    coming.hears_tone(steps.CALLER_TONE)
    assert relay.tried() == ["accepted accepted"]
    coming.hangs_up()
    leaving.is_hung_up(within=5)


def test_one_who_does_not_come_is_told_to_the_other_and_to_the_responsible_and_nobody_is_rung_again(
    world: World, mails: Mailbox
) -> None:
    leaver, missing = world.mobile(company.SOLO), world.mobile(company.MARTIN).will_refuse(486)
    relay = Relay(world, "seule", "solo", "martin")
    leaving = leaver.rings(SEEN_SECONDS).answers()
    relay.question(leaving, "Julie Martin", leaves=True)
    leaving.presses("1")
    relay.hears(leaving, other_missing("Julie Martin", refused=False))
    leaving.is_hung_up(within=8)
    relay.ends(Ending.UNANSWERED, within=10)
    assert relay.tried() == ["accepted busy"]
    until(lambda: CHIEF in mails.recipients, 10, "a mail to who is named")
    missing.was_rung(1)


def test_a_key_2_is_heard_by_the_other(world: World) -> None:
    leaver, comer = world.mobile(company.FLEET), world.mobile(company.SIMUL[0])
    relay = Relay(world, "deuxpostes", "deux", "alix", "Étages")
    coming, leaving = comer.rings(SEEN_SECONDS).answers(), leaver.rings(SEEN_SECONDS).answers()
    relay.question(coming, "Denise Deux", leaves=False)
    coming.presses("2")
    relay.question(leaving, "Alix Un", leaves=True)
    leaving.presses("1")
    relay.hears(leaving, other_missing("Alix Un", refused=True))
    leaving.is_hung_up(within=8)
    relay.ends(Ending.REFUSED, within=10)
    assert relay.tried() == ["accepted refused"]


def test_a_controller_killed_before_they_meet_rings_them_once_more(world: World) -> None:
    leaver, comer = world.mobile(company.TURNS[0]), world.mobile(company.SIMUL[1])
    relay = Relay(world, "tournante", "denis", "basile")
    first = leaver.rings(SEEN_SECONDS).answers()
    relay.question(first, "Basile Deux", leaves=True)
    world.restarts_its_controller()
    first.is_hung_up(within=15)
    again = steps.ringing_now(leaver, 220).answers()
    relay.question(again, "Basile Deux", leaves=True)
    again.presses("2")
    relay.ends(Ending.REFUSED, within=60)
    assert relay.tried()[0] == "interrupted"
    comer.was_rung(2)
