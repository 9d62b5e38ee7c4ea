"""The messages of callers: played, given to somebody, ended with a note, deleted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.store.accounts.accounts import Role, add_account, close_account
from appliance.store.accounts.audit import list_audit
from appliance.store.journal.message_followup import may_open
from tests.web.site_world import NOW, World
from tests.web.visit import Visit


@pytest.fixture
def waiting(world: World) -> World:
    world.call("m", NOW - timedelta(hours=3), outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    return world


def test_a_message_waits_with_its_age_until_it_is_dealt_with(waiting: World, manager: Visit) -> None:
    text = manager.go("/messages")
    assert "06 98 76 54 32" in text
    assert "2 h" in text
    manager.go("/messages/m/m.wav")
    assert "enregistré" in manager.press("Enregistrer", note="Rappelé, devis envoyé", done="y", assigned_to="manager.x")
    assert "Aucun message n'attend" in manager.text
    finished = manager.go("/messages?etat=traites")
    for words in ("Rappelé, devis envoyé", "traité par manager.x", "Confié à manager.x"):
        assert words in finished


def test_a_message_dealt_with_can_be_opened_again(waiting: World, manager: Visit) -> None:
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", done="y")
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", done=None)
    assert "06 98 76 54 32" in manager.go("/messages")


def test_the_second_of_two_people_is_told_what_differs_and_keeps_what_was_typed(waiting: World, manager: Visit) -> None:
    other = waiting.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/messages/m/m.wav")
    other.press("Enregistrer", note="Je m'en charge", assigned_to="boss")
    text = manager.press("Enregistrer", note="Rappelé par moi")
    assert manager.status == 409
    assert "Note : Je m'en charge → Rappelé par moi" in text
    assert ">Rappelé par moi</textarea>" in text.replace("\r\n", "")
    assert "enregistré" in manager.press("Enregistrer")
    assert "Rappelé par moi" in other.go("/messages/m/m.wav")


def test_a_deleted_message_is_gone_from_the_disk_and_the_call_stays(waiting: World, manager: Visit) -> None:
    sound = waiting.config.recordings_dir / "m.wav"
    assert sound.exists()
    manager.go("/messages/m/m.wav")
    manager.press("Supprimer le son")
    assert not sound.exists()
    assert "Ce message a été supprimé" in manager.go("/appels/m")
    assert manager.client.get("/messages/m/m.wav/son").status_code == 404


def test_what_was_done_is_in_the_journal_of_changes(waiting: World, manager: Visit) -> None:
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", note="Rappelé", done="y")
    (entry,) = [one for one in list_audit(waiting.database, limit=10) if one["act"].startswith("Message")]
    assert entry["who"] == "manager.x"
    assert entry["changes"] == ["Note : modifiée", "État : à traiter → traité"]


def test_a_reader_hears_and_changes_nothing(waiting: World) -> None:
    reader = waiting.signed_in(Role.READER)
    assert '<form method="post" class' not in reader.go("/messages/m/m.wav")
    with reader.client.get("/messages/m/m.wav/son") as sound:
        assert (sound.status_code, sound.headers["Cache-Control"]) == (200, "no-store")
    form, _ = reader.form("Se déconnecter")
    token = {"csrf_token": form.fields["csrf_token"], "version": "0", "note": "x"}
    assert reader.client.post("/messages/m/m.wav", data=token).status_code == 403
    assert reader.client.post("/messages/m/m.wav/supprimer", data=token).status_code == 403


def test_an_agent_opens_what_is_given_to_them_notes_it_and_sees_nothing_else(waiting: World, manager: Visit) -> None:
    waiting.call("n", NOW - timedelta(hours=2), outcome=Outcome.MESSAGE, agents=(), message="n.wav")
    durand = waiting.signed_in(Role.AGENT, "durand")
    assert "Aucun message ne vous est confié" in durand.go("/messages")
    assert durand.client.get("/messages/m/m.wav").status_code == 404
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", assigned_to="agent.durand")
    assert "06 98 76 54 32" in durand.go("/messages")
    assert durand.client.get("/messages/n/n.wav").status_code == 404
    assert durand.client.get("/messages/n/n.wav/son").status_code == 404
    with durand.client.get("/messages/m/m.wav/son") as sound:
        assert sound.status_code == 200
    text = durand.go("/messages/m/m.wav")
    assert ("Confié à" in text, "Supprimer ce message" in text, "/appels/m" in text) == (False, False, False)
    assert "enregistré" in durand.press("Enregistrer", note="Rappelé", done="y")
    finished = manager.go("/messages?etat=traites")
    assert "traité par agent.durand" in finished
    assert "Confié à agent.durand" in finished
    form, _ = durand.form("Se déconnecter")
    token = {"csrf_token": form.fields["csrf_token"], "version": "0", "note": "x"}
    assert durand.client.post("/messages/n/n.wav", data=token).status_code == 404
    assert durand.client.post("/messages/m/m.wav/supprimer", data=token).status_code == 403


def test_a_message_is_given_to_nobody_who_could_not_open_it(waiting: World, manager: Visit) -> None:
    waiting.account("parti", Role.MANAGER)
    waiting.account("neuf", Role.MANAGER)
    add_account(waiting.database, "jamais", Role.MANAGER, None, by="essai", now=NOW - timedelta(days=400))
    close_account(waiting.database, "parti", by="essai", now=NOW)
    manager.go("/messages/m/m.wav")
    for name in ("parti", "jamais", "personne-de-ce-nom"):
        assert f'value="{name}"' not in manager.text
        text = manager.press("Enregistrer", assigned_to=name)
        assert manager.status == 422
        assert "pas de compte qui puisse ouvrir ce message" in text
    assert "enregistré" in manager.press("Enregistrer", assigned_to="neuf")


def test_a_message_is_not_given_to_the_account_of_an_agent_who_left_the_company(waiting: World, manager: Visit) -> None:
    waiting.account("agent.martin", Role.AGENT, "martin")
    waiting.account("agent.parti", Role.AGENT, "parti")
    assert "agent.martin" in may_open(waiting.database, NOW)
    manager.go("/messages/m/m.wav")
    assert 'value="agent.martin"' in manager.text
    assert 'value="agent.parti"' not in manager.text
    manager.press("Enregistrer", assigned_to="agent.parti")
    assert manager.status == 422


@pytest.mark.parametrize("file", ["..%2fpages%2fcookies.key", "%2e%2e", "other.wav", "..\\pages\\cookies.key"])
def test_no_other_file_is_played(waiting: World, manager: Visit, file: str) -> None:
    assert manager.client.get(f"/messages/m/{file}/son").status_code == 404


def test_a_message_whose_file_is_lost_is_not_found(waiting: World, manager: Visit) -> None:
    (waiting.config.recordings_dir / "m.wav").unlink()
    assert manager.client.get("/messages/m/m.wav/son").status_code == 404
    assert "06 98 76 54 32" in manager.go("/messages")


def test_more_than_a_page_of_messages_are_shown_page_after_page(world: World, manager: Visit) -> None:
    for number in range(52):
        at = NOW - timedelta(hours=60 - number)
        world.call(f"m{number:02}", at, outcome=Outcome.MESSAGE, agents=(), message=f"m{number:02}.wav")
    first = manager.go("/messages")
    assert "52 messages attendent" in first
    assert ("m00.wav" in first, "m51.wav" in first) == (True, False)
    rest = manager.go("/messages?suite=50")
    assert ("m00.wav" in rest, "m51.wav" in rest) == (False, True)
    assert "Revenir au début" in rest
    assert manager.go("/messages?suite=-1")
    assert manager.status == 200


def test_a_sound_that_cannot_be_erased_is_not_said_to_be(waiting: World, manager: Visit) -> None:
    sound = waiting.config.recordings_dir / "m.wav"
    sound.unlink()
    sound.mkdir()  # what no account can unlink
    manager.go("/messages/m/m.wav")
    assert "rien n’est supprimé" in json.loads(manager.press("Supprimer le son"))["error"]
    assert manager.status == 503
    assert "06 98 76 54 32" in manager.go("/messages")
