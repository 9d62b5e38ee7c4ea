"""The agents' menu on the real switch: known by their mobile, proved by their code, heard by the next call."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import agents
import company
import pytest
from agents import agent, at_menu, file_of, proved
from astreinte_lab import until
from phones.caller import Caller
from world import World

from appliance.calls.told import french as words
from appliance.calls.watch import places_now
from appliance.company.model import Company
from appliance.planning.rota import on_call
from appliance.store.accounts.audit import list_audit
from appliance.store.accounts.phone_entries import PhoneEntryRow
from appliance.store.database import close_database, open_database, writing
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import load_company

pytestmark = pytest.mark.e2e

LAB_OPTIONS: tuple[str, ...] = ()
LAB_COMPANY = agents.COMPANY
SERIE = "serie"  # the team that key 1 calls: Durand, Petit, then Martin


class Box:
    """What the box knows, asked of its database."""

    def __init__(self, world: World, database: Any) -> None:
        self.world, self.database = world, database

    @property
    def company(self) -> Company:
        found = load_company(self.database)
        assert found is not None
        return found

    def first_on_call(self) -> str:
        return on_call(self.company.teams[SERIE].plan, datetime.now().astimezone())[0].agent

    def is_served_first(self, agent: str) -> None:
        until(lambda: self.first_on_call() == agent, 5, f"{agent} has the watch")

    def told(self) -> set[str]:
        return {one["recipient"] for one in list_deliveries(self.database)}

    def acts(self) -> list[str]:
        return [one["act"] for one in list_audit(self.database, limit=20)]


@pytest.fixture
def box(world: World) -> Iterator[Box]:
    """As it was before any change: no override, nobody locked."""
    database = open_database(world.lab.config.database_url)
    yield Box(world, database)
    with writing(database):
        PhoneEntryRow.delete().execute(database)
    world.lab.imports(company_file(world))
    close_database(database)


def company_file(world: World) -> Any:
    path = world.lab.state.parent / "company-again.yml"
    path.write_text(LAB_COMPANY, encoding="utf-8")
    return path


@pytest.mark.short
def test_a_known_mobile_hears_who_is_on_call_and_is_no_caller(world: World, box: Box) -> None:
    caller = at_menu(world, company.DURAND)
    caller.presses("1")
    team, now = box.company.teams[SERIE], datetime.now().astimezone()
    said = words.who_is_on_call(box.company, team, places_now(team, now), now)
    caller.hears(file_of(world, said), within=10)
    caller.hangs_up()

    def ended() -> bool:
        calls = [one for one in world.lab.calls() if one["caller"] == caller.e164 and one["ended_at"]]
        return any(one["outcome"] == "agents_menu" and not one["attempts"] for one in calls)

    until(ended, 10, "the call is in the journal as the agents' menu")


def test_a_known_mobile_may_call_the_line_as_anybody(world: World) -> None:
    caller = agent(world, company.PETIT)
    caller.presses("1")  # by habit
    caller.hears("greeting")
    caller.hangs_up()


def test_an_unknown_mobile_is_a_caller_as_before(world: World) -> None:
    caller = world.caller().calls(company.DID)
    caller.hears("greeting", within=3)
    caller.hangs_up()


def test_the_watch_is_taken_and_the_next_call_rings_who_took_it(world: World, box: Box) -> None:
    caller = proved(world, company.PETIT, "7730", "2")
    caller.stream.ear.hears_no_tone(440, 1.0)
    caller.presses("1")
    caller.hears("agents_done", within=12)
    caller.hangs_up()
    box.is_served_first("petit")
    assert "Hugo Petit" in world.lab.types("who", "--line", "urgence")
    assert any("Hugo Petit prend l'astreinte à la place de Claire Durand" in act for act in box.acts())
    assert {"claire@example.fr", "chef@example.fr"} <= box.told()
    customer = world.caller().calls(company.DID)
    customer.presses("1")
    world.mobile(company.PETIT).rings(within=10)
    world.mobile(company.DURAND).was_never_rung()
    customer.hangs_up()


def passing(world: World) -> Caller:
    """Durand asks Petit."""
    world.mobile(company.PETIT)
    caller = proved(world, company.DURAND, "4821", "3")
    caller.stream.ear.hears_no_tone(440, 1.0)
    caller.presses("1")
    caller.hears("agents_asking", within=12)
    return caller


def test_the_watch_passes_to_the_colleague_who_presses_1(world: World, box: Box) -> None:
    caller = passing(world)
    colleague = world.mobile(company.PETIT).rings(within=10).answers()
    colleague.stream.ear.hears_no_tone(440, 2.0)
    assert box.first_on_call() == "durand"
    colleague.presses("1")
    colleague.hears("agents_done", within=8)
    caller.hears("agents_passed", within=8)
    colleague.is_hung_up(within=8)
    caller.hangs_up()
    box.is_served_first("petit")


def test_the_watch_stays_with_the_colleague_who_presses_2(world: World, box: Box) -> None:
    caller = passing(world)
    colleague = world.mobile(company.PETIT).rings(within=10).answers()
    colleague.stream.ear.hears_no_tone(440, 1.0)
    colleague.presses("2")
    caller.hears("agents_refused", within=8)
    caller.hangs_up()
    assert box.first_on_call() == "durand"


def test_hanging_up_frees_the_colleague_who_rings_and_changes_nothing(world: World, box: Box) -> None:
    caller = passing(world)
    colleague = world.mobile(company.PETIT).rings(within=10)
    caller.hangs_up()
    colleague.stops_ringing(within=3)
    assert box.first_on_call() == "durand"


def test_hanging_up_while_the_colleague_listens_changes_nothing(world: World, box: Box) -> None:
    caller = passing(world)
    colleague = world.mobile(company.PETIT).rings(within=10).answers()
    colleague.stream.ear.hears_no_tone(440, 1.0)
    caller.hangs_up()
    colleague.is_hung_up(within=5)
    assert box.first_on_call() == "durand"


def test_three_wrong_codes_lock_the_agent_and_are_told(world: World, box: Box) -> None:
    caller = at_menu(world, company.DURAND)
    caller.presses("4")
    for _ in range(3):
        caller.hears("agents_code", within=8)
        caller.presses("0000#")
        caller.hears("agents_code_wrong", within=8)
    caller.hears("agents_locked", within=8)
    caller.hangs_up()
    assert {"claire@example.fr", "chef@example.fr"} <= box.told()
    assert any("fermé à Claire Durand" in act for act in box.acts())
    again = proved(world, company.DURAND, "4821", "4")
    again.hears("agents_locked", within=8)
    again.hangs_up()
    assert box.first_on_call() == "durand"


def test_a_spoofed_number_without_the_code_changes_nothing(world: World, box: Box) -> None:
    before = box.company
    caller = at_menu(world, company.DURAND)
    caller.presses("2")
    caller.hears("agents_code")
    caller.presses("1234567890123*#0000#11#*#2#1#1#1#1#2#2#2#")
    time.sleep(2)
    caller.hangs_up()
    world.lab.has_no_leg(within=10)
    assert box.company == before


def test_any_telephone_enters_by_the_discreet_key(world: World, box: Box) -> None:
    caller = world.caller().calls(company.DID)
    caller.hears("menu", within=8)
    caller.presses("*")
    caller.hears("agents_number")
    caller.presses(f"{company.PETIT}#")
    caller.hears("agents_code")
    caller.presses("7730#")
    caller.hears("agents_menu")
    caller.hangs_up()


def test_the_instructions_are_heard_step_by_step_once_the_code_is_typed(world: World, box: Box) -> None:
    caller = proved(world, company.DURAND, "4821", "7")
    caller.hears(file_of(world, "Ascenseur bloqué"), within=10)
    caller.hears("agents_steps_keys", within=8)
    caller.presses("1")
    caller.hears(file_of(world, "Rassurer la personne"), within=8)
    caller.hears("agents_steps_keys", within=8)
    caller.presses("3")
    caller.hears(file_of(world, "Ascenseur bloqué"), within=8)
    caller.presses("1")
    caller.presses("1")
    caller.hears("agents_instructions_over", within=15)
    caller.hangs_up()
