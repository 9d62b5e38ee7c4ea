"""Work after a call and travel, added from the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.planning.months import Month
from appliance.statements.statement_book import StatementBook
from appliance.store.accounts.accounts import Role
from appliance.store.settings.snapshot import load_company
from appliance.store.statements.interventions import additions
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_travel_is_added_from_the_call_and_counts_in_the_statement(world: World, manager: Visit) -> None:
    world.call("taken", AT)
    manager.go("/appels/taken")
    assert "/releves/ajouts/nouveau?appel=taken&amp;intervenant=martin" in manager.text
    manager.go("/releves/ajouts/nouveau?appel=taken&intervenant=martin")
    text = manager.press("Ajouter", after="45m", travel="1h30", note="Porte  remise\r\nen état").replace("\u00a0", " ")
    assert "ajouté au relevé de novembre 2026 de Julie Martin" in text
    assert "« Porte remise en état »" in text
    (one,) = additions(world.database, *YEAR)
    assert (one.agent, one.call, one.after, one.travel) == (
        "martin",
        "taken",
        timedelta(minutes=45),
        timedelta(minutes=90),
    )
    assert "Relevé de Julie Martin : travail ajouté" in manager.go("/audit")


def test_an_intervention_without_a_call_has_a_beginning(world: World, manager: Visit) -> None:
    manager.go("/releves/ajouts/nouveau")
    manager.press("Ajouter", agent="durand", begins="2026-11-20T22:00", after="2h")
    (one,) = additions(world.database, *YEAR)
    assert one.starts == datetime(2026, 11, 20, 21, tzinfo=UTC)
    assert ("travail 2 h 00" in manager.text.replace("\u00a0", " "), "trajet 0 h" in manager.text) == (True, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"after": ""}, "Donnez le travail, le trajet"),
        ({"after": "longtemps"}, "longtemps"),
        ({"after": "30h"}, "dépasse une journée"),
        ({"begins": "2026-12-24T22:00"}, "est à venir"),
        ({"begins": ""}, "n'est pas un moment"),
        ({"agent": "personne"}, "Choisissez"),
        ({"note": "x" * 301}, "300 caractères"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    world: World, manager: Visit, typed: dict[str, str], sentence: str
) -> None:
    manager.go("/releves/ajouts/nouveau")
    good = {"agent": "durand", "begins": "2026-11-20T22:00", "after": "2h"}
    assert sentence in manager.press("Ajouter", **(good | typed))
    assert manager.status == 422
    assert additions(world.database, *YEAR) == []


def test_an_addition_made_by_mistake_is_cancelled_once(world: World, manager: Visit) -> None:
    manager.go("/releves/ajouts/nouveau")
    manager.press("Ajouter", agent="durand", begins="2026-11-20T22:00", after="2h")
    assert "ne compte plus" in manager.press("Annuler")
    assert additions(world.database, *YEAR) == []


def test_an_agent_adds_to_their_own_calls_alone(world: World) -> None:
    world.call("taken", AT)
    world.call("others", AT + timedelta(hours=3), agents=(("durand", OfferOutcome.ACCEPTED),))
    julie = world.signed_in(Role.AGENT, agent="martin")
    text = julie.go("/moi/ajouts?mois=2026-11")
    assert "appel=taken" in text
    assert "appel=others" not in text
    julie.go("/moi/ajouts/nouveau?appel=taken")
    julie.press("Ajouter", travel="20m", agent="durand")
    julie.go("/moi/ajouts/nouveau?appel=others")
    assert "n'a pas été accepté" in julie.press("Ajouter", travel="20m")
    assert [one.agent for one in additions(world.database, *YEAR)] == ["martin"]
    assert julie.client.get("/releves/ajouts").status_code == 403


def test_a_length_that_leaves_a_doubt_is_told(manager: Visit) -> None:
    manager.go("/releves/ajouts/nouveau?intervenant=durand")
    text = manager.press("Ajouter", begins="2026-11-27T03:10", after="1h75")
    assert manager.status == 422
    assert "il n'y a que 60 minutes dans une heure ; écrivez 2h15 si c'est cela" in text
    assert "heures ou des minutes" in manager.press("Ajouter", after="90")
    assert "ajouté au relevé" in manager.press("Ajouter", after="1:30")


def test_an_addition_sent_twice_counts_once_and_is_added_later_if_it_is_another(world: World, manager: Visit) -> None:
    typed = {"agent": "durand", "begins": "2026-11-20T22:00", "after": "2h", "note": "Porte"}
    manager.go("/releves/ajouts/nouveau")
    manager.press("Ajouter", **typed)
    manager.go("/releves/ajouts/nouveau")
    assert "vient d'être ajouté : il compte une fois" in words(manager.press("Ajouter", **typed))
    assert (manager.status, 'value="2h"' in manager.text) == (422, True)
    assert len(additions(world.database, *YEAR)) == 1
    world.moment += timedelta(minutes=10)
    manager.press("Ajouter", **typed)
    assert len(additions(world.database, *YEAR)) == 2


def test_times_told_after_a_call_of_a_closed_month_wait_for_its_correction(world: World, manager: Visit) -> None:
    world.call("taken", NOW - timedelta(days=32))
    company = load_company(world.database)
    assert company is not None
    StatementBook(world.database, company, Month(2026, 10), None, NOW, "manager").close()
    manager.go("/appels/taken/fait")
    text = words(manager.press("Noter", state="closed", after="45 min"))
    assert "Le relevé d'octobre 2026 est clos : l'ajout paraîtra à la prochaine correction." in text
