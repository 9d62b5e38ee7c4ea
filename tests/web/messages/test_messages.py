"""The messages of callers: played, given to somebody, ended with a note, deleted."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.company.parts import with_agent
from appliance.door import settings
from appliance.store.accounts.accounts import Role, add_account, close_account
from appliance.store.accounts.audit import list_audit
from appliance.store.database import writing
from appliance.store.journal.message_followup import NotEntrusted, find_message, may_open, take_care
from appliance.store.journal.tables import MessageRow
from appliance.store.journal.transcripts import Untranscribed, keep_transcript
from appliance.store.journal.urgent_messages import Urgent
from appliance.store.outbox.tidings import message_key, take_charge
from tests.web.site_world import NOW, World
from tests.web.visit import Visit


@pytest.fixture
def waiting(world: World) -> World:
    world.call("m", NOW - timedelta(hours=3), outcome=Outcome.MESSAGE, agents=(), message="m.wav")
    return world


def test_a_message_waits_with_its_age_until_it_is_dealt_with(waiting: World, manager: Visit) -> None:
    text = manager.go("/messages")
    assert "06 98 76 54 32" in text
    assert "il y a 2 h" in text
    assert "1 s à écouter" in words(text)
    assert "personne encore" in words(text)
    assert "<h1>Message du 06 98 76 54 32</h1>" in manager.go("/messages/m/m.wav")
    assert "enregistré" in manager.press("Enregistrer", note="Rappelé, devis envoyé", done="y", assigned_to="manager.x")
    assert "Aucun message n'attend" in manager.text
    finished = manager.go("/messages?etat=traites")
    assert "« Rappelé, devis envoyé »" in finished
    assert "traité par manager.x" in words(finished)


def words(text: str) -> str:
    """A page as it is read: its words alone."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_one_takes_a_message_in_charge_by_one_button(waiting: World, manager: Visit) -> None:
    assert "pris en charge" not in manager.go("/messages")
    manager.go("/messages/m/m.wav")
    text = words(manager.press("Je m'en charge", note="Je rappelle"))
    assert manager.path == "/messages/m/m.wav"
    assert "pris en charge par manager.x" in text
    assert "Je m'en charge" not in text
    assert ">Je rappelle</textarea>" in manager.text.replace("\r\n", "")
    assert "pris en charge par manager.x" in words(manager.go("/messages"))


def test_who_took_charge_by_the_link_of_a_mail_is_told(waiting: World, manager: Visit) -> None:
    take_charge(waiting.database, message_key("m", "m.wav"), "Julie Martin, par le lien", NOW)
    assert "pris en charge par Julie Martin, par le lien" in words(manager.go("/messages"))


def test_there_is_one_player_and_the_messages_before_and_after(world: World, manager: Visit) -> None:
    for number in range(3):
        at = NOW - timedelta(hours=10 - number)
        world.call(f"m{number}", at, outcome=Outcome.MESSAGE, agents=(), message=f"m{number}.wav")
    world.call("same", NOW - timedelta(hours=9), outcome=Outcome.MESSAGE, agents=(), message="same.wav")
    assert "<audio" not in manager.go("/messages")
    listed = re.findall(r'href="(/messages/[^"]+wav)"', manager.text)
    assert [path.rpartition("/")[2] for path in listed] == ["m2.wav", "m1.wav", "same.wav", "m0.wav"]
    for place, path in enumerate(listed):
        text = manager.go(path)
        assert text.count("<audio") == 1
        assert re.findall(r'rel="prev" href="([^"]+)"', text) == listed[max(place - 1, 0) : place]
        assert re.findall(r'rel="next" href="([^"]+)"', text) == listed[place + 1 : place + 2]


def test_an_agent_goes_from_one_of_theirs_to_the_next(world: World) -> None:
    for number in range(3):
        at = NOW - timedelta(hours=10 - number)
        world.call(f"m{number}", at, outcome=Outcome.MESSAGE, agents=(), message=f"m{number}.wav")
    durand = world.signed_in(Role.AGENT, "durand")
    for name in ("m0", "m2"):
        message = find_message(world.database, name, f"{name}.wav")
        assert message is not None
        facts = {"assigned_to": "agent.durand", "text": "", "done": False}
        take_care(world.database, message, **facts, by="essai", now=NOW)  # type: ignore[arg-type]
    text = durand.go("/messages/m2/m2.wav")
    assert re.findall(r'rel="next" href="([^"]+)"', text) == ["/messages/m0/m0.wav"]
    assert 'rel="prev"' not in text


