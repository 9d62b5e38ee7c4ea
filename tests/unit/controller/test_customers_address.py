"""The address that knows the customers, a real server of it: whatever it does, a call waits a second at most."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from peewee import Database

from appliance.calls.customers import Customer
from appliance.checks.customers_address import address_probe
from appliance.controller import asked_soon, customers_address
from appliance.controller.customers import LiveCustomers
from appliance.controller.customers_address import MUTE_SECONDS, TOO_LATE, AskedAddress
from appliance.gateways import CustomersAddress
from appliance.store.customers.answers import KnownCustomers, Question, answered, questions_since
from appliance.store.customers.lists import bring, put_in_force
from appliance.store.customers.reading import read_list
from appliance.store.database import close_database, open_database
from tests.unit.notify import http_server as failing
from tests.unit.notify.http_server import HttpServer, certificate, http_server, says

NUMBER, TOKEN = "+33612345678", "secret-of-the-crm"
NOW = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
HOTEL = {"name": "Hôtel Bellevue", "said": "contrat prioritaire", "more": {"Contrat": "P1", "Étages": 7}}
AS_READ = Customer("Hôtel Bellevue", "contrat prioritaire", None, (("Contrat", "P1"), ("Étages", "7")))
LISTED = "Tél;Commande;Nom\n0612345678;40719;De la liste\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    """In no hurry: where the second matters, a test says so."""
    monkeypatch.setattr(customers_address, "ANSWER_SECONDS", 20.0)
    with http_server(*keys) as found:
        found.answering = says("200 OK", told(HOTEL))
        yield found


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    yield found
    close_database(found)


class Clock:
    """Both clocks of the address."""

    seconds = 0.0

    def ticks(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        self.seconds += 0.000001
        return NOW + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def address(server: HttpServer, database: Database, clock: Clock) -> AskedAddress:
    return AskedAddress(settings(server), database, clock.ticks, clock.now)


def settings(server: HttpServer, **changed: object) -> CustomersAddress:
    facts = {"url": f"{server.url}/clients", "token": TOKEN, "ca_file": server.ca_file} | changed
    return msgspec.convert(facts, CustomersAddress)


def listed(live: LiveCustomers) -> list[str]:
    return [one.name for one in live.by_caller(NUMBER)]


def told(*customers: object) -> str:
    return json.dumps({"customers": customers})


def noted(database: Database, questions: int = 1) -> list[tuple[int, str | None]]:
    """How the questions went, once it is written, which no call waits for."""
    until = time.monotonic() + 5
    while len(found := questions_since(database, NOW - timedelta(days=1))) < questions:
        assert time.monotonic() < until, found
        customers_address.gevent.sleep(0.01)
    return found


def test_who_a_caller_is_is_asked_with_the_token_and_kept(
    address: AskedAddress, server: HttpServer, database: Database
) -> None:
    assert address.known(Question(number=NUMBER)) == [AS_READ]
    asked = server.asked[0]
    assert asked.line == "GET /clients?number=%2B33612345678 HTTP/1.1"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert noted(database)[0][1] is None
    assert KnownCustomers(database).by_caller(NUMBER) == [AS_READ]
    assert address.known(Question(order="040719")) == [AS_READ]
    assert server.asked[1].line == "GET /clients?order=040719 HTTP/1.1"


def test_an_answer_serves_for_a_while(address: AskedAddress, server: HttpServer, clock: Clock) -> None:
    for _ in range(3):
        address.known(Question(number=NUMBER))
    assert len(server.asked) == 1
    clock.seconds += 601
    address.known(Question(number=NUMBER))
    assert len(server.asked) == 2


def test_two_calls_of_one_number_ask_once(address: AskedAddress, server: HttpServer) -> None:
    address.begin(Question(number=NUMBER))
    assert address.known(Question(number=NUMBER)) == [AS_READ]
    assert len(server.asked) == 1


def test_who_is_known_no_more_is_forgotten(
    address: AskedAddress, server: HttpServer, database: Database, clock: Clock
) -> None:
    address.known(Question(number=NUMBER))
    noted(database)
    clock.seconds += 601
    server.answering = says("200 OK", told())
    assert address.known(Question(number=NUMBER)) == []
    noted(database, 2)
    assert answered(database, Question(number=NUMBER)) == []


@pytest.mark.parametrize(
    ("answering", "fault"),
    [
        (failing.cuts, "coupée"),
        (failing.floods, "trop longue"),
        (failing.babbles, "coupée"),
        (says("500 Internal Server Error", "SECRET"), "a répondu 500"),
        (says("401 Unauthorized"), "jeton refusé"),
        (says("404 Not Found"), "adresse inconnue"),
        (says("302 Found", Location="https://localhost:1/elsewhere"), "renvoie ailleurs"),
        (says("200 OK", "<html>"), "pas de la forme"),
        (says("200 OK", '{"customers": {"name": "x"}}'), "pas de la forme"),
        (says("200 OK", '{"customers": ' + "[" * 5000), "pas de la forme"),
        (says("200 OK", '{"customers": [{"name": {"a": 1}}]}'), "pas de la forme"),
        (says("200 OK", told({"name": "é" * 40_000})), "trop longue"),
    ],
)
def test_a_server_that_fails_is_told_and_the_list_serves(
    address: AskedAddress,
    server: HttpServer,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    answering: failing.Answering,
    fault: str,
) -> None:
    monkeypatch.setattr(asked_soon, "LOOK_SECONDS", 20.0)
    put_in_force(database, bring(database, "l.csv", read_list(LISTED.encode(), "FR"), by="x", now=NOW).number)
    server.answering = answering
    live = LiveCustomers(database, time.monotonic, address)
    assert listed(live) == ["De la liste"]
    assert len(server.asked) == 1
    [(_, why)] = noted(database)
    assert why is not None and fault in why
    assert "SECRET" not in why


@pytest.mark.parametrize("answering", [failing.hangs, failing.drips])
def test_a_slow_server_costs_a_second_once_and_nobody_waits_for_it_for_a_while(
    server: HttpServer, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, answering: failing.Answering
) -> None:
    monkeypatch.setattr(customers_address, "ANSWER_SECONDS", 1.0)
    address = AskedAddress(settings(server), database, time.monotonic, clock.now)
    server.answering, began = answering, time.monotonic()
    assert address.known(Question(number=NUMBER)) is None
    assert time.monotonic() - began < 3  # on a machine that does much else
    first = address.begin(Question(order="40719"))
    assert first is None
    assert noted(database)[0][1] == TOO_LATE
    assert customers_address.ANSWER_SECONDS < MUTE_SECONDS


@pytest.mark.parametrize("kind", ["nobody", "untrusted", "mute"])
def test_no_server_no_trust_and_no_tls_are_told(
    server: HttpServer, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        if kind == "nobody":
            mute.close()
        facts = {"ca_file": None} if kind == "untrusted" else {"url": f"https://localhost:{port}/"}
        if kind == "mute":
            monkeypatch.setattr(customers_address, "ANSWER_SECONDS", 0.5)
        address = AskedAddress(settings(server, **facts), database, clock.ticks, clock.now)
        assert address.known(Question(number=NUMBER)) is None
    why = noted(database)[0][1]
    words = {"nobody": "injoignable", "untrusted": "certificat refusé", "mute": "TimeoutError"}
    assert why is not None and (words[kind] in why or (kind == "mute" and "une seconde" in why))
    assert server.asked == []


def test_an_order_that_neither_knows_is_none_and_without_an_answer_nothing_is_said(
    address: AskedAddress, server: HttpServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_soon, "LOOK_SECONDS", 20.0)
    live = LiveCustomers(database, time.monotonic, address)
    server.answering = says("200 OK", told())
    assert live.by_order("40719") == []
    server.answering = says("503 Service Unavailable")
    assert live.by_order("55555") is None


def test_what_a_hostile_answer_says_is_text_of_a_bounded_length(address: AskedAddress, server: HttpServer) -> None:
    hostile = {
        "name": "<script>\u202eDurand\r\nBcc: x@y.fr " + "a" * 500,
        "said": "\x00\x1b[31m" + "mot " * 100,
        "order": "../../etc",
        "more": {f"{n}\u200b" * 5: "b" * 600 for n in range(3)},
    }
    server.answering = says("200 OK", told(*[hostile] * 22))
    found = address.known(Question(number=NUMBER))
    assert found is not None and len(found) == 20
    one = found[0]
    assert one.order is None
    assert one.name.startswith("<script>Durand Bcc: x@y.fr") and len(one.name) <= 200
    assert len(one.said) <= 120 and "\x1b" not in one.said and "\x00" not in one.said
    assert sum(len(heading) + len(text) for heading, text in one.more) <= 3 * 510


def test_only_what_it_is_asked_about_leaves_the_box(server: HttpServer, database: Database, clock: Clock) -> None:
    address = AskedAddress(settings(server, by=["order"]), database, clock.ticks, clock.now)
    assert address.known(Question(number=NUMBER)) is None
    assert server.asked == []


def test_faults_are_told_when_they_come_often(address: AskedAddress, server: HttpServer, database: Database) -> None:
    later = NOW + timedelta(minutes=1)
    assert address_probe(database, later).healthy
    server.answering = says("500 Oops")
    for number in range(3):
        address.known(Question(order=str(number)))
    noted(database, 3)
    probe = address_probe(database, later)
    assert not probe.healthy and not probe.serious
    assert "3 questions sur 3" in probe.sentence and "a répondu 500" in probe.sentence
    assert address_probe(database, later + timedelta(days=2)).healthy


def test_a_machine_s_own_program_is_asked_without_tls() -> None:
    plain = CustomersAddress(url="http://127.0.0.1:1/clients", token=TOKEN)
    with pytest.raises(customers_address.NoAnswer, match="injoignable"):
        customers_address.asked(plain, Question(number=NUMBER))
    with pytest.raises(customers_address.NoAnswer, match="https"):
        customers_address.asked(
            CustomersAddress(url="http://crm.example.fr/clients", token=TOKEN), Question(number=NUMBER)
        )
