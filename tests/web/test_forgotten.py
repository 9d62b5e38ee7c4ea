"""What people typed on the pages about a caller goes with the caller, from every byte of the state folder."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.store.accounts.audit import list_audit
from appliance.store.publications.publications import list_publications
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep.erasing import erase_call, erase_caller
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

OCTOBER = datetime(2026, 10, 11, 2, tzinfo=UTC)
TAKEN = (("martin", OfferOutcome.ACCEPTED),)
WORDS = "Vandevelde"


def holding(world: World, *markers: str) -> list[str]:
    """The files of the whole state folder in which a marker stands."""
    wanted = re.compile("|".join(map(re.escape, markers)).encode())
    files = (path for path in world.config.state_dir.rglob("*") if path.is_file())
    return sorted(path.name for path in files if wanted.search(path.read_bytes()))


def talked_about(world: World, manager: Visit, said: str) -> None:
    """A message cared for, an intervention noted, its month closed, corrected, and closed again."""
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", note=said, assigned_to="manager.x")
    manager.go("/messages/m/m.wav")
    manager.press("Enregistrer", note=f"{said}, rappelée", done="y")
    manager.go("/releves/ajouts/nouveau?appel=m&intervenant=martin")
    manager.press("Ajouter", after="45m", note=said)
    manager.go("/reglages/compensation")
    manager.press("Enregistrer", **{"on_call-euros_hour": "2,50"})
    manager.go("/releves?mois=2026-10")
    manager.press("Clore octobre 2026")
    manager.go("/releves/ajouts/nouveau?appel=m&intervenant=martin")
    manager.press("Ajouter", travel="15m", note=f"{said} encore")
    manager.go("/releves?mois=2026-10")
    manager.press("Corriger ce qui a changé")


def test_of_a_caller_who_showed_no_number_nothing_that_was_typed_is_left(world: World, manager: Visit) -> None:
    world.call("m", OCTOBER, caller=None, order="4071983", outcome=Outcome.MESSAGE, agents=TAKEN, message="m.wav")
    talked_about(world, manager, f"Mme {WORDS} attend")
    told = [line for entry in list_audit(world.database, limit=50) for line in (entry["act"], *entry["changes"])]
    assert "Note : modifiée" in told, "that a note changed, and not what it says"
    assert not [line for line in told if WORDS in line]
    assert holding(world, WORDS, "4071983") != []
    assert erase_call(world.database, world.config, "m", NOW).messages == 1
    assert holding(world, WORDS, "4071983") == []
    assert "ont changé depuis la clôture" not in manager.go("/releves?mois=2026-10")


def test_of_a_caller_who_showed_one_no_sentence_has_it_any_more(world: World, manager: Visit) -> None:
    """In the notes of the call, of another call, of an absence, of a publication; in the journal of changes."""
    world.call("m", OCTOBER, caller="+33698765432", outcome=Outcome.MESSAGE, agents=TAKEN, message="m.wav")
    other = NOW - timedelta(hours=2)
    world.call("o", other, caller="+33611223344", outcome=Outcome.MESSAGE, agents=(), message="o.wav")
    talked_about(world, manager, "Rappeler le 06 98 76 54 32")
    manager.go("/messages/o/o.wav")
    manager.press("Enregistrer", note="Voir aussi 06.98.76.54.32, même rue")
    manager.go("/planning/absence")
    absent = {"agent": "petit", "first": "2027-03-08", "last": "2027-03-09"}
    manager.press("Enregistrer", **absent, reason="joignable au +33698765432")
    manager.go("/publications?ligne=urgence")
    manager.press("Publier et prévenir", motif="Demandé par le 0698765432")
    assert holding(world, "0698765432") != []
    assert erase_caller(world.database, world.config, "+33698765432", NOW).messages == 1
    assert holding(world, "698765432", "98 76 54 32", "98.76.54.32") == []
    assert "Voir aussi numéro effacé, même rue" in manager.go("/messages/o/o.wav")
    company = load_company(world.database)
    assert company is not None
    reasons = [one.reason for team in company.teams.values() for one in team.plan.absences]
    assert "joignable au numéro effacé" in reasons
    (publication,) = list_publications(world.database, "urgence")
    assert publication["reason"] == "Demandé par le numéro effacé"
