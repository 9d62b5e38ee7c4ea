"""After the call: what was done, written by who took it, and the note that the next agent reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.store.accounts.accounts import Role
from appliance.store.customers.lists import bring, put_in_force
from appliance.store.customers.reading import read_list
from appliance.store.database import writing
from appliance.store.outbox.tables import TidingRow
from appliance.store.outbox.tidings import Kind, take_charge
from appliance.store.statements.done import State, done_of
from appliance.store.statements.interventions import additions
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words

BEFORE, AT = NOW - timedelta(days=2), NOW - timedelta(hours=5)
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
NOTE = "Le  digicode est 4512\r\ncôté cour"


def test_who_took_the_call_says_what_was_done_from_their_own_page(world: World) -> None:
    world.call("taken", AT)
    julie = world.signed_in(Role.AGENT, agent="martin")
    assert "/appels/taken/fait" in julie.go("/moi")
    julie.go("/appels/taken/fait")
    text = julie.press("Noter", state="closed", after="45 min", travel="1h", note=NOTE)
    assert "C'est noté." in text and "Mes astreintes" in text
    (said,) = done_of(world.database, "taken")
    assert (said.agent, said.state, said.note) == ("martin", State.CLOSED, "Le digicode est 4512 côté cour")
    (added,) = additions(world.database, *YEAR)
    assert (added.call, added.after, added.travel, added.note) == (
        "taken",
        timedelta(minutes=45),
        timedelta(hours=1),
        "intervention close",
    )


def test_a_form_sent_twice_counts_once_and_loses_nothing(world: World) -> None:
    world.call("taken", AT)
    julie = world.signed_in(Role.AGENT, agent="martin")
    typed = {"state": "closed", "after": "45 min", "travel": "1h", "note": NOTE}
    for status in (200, 422):
        julie.go("/appels/taken/fait")
        text = words(julie.press("Noter", **typed))
        assert julie.status == status
    assert "Ce même temps vient d'être ajouté : il compte une fois" in text
    assert "45 min" in julie.text and "digicode" in julie.text
    julie.press("Noter", after="", travel="", state="", note="Un mot de plus")
    assert len(additions(world.database, *YEAR)) == 1
    notes = {one.note for one in done_of(world.database, "taken")}
    assert notes == {"Le digicode est 4512 côté cour", "Un mot de plus"}


def test_the_same_note_sent_twice_is_kept_once(world: World) -> None:
    world.call("taken", AT)
    julie = world.signed_in(Role.AGENT, agent="martin")
    for _ in range(2):
        julie.go("/appels/taken/fait")
        julie.press("Noter", state="closed", note="Clé chez la gardienne")
    assert len(done_of(world.database, "taken")) == 1


def test_the_page_of_the_call_shows_it_and_the_next_call_of_the_customer_shows_the_note(
    world: World, manager: Visit
) -> None:
    world.call("before", BEFORE)
    world.call("same", AT)
    world.call("other", AT, caller="+33611111111", order=None)
    asked = words(manager.go("/appels/before/fait"))
    assert "Appel du 06 98 76 54 32, jeu. 26/11, " in asked
    assert "C'est l'intervention de Julie Martin : les temps vont à son relevé" in asked
    text = manager.press("Noter", state="to_return", note="Clé chez <la> gardienne", after="45 min")
    assert "il faut y retourner" in text and "Clé chez &lt;la&gt; gardienne" in text
    assert "Julie Martin, noté par manager" in text
    assert "Travail 0 h 45 : au relevé de Julie Martin." in words(text)
    assert "Clé chez &lt;la&gt; gardienne" in manager.go("/appels/same")
    assert "gardienne" not in manager.go("/appels/other")


def test_a_name_that_begins_with_a_vowel_is_elided(world: World, manager: Visit) -> None:
    def renamed(company: Company) -> Company:
        elodie = replace(company.agents["martin"], name="Élodie Rousseau")
        return replace(company, agents={**company.agents, "martin": elodie})

    change_company(world.database, renamed)
    world.call("before", BEFORE)
    manager.go("/appels/before/fait")
    text = manager.press("Noter", state="closed", after="45 min")
    assert "Travail 0 h 45 : au relevé d'Élodie Rousseau." in words(text)


def test_a_note_is_found_by_another_number_of_the_same_customer(world: World, manager: Visit) -> None:
    world.call("before", BEFORE, order=None)
    world.call("same", AT, caller="+33611111111", order=None)
    sheet = "nom;numéro\nHôtel Bellevue;06 98 76 54 32 / 06 11 11 11 11\n"
    brought = bring(world.database, "x.csv", read_list(sheet.encode(), "FR"), by="Anne", now=NOW)
    put_in_force(world.database, brought.number)
    manager.go("/appels/before/fait")
    manager.press("Noter", note="Sonner à l'accueil")
    assert "Sonner à l'accueil" in manager.go("/appels/same").replace("&#39;", "'")


def test_a_note_is_erased_by_who_wrote_it_and_by_nobody_else(world: World) -> None:
    world.call("taken", AT)
    julie = world.signed_in(Role.AGENT, agent="martin")
    julie.go("/appels/taken/fait")
    julie.press("Noter", state="closed", note="à taire")
    (said,) = done_of(world.database, "taken")
    claire = world.signed_in(Role.AGENT, agent="durand")
    claire.go("/appels/taken")
    assert "à taire" in claire.text and "Effacer cette note" not in claire.text
    claire.go("/moi")
    form, _ = claire.form("Nouvelle adresse")
    token = form.fields["csrf_token"]
    answer = claire.client.post(f"/appels/taken/fait/{said.id}/effacer", data={"csrf_token": token})
    assert answer.status_code == 404
    julie.go("/appels/taken")
    assert "La note est effacée" in julie.press("Effacer cette note")
    (left,) = done_of(world.database, "taken")
    assert (left.note, left.state) == ("", State.CLOSED)


def test_what_is_nobodys_to_say_is_not_found_and_nothing_said_is_told(world: World, manager: Visit) -> None:
    world.call("others", AT, agents=(("durand", OfferOutcome.ACCEPTED),))
    world.call("nobodys", AT, agents=(("durand", OfferOutcome.NO_ANSWER),))
    world.call("living", AT, outcome=None)
    julie = world.signed_in(Role.AGENT, agent="martin")
    assert julie.client.get("/appels/others/fait").status_code == 404
    assert manager.client.get("/appels/nobodys/fait").status_code == 404
    manager.go("/appels/others/fait")
    assert "Dites où en est" in manager.press("Noter")
    assert "dépasse une journée" in manager.press("Noter", after="30h")
    manager.go("/appels/living/fait")
    assert "n'est pas fini" in manager.press("Noter", state="closed", note="trop tôt")
    assert done_of(world.database, "living") == [] and additions(world.database, *YEAR) == []


def test_who_took_charge_of_a_call_that_nobody_took_says_what_became_of_it(world: World, manager: Visit) -> None:
    world.call("lost", AT, outcome=Outcome.ABANDONED, agents=(("martin", OfferOutcome.NO_ANSWER),))
    facts = {"id": "a lost call", "kind": Kind.ABANDONED.value, "call_id": "lost", "at": AT}
    with writing(world.database):
        TidingRow.insert(**facts).execute(world.database)
    julie = world.signed_in(Role.AGENT, agent="martin")
    assert julie.client.get("/appels/lost/fait").status_code == 404
    take_charge(world.database, "a lost call", "Julie Martin", NOW, agent="martin")
    assert "Rien n'est dit encore de la suite" in julie.go("/appels/lost")
    assert julie.text.count("Rien n'est dit") == julie.text.count("Dire ce qui a été fait") == 1
    julie.go("/appels/lost/fait")
    julie.press("Noter", state="closed", after="10 min")
    (said,) = done_of(world.database, "lost")
    (added,) = additions(world.database, *YEAR)
    assert (said.agent, added.agent, added.after) == ("martin", "martin", timedelta(minutes=10))
    assert "Rien n'est dit encore" not in manager.go("/appels/lost")
    assert "sam. 28/11, 10 h : 10 min (Urgence serrurerie)" in words(manager.go("/releves?mois=2026-11"))
    assert world.signed_in(Role.AGENT, agent="durand").client.get("/appels/lost/fait").status_code == 404