def test_a_message_is_entrusted_to_people_by_their_names(waiting: World, manager: Visit) -> None:
    waiting.account("agent.martin", Role.AGENT, "martin")
    assert '<option value="agent.martin">Julie Martin</option>' in manager.go("/messages/m/m.wav")


def test_who_takes_a_message_that_another_has_just_taken_is_told_whose_it_is(waiting: World, manager: Visit) -> None:
    manager.go("/messages/m/m.wav")
    take_charge(waiting.database, message_key("m", "m.wav"), "Julie Martin, par le lien", NOW)
    text = manager.press("Je m'en charge", note="Je rappelle")
    assert (manager.status, "Julie Martin s'en charge déjà." in text) == (409, True)
    assert ">Je rappelle</textarea>" in text.replace("\r\n", "")
    assert "pris en charge par Julie Martin, par le lien" in words(manager.go("/messages"))
    manager.go("/messages/m/m.wav")
    assert "pris en charge par manager.x" in words(manager.press("Je m'en charge"))


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


def test_a_message_of_which_somebody_has_just_written_is_not_deleted_unread(waiting: World, manager: Visit) -> None:
    sound = waiting.config.recordings_dir / "m.wav"
    other = waiting.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/messages/m/m.wav")
    other.press("Enregistrer", note="Client rappelé, à garder pour l'assurance")
    text = manager.press("Supprimer le son")
    assert (manager.status, sound.exists()) == (409, True)
    assert "Quelqu'un vient d'écrire de ce message : rien n'est supprimé." in text
    assert "à garder pour l'assurance</textarea>" in text
    form, _ = manager.form("Supprimer le son")
    blind = manager.client.post(form.action, data={"csrf_token": form.fields["csrf_token"]})
    assert (blind.status_code, sound.exists()) == (409, True)
    manager.press("Supprimer le son")
    assert not sound.exists()


def test_a_message_that_somebody_has_taken_since_is_not_deleted(waiting: World, manager: Visit) -> None:
    manager.go("/messages/m/m.wav")
    take_charge(waiting.database, message_key("m", "m.wav"), "Julie Martin, par SMS", NOW)
    manager.press("Supprimer le son")
    assert (manager.status, (waiting.config.recordings_dir / "m.wav").exists()) == (409, True)


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


def test_an_agent_notes_what_is_given_to_them_and_nothing_else(waiting: World, manager: Visit) -> None:
    waiting.call("n", NOW - timedelta(hours=2), outcome=Outcome.MESSAGE, agents=(), message="n.wav")
    durand = waiting.signed_in(Role.AGENT, "durand")
    assert "Aucun message ne vous est confié" in durand.go("/messages")
    assert "Enregistrer" not in durand.go("/messages/m/m.wav")  # of their own line: seen, and no more
    who = "Un responsable, ou l'intervenant prévenu par courriel ou SMS, peut s'en charger."
    assert who in words(durand.text)
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", assigned_to="agent.durand")
    assert who not in words(durand.go("/messages/m/m.wav"))
    assert "06 98 76 54 32" in durand.go("/messages")
    with durand.client.get("/messages/m/m.wav/son") as sound:
        assert sound.status_code == 200
    text = durand.go("/messages/m/m.wav")
    assert ("Confier à" in text, "Supprimer ce message" in text, "/appels/m" in text) == (False, False, False)
    assert "enregistré" in durand.press("Enregistrer", note="Rappelé", done="y")
    finished = manager.go("/messages?etat=traites")
    assert "traité par Claire Durand" in words(finished)
    form, _ = durand.form("Se déconnecter")
    token = {"csrf_token": form.fields["csrf_token"], "version": "0", "note": "x"}
    assert durand.client.post("/messages/n/n.wav", data=token).status_code == 403
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


def test_a_message_is_given_to_no_account_that_only_reads(waiting: World, manager: Visit) -> None:
    waiting.account("lecture", Role.READER)
    assert 'value="lecture"' not in manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", assigned_to="lecture")
    assert manager.status == 422


