"""Callers' messages in the agents' menu, on the real switch: heard from the disk, taken, closed, their caller rung."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import agents
import company
import pytest
import steps
from agents import proved
from astreinte_lab import until
from pages import MANAGER
from phones import sound
from phones.caller import Caller
from steps import CALLER_TONE
from test_locked_database import locked
from world import World

from appliance.calls.told import french as words
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import close_database, open_database, writing
from appliance.store.journal.message_followup import Message, MessagesWanted, delete_message, list_messages

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = agents.COMPANY
TALK, REPLY = 620, 880  # Hz
LeftBy = Callable[[Caller], list[Message]]


@pytest.fixture
def left_by(world: World) -> Iterator[LeftBy]:
    """The messages of a customer; none of them waits after the test."""
    database = open_database(world.lab.config.database_url)

    def waiting() -> list[Message]:
        return list_messages(database, MessagesWanted()) + list_messages(database, MessagesWanted(finished=True))

    yield lambda customer: [one for one in waiting() if one.caller == customer.e164]
    for one in list_messages(database, MessagesWanted()):
        delete_message(database, one, by="x", now=datetime.now(UTC))
    close_database(database)


def a_message(world: World) -> Caller:
    """Somebody hums one, and leaves."""
    caller = steps.at_message(world).caller
    caller.hums(None)
    caller.says(sound.tone(CALLER_TONE, seconds=3))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("2")
    caller.hears("message_kept")
    caller.hangs_up()
    world.journal(caller, outcome="message")
    return caller


def at_message(world: World) -> Caller:
    """Durand hears the oldest."""
    caller = proved(world, company.DURAND, "4821", "5")
    caller.hears_tone(CALLER_TONE, within=20)
    caller.hears("agents_message_keys", within=8)
    return caller


@pytest.mark.short
def test_a_message_is_heard_taken_charge_of_and_closed(world: World, left_by: LeftBy) -> None:
    customer = a_message(world)
    caller = at_message(world)
    caller.presses("1")
    caller.hears_tone(CALLER_TONE, within=20)
    caller.hears("agents_message_keys", within=8)
    caller.presses("2")
    caller.hears("agents_message_taken")
    caller.hears("agents_message_keys", within=8)
    caller.presses("3")
    caller.stream.ear.hears_no_tone(CALLER_TONE, 1.0)
    caller.presses("1")
    caller.hears("agents_message_closed", within=12)
    caller.hears("agents_messages_over", within=8)
    caller.presses("5")
    caller.hears("agents_no_message", within=12)
    caller.hangs_up()
    (care,) = left_by(customer)
    assert care.done_by == "Claire Durand (téléphone)"


def test_the_caller_is_rung_back_with_the_number_of_the_line_and_the_two_talk(world: World, left_by: LeftBy) -> None:
    customer = a_message(world)
    caller = at_message(world)
    caller.hums(TALK)
    caller.presses("5")
    rung = world.mobile(customer.number).rings(within=15)
    assert company.DID in rung.invite.get("From") or company.DID[1:] in rung.invite.get("From")
    rung.answers()
    rung.hums(REPLY)
    rung.hears_tone(TALK, within=5)
    caller.hears_tone(REPLY, within=5)
    caller.stream.ear.hears_no_tone(CALLER_TONE, 4.0)  # longer than whoever is gone at once
    rung.hangs_up()
    caller.is_hung_up(within=5)
    (message,) = left_by(customer)
    assert message.in_charge == "Claire Durand, par téléphone"


def test_a_caller_who_is_engaged_leaves_the_agent_in_their_menu(world: World, left_by: LeftBy) -> None:
    customer = a_message(world)
    world.mobile(customer.number).will_refuse(486)
    caller = at_message(world)
    caller.presses("5")
    caller.hears("agents_caller_unreached", within=20)
    caller.hears("agents_message_keys", within=8)
    caller.hangs_up()
    (message,) = left_by(customer)
    assert message.in_charge == "Claire Durand, par téléphone" and message.open


def test_who_manages_erases_a_message_asked_twice_and_its_sound_is_gone(world: World, left_by: LeftBy) -> None:
    world.lab.types("account", "add", "claire.durand", "--role", MANAGER, "--agent", "durand")
    customer = a_message(world)
    (message,) = left_by(customer)
    sound_file = world.lab.config.recordings_dir / message.file
    assert sound_file.is_file()
    caller = at_message(world)
    caller.presses("6")
    caller.hears(agents.file_of(world, words.DELETING), within=8)
    caller.presses("2")
    caller.hears("agents_message_kept", within=8)
    assert sound_file.is_file()
    caller.hears("agents_message_keys", within=8)
    caller.presses("6")
    caller.hears(agents.file_of(world, words.DELETING), within=8)
    caller.presses("1")
    caller.hears("agents_message_deleted", within=10)
    caller.hangs_up()
    assert not sound_file.exists()
    assert left_by(customer) == []


@pytest.fixture
def promised(world: World) -> Iterator[Caller]:
    """A customer who was promised to be called back, later than any test lasts: nobody is rung for it by itself."""
    customer = steps.at_message(world).caller
    customer.hangs_up()
    call = world.journal(customer, over=True)
    database = open_database(world.lab.config.database_url)
    now = datetime.now(UTC)
    facts = {"line_id": call["line"], "team_id": "depannage", "number": customer.e164, "asked_at": now, "due_at": now}
    with writing(database):
        later = {"next_try_at": now + timedelta(minutes=20)}
        CallbackRow.insert(call_id=call["id"], **facts, **later).execute(database)
    yield customer
    with writing(database):
        CallbackRow.delete().execute(database)
    close_database(database)


def test_a_callback_is_heard_after_the_messages_its_caller_rung_and_the_promise_kept(
    world: World, promised: Caller
) -> None:
    caller = proved(world, company.DURAND, "4821", "5")
    caller.hears("agents_no_message", within=12)
    caller.hears("agents_callback_keys", within=15)
    caller.hums(TALK)
    caller.presses("1")
    rung = world.mobile(promised.number).rings(within=15)
    assert company.DID[1:] in rung.invite.get("From")
    rung.answers()
    rung.hums(REPLY)
    rung.hears_tone(TALK, within=5)
    caller.hears_tone(REPLY, within=5)
    until(lambda: ending(world) == "kept", 5, "the promise is kept while they talk")
    caller.stream.ear.hears_no_tone(CALLER_TONE, 4.0)  # longer than whoever is gone at once
    rung.hangs_up()
    caller.is_hung_up(within=5)


def test_a_callback_that_begins_while_the_database_is_locked_is_kept_before_its_two_have_hung_up(
    world: World, promised: Caller
) -> None:
    caller = proved(world, company.DURAND, "4821", "5")
    caller.hears("agents_callback_keys", within=25)
    caller.hums(TALK)
    caller.presses("1")
    rung = world.mobile(promised.number).rings(within=15)
    with locked(world):
        rung.answers()
        rung.hears_tone(TALK, within=5)
        assert ending(world) is None
    until(lambda: ending(world) == "kept", 12, "the promise is kept while they talk")
    rung.hangs_up()
    caller.is_hung_up(within=5)
    assert ending(world) == "kept"


def test_a_callback_whose_caller_hangs_up_at_once_is_the_box_s_again_and_the_agent_in_their_menu(
    world: World, promised: Caller
) -> None:
    caller = proved(world, company.DURAND, "4821", "5")
    caller.hears("agents_callback_keys", within=25)
    caller.presses("1")
    rung = world.mobile(promised.number).rings(within=15)
    rung.answers()
    rung.hangs_up()
    caller.hears("agents_caller_unreached", within=15)
    caller.hears("agents_callback_keys", within=8)
    assert ending(world) is None
    caller.hangs_up()


def test_a_callback_whose_caller_is_engaged_is_the_box_s_again_then_closed_by_hand(
    world: World, promised: Caller
) -> None:
    world.mobile(promised.number).will_refuse(486)
    caller = proved(world, company.DURAND, "4821", "5")
    caller.hears("agents_callback_keys", within=25)
    caller.presses("1")
    caller.hears("agents_caller_unreached", within=20)
    assert ending(world) is None
    caller.hears("agents_callback_keys", within=8)
    caller.presses("3")
    caller.stream.ear.hears_no_tone(CALLER_TONE, 1.0)
    caller.presses("1")
    caller.hears("agents_callback_closed", within=12)
    caller.hears("agents_callbacks_over", within=8)
    caller.hangs_up()
    assert ending(world) == "closed"


def ending(world: World) -> str | None:
    """Of the one callback there is."""
    (found,) = [one["callback"] for one in world.lab.calls() if one["callback"]]
    return found["ending"]
