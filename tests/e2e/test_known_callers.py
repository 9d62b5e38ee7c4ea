"""Callers of whom something is known: who they are by the company's list is whispered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import company
import pytest
import steps
from phones.caller import Caller
from steps import Scene
from world import World

from appliance.prompts.catalogue import Sentence, whisper
from appliance.store.customers.lists import bring, put_in_force
from appliance.store.customers.reading import read_list
from appliance.store.database import close_database, open_database
from tests.unit.controller.customers_server import CustomersServer, plain_server

pytestmark = pytest.mark.e2e

LAB_OPTIONS = ()  # a lab of their own: its list is not the others' business
TOKEN = "a-token-of-tests"
BLOCKED, VIP = "0678900001", "0678900002"
LAB_COMPANY = company.TEXT.replace(
    "country: FR}",
    f'country: FR, blocked_callers: [{{number: "{BLOCKED}", name: Importun}}], '
    f'vip_callers: [{{number: "{VIP}", name: Hôtel Bellevue}}]}}',
).replace("    default: true\n", "    default: true\n    check_orders: true\n")


@contextmanager
def listed(world: World, text: str) -> Iterator[None]:
    """A list in force, as `astreinte customers import` puts it."""
    database = open_database(world.lab.config.database_url)
    try:
        read = read_list(text.encode(), "FR")
        put_in_force(database, bring(database, "clients.csv", read, by="essai", now=datetime.now(UTC)).number)
        yield
    finally:
        close_database(database)


@contextmanager
def asking(world: World, answer: str) -> Iterator[CustomersServer]:
    """The lab's controller asks a server who callers are."""
    file = Path(world.lab.facts["config"])
    before = file.read_text(encoding="utf-8")
    with plain_server(answer) as server:
        url = f"http://127.0.0.1:{server.server_port}/clients"
        file.write_text(f'{before}\n[customers]\nurl = "{url}"\ntoken = "{TOKEN}"\n', encoding="utf-8")
        world.restarts_its_controller()
        yield server
    file.write_text(before, encoding="utf-8")
    world.restarts_its_controller()


def named(caller: Caller, customer: str, number: str | None = None) -> Sentence:
    return whisper(company.LINE, number, caller.e164, customer=customer)


def test_the_agent_hears_the_customer_s_name_and_line(world: World) -> None:
    durand = world.mobile(company.DURAND)
    caller = world.caller()
    with listed(world, f"Tél;Nom;Annonce\n{caller.number};Hôtel Bellevue;contrat prioritaire\n"):
        caller.calls(company.DID)
        caller.hears("menu")
        caller.presses("1")
        agent = durand.rings()
        agent.answers()
        said = world.sentences.file(named(caller, "Hôtel Bellevue, contrat prioritaire"))
        agent.hears(said, within=15, seconds=9)
        agent.presses("1")
        steps.hear_each_other(Scene(world, caller, [agent]))
        caller.hangs_up()
    world.journal(caller, outcome="connected")


def test_the_agent_hears_whose_order_was_typed(world: World) -> None:
    durand = world.mobile(company.DURAND)
    with listed(world, "Commande;Nom\n40719;Mairie de Lyon\n"):
        caller = steps.at_read_back(world).caller
        caller.presses("1")
        agent = durand.rings()
        agent.answers()
        agent.hears(world.sentences.file(named(caller, "Mairie de Lyon", "40719")), within=15, seconds=9)
        caller.hangs_up()


def test_the_agent_hears_whom_the_address_knows_and_a_frozen_one_costs_a_second(world: World) -> None:
    durand = world.mobile(company.DURAND)
    hotel = '{"customers": [{"name": "Hôtel Bellevue", "said": "contrat prioritaire"}]}'
    with asking(world, hotel) as server:
        caller = world.caller().calls(company.DID)
        caller.hears("menu")
        assert server.paths == [f"/clients?number=%2B{caller.e164[1:]}"]  # asked during the greeting
        caller.presses("1")
        agent = durand.rings()
        agent.answers()
        said = world.sentences.file(named(caller, "Hôtel Bellevue, contrat prioritaire"))
        agent.hears(said, within=15, seconds=9)
        agent.presses("1")
        steps.hear_each_other(Scene(world, caller, [agent]))
        caller.hangs_up()
        assert set(server.tokens) == {f"Bearer {TOKEN}"}
        world.journal(caller, outcome="connected")
        server.frozen.set()
        caller = world.caller().calls(company.DID)
        caller.hears("menu")
        began = time.monotonic()
        caller.presses("1")
        durand.rings()
        assert time.monotonic() - began < 2.5  # a second at most is the server's
        caller.hangs_up()


def test_a_caller_who_rings_back_has_first_whom_they_spoke_with(world: World) -> None:
    """The second of the team took the first call, as the first was busy."""
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    durand.will_refuse(486)
    caller = world.caller().calls(company.DID)
    caller.hears("menu")
    caller.presses("1")
    agent = petit.rings()
    agent.answers()
    agent.hears(world.sentences.whisper(company.LINE, None, caller.e164))
    agent.presses("1")
    steps.hear_each_other(Scene(world, caller, [agent]))
    caller.hangs_up()
    world.journal(caller, outcome="connected", over=True)
    again = Caller(world.carrier, caller.number).calls(company.DID)
    again.hears("menu")
    again.presses("1")
    agent = petit.rings()
    agent.answers()
    agent.hears(world.sentences.file(whisper(company.LINE, None, caller.e164, again=True)), within=15, seconds=7)
    again.hangs_up()
    durand.was_rung(1)


def test_a_blocked_number_hears_one_sentence_and_a_vip_no_menu(world: World) -> None:
    durand = world.mobile(company.DURAND)
    blocked = Caller(world.carrier, BLOCKED).calls(company.DID)
    blocked.hears("caller_blocked", within=5)
    blocked.is_hung_up(within=8)
    durand.was_never_rung()
    vip = Caller(world.carrier, VIP).calls(company.DID)
    durand.rings(within=10)
    assert not vip.has_heard("menu")
    vip.hangs_up()
    told = [(one["name"], one["detail"]) for one in world.journal(vip, outcome="abandoned")["steps"]]
    assert ("apart", "vip") in told


def test_an_order_in_no_list_is_typed_once_more_and_the_caller_served(world: World) -> None:
    durand = world.mobile(company.DURAND)
    with listed(world, "Commande;Nom\n40719;Mairie de Lyon\n"):
        caller = steps.at_menu(world).caller
        caller.presses("2")
        caller.hears("order_ask")
        caller.presses("55555")
        caller.hears(world.sentences.read_back("55555"), within=10, seconds=3.5)
        caller.presses("1")
        caller.hears("order_unknown", within=5)
        caller.presses("40719")
        caller.hears(world.sentences.read_back("40719"), within=10, seconds=3.5)
        caller.presses("1")
        durand.rings()
        caller.hangs_up()
    assert world.journal(caller, outcome="abandoned")["order"] == "40719"