def test_a_message_is_not_given_to_the_account_of_an_agent_who_left_the_company(waiting: World, manager: Visit) -> None:
    waiting.account("agent.martin", Role.AGENT, "martin")
    waiting.account("agent.parti", Role.AGENT, "parti")
    assert "agent.martin" in may_open(waiting.database, NOW)
    manager.go("/messages/m/m.wav")
    assert 'value="agent.martin"' in manager.text
    assert 'value="agent.parti"' not in manager.text
    manager.press("Enregistrer", assigned_to="agent.parti")
    assert manager.status == 422


def test_a_message_is_given_to_nobody_whose_last_day_is_over(waiting: World) -> None:
    waiting.account("agent.martin", Role.AGENT, "martin")
    settings.change(
        waiting.database,
        lambda company: with_agent(company, replace(company.agents["martin"], until=NOW.date())),
        by="x",
        act="y",
        now=NOW,
        at=NOW,
    )
    assert "agent.martin" in may_open(waiting.database, NOW)
    assert "agent.martin" not in may_open(waiting.database, NOW + timedelta(days=1))
    message = find_message(waiting.database, "m", "m.wav")
    assert message is not None
    with pytest.raises(NotEntrusted):
        take_care(
            waiting.database,
            message,
            assigned_to="agent.martin",
            text="",
            done=False,
            by="x",
            now=NOW + timedelta(days=1),
        )


@pytest.mark.parametrize("file", ["..%2fpages%2fcookies.key", "%2e%2e", "other.wav", "..\\pages\\cookies.key"])
def test_no_other_file_is_played(waiting: World, manager: Visit, file: str) -> None:
    assert manager.client.get(f"/messages/m/{file}/son").status_code == 404


def test_a_message_whose_file_is_lost_is_not_found(waiting: World, manager: Visit) -> None:
    (waiting.config.recordings_dir / "m.wav").unlink()
    assert manager.client.get("/messages/m/m.wav/son").status_code == 404
    assert "06 98 76 54 32" in manager.go("/messages")


def test_an_agent_reaches_every_message_of_their_lines_page_after_page(world: World) -> None:
    names = [f"m{number:02}" for number in range(52)]
    for number, name in enumerate(names):
        at = NOW - timedelta(hours=60 - number)
        world.call(name, at, outcome=Outcome.MESSAGE, agents=(), message=f"{name}.wav")
    martin = world.signed_in(Role.AGENT, "martin")
    first = martin.go("/messages")
    assert "Voici du 1er au 50e" in re.sub(r"<[^>]+>", "", first)
    address = re.search(r'href="([^"]+)">Les suivants, sur vos lignes', first)
    assert address is not None
    second = martin.go(address[1].replace("&amp;", "&"))
    assert "Voici du 51e au 52e" in re.sub(r"<[^>]+>", "", second)
    assert "Les suivants" not in second
    assert "Aucun message ne vous est confié" not in second
    assert [name for name in names if name + ".wav" in first] == names[2:]
    assert [name for name in names if name + ".wav" in second] == names[:2]


def test_more_than_a_page_of_messages_are_shown_page_after_page(world: World, manager: Visit) -> None:
    for number in range(52):
        at = NOW - timedelta(hours=60 - number)
        world.call(f"m{number:02}", at, outcome=Outcome.MESSAGE, agents=(), message=f"m{number:02}.wav")
    first = manager.go("/messages")
    assert "52 messages attendent" in first
    assert "voici du 1er au 50e, du plus récent au plus ancien" in re.sub(r"<[^>]+>", "", first)
    assert first.index("m51.wav") < first.index("m50.wav")
    assert ("m00.wav" in first, "m51.wav" in first) == (False, True)
    rest = manager.go("/messages?suite=50")
    assert ("m00.wav" in rest, "m51.wav" in rest) == (True, False)
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


def written(world: World, text: str, *, doubtful: bool = False) -> None:
    keep_transcript(world.database, Untranscribed("m", "m.wav", 0), text, doubtful=doubtful)


def test_the_words_of_a_message_are_read_where_it_is_heard(waiting: World, manager: Visit) -> None:
    written(waiting, "Une fuite <b>à l'étage</b>.")
    for path in ("/messages/m/m.wav", "/appels/m"):
        text = words(manager.go(path))
        assert "Transcription automatique" in text
        assert "Une fuite &lt;b&gt;à" in text
        assert "douteuse" not in text
    assert "« Une fuite &lt;b&gt;à" in manager.go("/messages")


