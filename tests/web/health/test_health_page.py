"""Santé, and what programs ask: /healthz, /readyz, /metrics."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.outbox.queue import NewDelivery, claim_next, mark_failed, queue_deliveries
from appliance.store.phone_tests.probes import keep_probes
from tests.web.site_world import NOW, World
from tests.web.visit import Visit


def probe(name: str, healthy: bool, *, serious: bool = True) -> dict[str, object]:
    return {"name": name, "healthy": healthy, "serious": serious, "sentence": f"{name} a été vu."}


def test_each_check_that_is_bad_says_what_to_do(world: World, manager: Visit) -> None:
    keep_probes(world.database, [probe("freeswitch", True), probe("trunk_ovh", False), probe("disk", False)], NOW)
    text = manager.go("/sante")
    assert text.index("trunk_ovh a été vu") < text.index("freeswitch a été vu")
    assert "son mot de passe a pu changer" in text
    assert "Libérez de la place" in text
    assert "systemctl restart freeswitch" not in text


def test_a_silent_monitoring_is_an_alarm(world: World, manager: Visit) -> None:
    keep_probes(world.database, [probe("freeswitch", True)], NOW - timedelta(minutes=6))
    assert "s'est tue" in manager.go("/sante")


def test_what_would_lose_a_call_is_told_there_too(world: World, manager: Visit) -> None:
    assert "Un appel serait perdu" in manager.go("/sante")  # no sentence has been spoken on this machine


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
        'astreinte_healthy{probe="trunk_ovh"} 0',
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
