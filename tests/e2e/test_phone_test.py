"""An agent's telephone tried by a call, on the real switch: what the page asked for is rung, said and heard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import company
import pytest
from astreinte_lab import until
from phones.mobile import MobileCall
from steps import CALLER_TONE
from world import World

from appliance.calls.leg import OfferOutcome
from appliance.store.database import close_database, open_database
from appliance.store.phone_tests.phone_tests import ask_phone_test, last_phone_tests, last_presentations
from appliance.switch.pick_up import LONG_SECONDS

pytestmark = pytest.mark.e2e
PHONE = f"+33{company.DURAND[1:]}"


class Page:
    """What the page of an agent does, on the database of the lab."""

    def __init__(self, world: World, database: Any) -> None:
        self._world, self._database = world, database

    def asks(self) -> None:
        ask_phone_test(self._database, "durand", "Claire Durand", PHONE, by="essai", now=datetime.now(UTC))

    def asks_what_is_shown(self) -> MobileCall:
        """By the trunk of the lab, with the number of a colleague."""
        shows = f"+33{company.PETIT[1:]}"
        facts = {"by": "essai", "now": datetime.now(UTC), "trunk": self._world.lab.config.trunks[0].name}
        ask_phone_test(self._database, "durand", "Claire Durand", PHONE, shows=shows, **facts)
        return self._world.mobile(company.DURAND).rings(within=8)

    def says_it_shows(self, outcome: OfferOutcome, within: float) -> None:
        def told() -> bool:
            (found,) = last_presentations(self._database, "durand").values()
            return found.outcome is outcome

        until(told, within, f"the trial ends as {outcome}")

    def rings(self) -> MobileCall:
        """Ask for a test; the mobile rings."""
        self.asks()
        return self._world.mobile(company.DURAND).rings(within=8)

    @property
    def screened(self) -> bool:
        return bool(last_phone_tests(self._database, "durand")[PHONE].screened)

    def says(self, outcome: OfferOutcome, within: float) -> None:
        def told() -> bool:
            return last_phone_tests(self._database, "durand")[PHONE].outcome is outcome

        until(told, within, f"the test ends as {outcome}")


@pytest.fixture
def page(world: World) -> Iterator[Page]:
    database = open_database(world.lab.config.database_url)
    yield Page(world, database)
    close_database(database)


@pytest.mark.short
def test_a_telephone_that_is_answered_and_presses_one_is_verified(world: World, page: Page) -> None:
    call = page.rings()
    assert company.DID[1:] in (call.invite.get("From") or "")
    call.answers()
    call.hears("phone_test", within=5, seconds=1.0)
    call.presses("1")
    call.hears("phone_test_done", within=5)
    call.is_hung_up(within=5)
    page.says(OfferOutcome.ACCEPTED, within=5)
    assert not page.screened


def test_a_telephone_that_answers_by_itself_is_told_as_one_that_screens(world: World, page: Page) -> None:
    """Its owner reads who calls, and presses the key well after it was picked up."""
    call = page.rings().answers()
    call.hears("phone_test", within=5, seconds=1.0)
    call.stream.ear.hears_no_tone(CALLER_TONE, LONG_SECONDS)
    call.presses("1")
    page.says(OfferOutcome.ACCEPTED, within=8)
    assert page.screened


def test_a_telephone_hung_up_on_the_thanks_is_verified(world: World, page: Page) -> None:
    call = page.rings().answers()
    call.hears("phone_test", within=5, seconds=1.0)
    call.presses("1")
    call.hears("phone_test_done", within=5, seconds=0.5)
    call.hangs_up()
    page.says(OfferOutcome.ACCEPTED, within=5)


def test_a_voicemail_verifies_nothing_and_is_let_go(world: World, page: Page) -> None:
    world.mobile(company.DURAND).is_a_voicemail(40)
    page.asks()
    page.says(OfferOutcome.UNCONFIRMED, within=40)
    world.lab.has_no_leg(within=2)


def test_a_refused_call_is_told_as_refused(world: World, page: Page) -> None:
    world.mobile(company.DURAND).will_refuse(603)
    page.asks()
    page.says(OfferOutcome.REFUSED, within=12)


def test_an_agent_who_talks_to_a_caller_is_not_rung(world: World, page: Page) -> None:
    caller = world.caller().calls(company.DID)
    caller.presses("1")
    agent = world.mobile(company.DURAND).rings().answers()
    agent.hears("whisper", within=5, seconds=0.6)
    agent.presses("1")
    caller.hums(CALLER_TONE)
    agent.hears_tone(CALLER_TONE)
    page.asks()
    page.says(OfferOutcome.BUSY, within=5)
    world.mobile(company.DURAND).was_rung(1)
    caller.hangs_up()
    agent.is_hung_up(within=1)


def test_a_number_taken_away_meanwhile_is_not_rung(world: World, page: Page) -> None:
    ask_phone_test(page._database, "durand", "Claire", "+33612999999", by="essai", now=datetime.now(UTC))
    until(
        lambda: last_phone_tests(page._database, "durand")["+33612999999"].outcome is OfferOutcome.UNREACHABLE,
        5,
        "the test is over",
    )
    world.mobile("0612999999").was_never_rung()


def rings(world: World, number: str) -> str:
    """`astreinte selftest --ring`: what it says."""
    done = world.lab.tries("selftest", "--ring", number, "--config", world.lab.facts["config"])
    return done.stdout + done.stderr


def test_the_command_rings_a_number_of_nobodys_and_waits_for_the_key(world: World) -> None:
    world.mobile("0655667788").will_answer(press="1", press_after=4.0)
    assert "a répondu et tapé 1" in rings(world, "06 55 66 77 88")


def test_the_command_rings_no_dear_number_and_says_how_a_call_ended(world: World) -> None:
    assert "surtaxé" in rings(world, "0899 12 34 56")
    world.mobile("0655667799").will_refuse(486)
    assert "est en ligne" in rings(world, "06 55 66 77 99")


@pytest.mark.parametrize(("key", "outcome"), [("1", OfferOutcome.ACCEPTED), ("2", OfferOutcome.REFUSED)])
def test_what_a_telephone_shows_of_another_number_is_told_by_a_key(
    world: World, page: Page, key: str, outcome: OfferOutcome
) -> None:
    call = page.asks_what_is_shown()
    assert company.PETIT in (call.invite.get("From") or "")
    call.answers()
    call.hears("phone_test_shown", within=5, seconds=1.0)
    call.presses(key)
    page.says_it_shows(outcome, within=8)
