"""Santé, and what programs ask: /healthz, /readyz, /metrics."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.boxes.register import BoxIdentity, hold_name
from appliance.store.outbox.queue import NewDelivery, claim_next, mark_failed, queue_deliveries
from appliance.store.phone_tests.probes import keep_probes
from appliance.store.upkeep.clock_doubt import SYNCHRONISED
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words
from web.health import health_page
from web.health.seen_words import words_of
from web.health.troubles import SEEN_HERE


def probe(name: str, healthy: bool, *, serious: bool = True) -> dict[str, object]:
    return {"name": name, "healthy": healthy, "serious": serious, "sentence": f"{name} a été vu."}


def test_each_trouble_says_what_it_costs_and_who_mends_it_the_worst_first(world: World, manager: Visit) -> None:
    seen = [probe("disk", False, serious=False), probe("freeswitch", True), probe("trunk_ovh", False)]
    keep_probes(world.database, seen, NOW)
    text = manager.go("/sante")
    assert text.index("La ligne de l'opérateur « ovh » ne répond pas") < text.index("Le disque est presque plein")
    assert "Les appels qui passent par elle n'arrivent pas" in text
    assert "Service informatique" in text and "Libérez de la place" in text
    assert "systemctl restart freeswitch" not in text


def test_what_is_in_order_is_a_line_each_in_words_of_people(world: World, manager: Visit) -> None:
    names = ("freeswitch", "trunk_ovh", "disk", "database", "clock_journal", "clock_synchronised")
    keep_probes(world.database, [probe(name, True) for name in names], NOW)
    told = words(manager.go("/sante"))
    for line in ("Le standard téléphonique fonctionne.", "La ligne de l'opérateur « ovh » répond."):
        assert line in told
    for line in ("L'horloge est à l'heure.", "La base de données et les pages répondent"):
        assert told.count(line) == 1


def test_commands_are_for_the_people_of_the_machine_alone(world: World, manager: Visit) -> None:
    keep_probes(world.database, [probe("freeswitch", False), probe("sounds", False, serious=False)], NOW)
    text = manager.go("/sante")
    others = re.sub(r"(?s)<(div|details) class=.machine.>.*?</\1>", "", text)
    for command in ("systemctl", "astreinte prompts build"):
        assert command in text and command not in others
    assert "systemctl" not in world.signed_in(Role.READER).go("/sante")


def test_every_probe_has_words_for_a_manager() -> None:
    """Those that the monitoring may report, by what its source names."""
    source = Path("appliance/checks/health.py").read_text() + Path("appliance/controller/own_calls.py").read_text()
    names = set(re.findall(r'Probe\(f?"([a-z_]+)', source)) | {SYNCHRONISED}
    assert len(names) > 12
    told = {name for name in names if words_of(name, "?").good == "?"}
    assert told - set(SEEN_HERE) == set()


def test_all_is_green_when_all_is_well(world: World, manager: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_page, "check_company", lambda *given, **named: [])
    keep_probes(world.database, [probe("freeswitch", True)], NOW)
    text = words(manager.go("/sante"))
    assert "Tout va bien : le prochain appel trouverait quelqu'un." in text
    assert "À régler" not in text


def test_a_silent_monitoring_is_an_alarm(world: World, manager: Visit) -> None:
    keep_probes(world.database, [probe("freeswitch", True)], NOW - timedelta(minutes=6))
    assert "La surveillance s'est tue depuis 9 h 54" in manager.go("/sante")


def test_what_would_lose_a_call_is_told_there_too(world: World, manager: Visit) -> None:
    text = manager.go("/sante")  # no sentence has been spoken on this machine
    assert "phrases manquent à la voix" in text
    assert "Des appels peuvent être perdus" in text


@pytest.mark.parametrize(
    ("probes", "minutes", "status", "wrong"),
    [
        ([probe("freeswitch", True), probe("disk", False, serious=False)], 0, 200, None),
        ([probe("freeswitch", False)], 0, 503, ["freeswitch"]),
        ([probe("freeswitch", True)], 6, 503, ["monitoring"]),
        ([], 0, 503, ["monitoring"]),
    ],
)
def test_ready_is_what_the_monitoring_just_saw(world: World, probes, minutes: int, status: int, wrong) -> None:
    keep_probes(world.database, probes, NOW - timedelta(minutes=minutes))
    answer = world.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json.get("probes")) == (status, wrong)


def test_metrics_are_for_this_machine_alone(world: World) -> None:
    keep_probes(world.database, [probe("freeswitch", True), probe("trunk_ovh", False)], NOW)
    world.call("v", NOW, outcome=None, agents=())
    client = world.app.test_client()
    text = client.get("/metrics").get_data(as_text=True)
    for line in (
        f'astreinte_healthy{{box="{socket.gethostname()}",probe="trunk_ovh"}} 0',
        "astreinte_calls_under_way 1",
        "astreinte_messages_waiting 0",
    ):
        assert line in text.splitlines()
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_what_was_sent_is_told_and_tried_again_by_hand(world: World, manager: Visit) -> None:
    queue_deliveries(
        world.database, [NewDelivery("<1@x>", "claire@example.fr", "Message", "un message, Claire", "")], NOW
    )
    claimed = claim_next(world.database, NOW)
    assert claimed is not None
    mark_failed(world.database, claimed, "refusé : 550 claire@example.fr inconnue.", NOW)
    assert "pas parti : refusé : 550" in manager.go("/sante")
    assert "Il est essayé de nouveau" in manager.press("Essayer maintenant")
    assert claim_next(world.database, NOW) is not None
    reader = world.signed_in(Role.READER)
    text = reader.go("/sante")
    assert "un message, Claire" in text and "Essayer maintenant" not in text


def test_each_box_of_the_database_is_a_line_with_what_it_says_of_itself(world: World, manager: Visit) -> None:
    assert "Les machines" not in manager.go("/sante")
    for name, release in (("salle-1", "1.4"), ("salle-2", "1.5")):
        hold_name(world.database, BoxIdentity(name, name, "b", release))
    keep_probes(
        world.database, [probe("trunk_ovh", True), probe("takes_calls", False, serious=False)], NOW, box="salle-1"
    )
    keep_probes(world.database, [probe("trunk_ovh", False)], NOW, box="salle-2")
    text = manager.go("/sante")
    assert "<strong>salle-1</strong> en pause" in text and "version 1.4" in text
    assert "<strong>salle-2</strong> prend les appels ; trunk ovh perdu" in text and "version 1.5" in text


def test_a_page_tells_of_its_own_box_alone(world: World, manager: Visit) -> None:
    keep_probes(world.database, [probe("freeswitch", True)], NOW)
    keep_probes(world.database, [probe("freeswitch", False)], NOW, box="ailleurs")
    assert "systemctl restart freeswitch" not in manager.go("/sante")
    assert world.app.test_client().get("/readyz").status_code == 200


def test_metrics_tell_of_every_box_by_its_name(world: World) -> None:
    hold_name(world.database, BoxIdentity("salle-1", "i", "b", "1.4"))
    keep_probes(world.database, [probe("takes_calls", False), probe("trunk_ovh", False)], NOW, box="salle-1")
    lines = world.app.test_client().get("/metrics").get_data(as_text=True).splitlines()
    labels = '{box="salle-1",release="1.4"}'
    for name, value in (("alive", 1), ("takes_calls", 0), ("trunks_lost", 1)):
        assert f"astreinte_box_{name}{labels} {value}" in lines
