"""Rooms of chat services, by Apprise: told once, tried again, of known services alone; its address is told nowhere."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.gateways import Chat, check_chats
from appliance.notify.channel import Verdict
from appliance.notify.chat import NOT_INSTALLED, ChatChannel
from appliance.notify.sender import OutboxSender, Round
from appliance.store.outbox.queue import list_deliveries
from tests.unit.notify import test_telling as telling
from tests.unit.notify.http_server import HttpServer, certificate, http_server, says

database, teller, clock = telling.database, telling.teller, telling.clock
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise asks for it at its first import


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    with http_server(*keys) as found:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", found.ca_file)
        yield found


def room(server: HttpServer, **facts: tuple[str, ...]) -> Chat:
    return Chat(name="equipe", url=f"jsons://localhost:{server.port}/a-secret-of-the-room", **facts)


def test_what_happened_is_told_in_the_room_once_with_the_page_of_the_call(
    database: Database, teller: telling.Teller, clock: telling.Clock, server: HttpServer
) -> None:
    chat = room(server)
    told = replace(teller, chats=(chat,))
    telling.call(database, telling.leaves_a_message)
    assert told.tell_due() == 1
    sender = OutboxSender(database, ChatChannel([chat]), clock, box="here")
    server.answering = says("503 Service Unavailable")
    assert sender.send_due() == Round(later=1)
    server.answering = says("200 OK")
    clock.moment += timedelta(minutes=1)
    assert (sender.send_due(), sender.send_due()) == (Round(sent=1), Round())
    said = json.loads(server.asked[-1].body)["message"]
    assert said.startswith("SAV : message laissé à 3 h 10. 06 78 90 12 34, commande 40719.")
    assert said.endswith("https://astreinte.example.fr/appels/c1")
    assert "a-secret" not in str(list_deliveries(database))


def test_a_room_of_other_lines_is_told_nothing(database: Database, teller: telling.Teller, server: HttpServer) -> None:
    told = replace(teller, chats=(room(server, lines=("other",)),))
    telling.call(database, telling.leaves_a_message)
    assert told.tell_due() == 1
    assert [one["channel"] for one in list_deliveries(database)] == ["mail"]


@pytest.mark.parametrize("url", ["json://localhost/x", "file:///etc/passwd", "mailtos://x", "syslog://", "x", ""])
def test_only_known_services_over_tls_are_let_in(url: str) -> None:
    with pytest.raises(ValueError, match="url commence par l'un de"):
        check_chats([Chat(name="equipe", url=url)])


def test_two_rooms_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="même nom"):
        check_chats([Chat(name="equipe", url="ntfys://x")] * 2)


@pytest.mark.parametrize("answers", [says("404 Not Found"), says("302 Found", Location="/elsewhere")])
def test_what_the_service_does_not_take_is_tried_again_and_its_address_is_in_no_log(
    server: HttpServer, answers: object, caplog: pytest.LogCaptureFixture
) -> None:
    server.answering = answers  # type: ignore[assignment]
    with caplog.at_level(logging.DEBUG):
        assert ChatChannel([room(server)]).send("equipe", "Bonsoir.").verdict is Verdict.LATER
    assert "a-secret" not in caplog.text
    assert len(server.asked) == 1, "it is not followed elsewhere"


def test_a_machine_without_the_package_says_what_to_install(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert ChatChannel([room(server)]).send("equipe", "Bonsoir.").said == NOT_INSTALLED
    assert "n'est plus dans le fichier" in ChatChannel([]).send("equipe", "Bonsoir.").said