def test_words_that_are_doubtful_say_so(waiting: World, manager: Visit) -> None:
    written(waiting, "Allô ?", doubtful=True)
    assert "Transcription automatique, douteuse :" in words(manager.go("/messages"))
    for path in ("/messages/m/m.wav", "/appels/m"):
        assert "Transcription automatique douteuse : écoutez le message" in words(manager.go(path))


def test_a_message_that_could_wait_says_the_word_that_made_it_urgent(world: World, manager: Visit) -> None:
    facts = {"outcome": Outcome.MESSAGE, "agents": (), "message": "m.wav", "waits": NOW + timedelta(hours=9)}
    world.call("m", NOW - timedelta(hours=3), **facts)
    assert "peut attendre" in manager.go("/messages")
    urgent = Urgent("fuite", NOW)
    keep_transcript(world.database, Untranscribed("m", "m.wav", 0), "Une fuite.", doubtful=True, urgent=urgent)
    text = words(manager.go("/messages"))
    assert "urgent mot relevé : fuite" in text
    assert "peut attendre" not in text
    for path in ("/messages/m/m.wav", "/appels/m"):
        text = words(manager.go(path))
        assert "n'attend plus : mot relevé par la transcription automatique, « fuite »." in text
        assert "Peut attendre" not in text
    manager.go("/messages/m/m.wav")
    manager.press("Supprimer le son")
    assert "fuite" not in manager.go("/appels/m")


@pytest.mark.parametrize(
    ("state", "said"),
    [("silent", "aucune parole"), ("too_long", "Trop long pour"), ("failed", "n'y est pas parvenue : écoutez-le")],
)
def test_a_message_without_words_says_why(waiting: World, manager: Visit, state: str, said: str) -> None:
    assert "ranscription" not in manager.go("/messages/m/m.wav")
    with writing(waiting.database):
        MessageRow.update(transcript_state=state).execute(waiting.database)
    assert said in manager.go("/messages/m/m.wav")
    assert said in manager.go("/appels/m")


def test_the_words_go_with_the_sound(waiting: World, manager: Visit) -> None:
    written(waiting, "Une fuite.")
    assert "sa transcription aussi" in manager.go("/messages/m/m.wav")
    manager.press("Supprimer le son")
    assert "fuite" not in manager.go("/appels/m")
    assert "fuite" not in manager.go("/messages")


def test_an_agent_sees_beside_their_own_messages_whose_those_of_their_lines_are(waiting: World, manager: Visit) -> None:
    durand = waiting.signed_in(Role.AGENT, "durand")
    text = words(durand.go("/messages"))
    assert "Aucun message ne vous est confié : rien à faire ici. Les autres, sur vos lignes" in text
    assert "personne encore" in text
    waiting.account("agent.martin", Role.AGENT, "martin")
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", assigned_to="agent.martin")
    assert "pris en charge par Julie Martin" in words(durand.go("/messages"))
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", assigned_to="agent.durand")
    assert "Les autres" not in durand.go("/messages")
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", assigned_to="agent.martin", done="y")
    assert "Les autres, sur vos lignes" in durand.go("/messages?etat=traites")


def test_a_message_has_one_way_to_take_it_and_another_to_give_it(waiting: World, manager: Visit) -> None:
    waiting.account("agent.martin", Role.AGENT, "martin")
    text = manager.go("/messages/m/m.wav")
    assert text.count("Je m'en charge") == 1
    assert 'value="manager.x"' not in text
    assert "Confier à quelqu'un d'autre" in text
    manager.press("Je m'en charge")
    assert "Je m'en charge" not in manager.text
    assert 'selected value="manager.x"' in manager.text  # as it stands: to save a note gives it to nobody else


def test_a_message_taken_with_its_call_is_not_to_be_taken_again(waiting: World, manager: Visit) -> None:
    manager.go("/appels/m")
    manager.press("Je m'en charge")
    assert "pris en charge par manager.x" in words(manager.go("/messages/m/m.wav"))
    assert "Je m'en charge" not in manager.text
