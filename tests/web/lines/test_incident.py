"""The emergency announcement of a line, from its page: put, shown everywhere, worded, taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.company.incidents import known_incident, with_incident
from appliance.company.model import Incident, Line
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.audit import list_audit
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

TEXT = "Une panne est connue."


def line_of(world: World) -> Line:
    company = load_company(world.database)
    assert company is not None
    return company.lines["urgence"]


def incident(world: World) -> Incident | None:
    return line_of(world).incident


def test_it_is_put_shown_worded_and_taken_back(world: World, manager: Visit) -> None:
    text = manager.go("/lignes/urgence")
    assert known_incident(line_of(world)) in text
    assert manager.answer is not None and "d’un incident" in manager.answer.get_data(as_text=True)
    text = manager.press("Dire dès maintenant", text=TEXT, until="2026-11-29T08:00")
    assert "c'est enregistré. Le prochain appel l'entend, dès que la voix l'a dit." in text
    assert "Dite à tout appelant après l'accueil, jusqu'au" in text and TEXT in text
    assert "annonce d'urgence" in list_audit(world.database, limit=1)[0]["act"]
    assert "annonce d'urgence jusqu'à dimanche 8 h" in manager.go("/")
    assert TEXT in manager.go("/annonces")
    assert TEXT in manager.go("/annonces/phrase/lines/urgence/incident")
    manager.press("Enregistrer", text="Une panne générale est connue.")
    told = incident(world)
    assert told is not None and told.text == "Une panne générale est connue." and told.until is not None
    manager.go("/lignes/urgence")
    text = manager.press("Ne plus la dire")
    assert "sans annonce d'urgence" in text and "Le prochain appel ne l'entend plus." in text
    assert incident(world) is None and "annonce d'urgence" not in manager.go("/")


def test_without_an_end_it_is_told_until_it_is_taken_back(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence")
    manager.press("Dire dès maintenant", text=TEXT, until="")
    assert incident(world) == Incident(TEXT)
    assert f"annonce d'urgence : « {TEXT} »" in manager.go("/")


@pytest.mark.parametrize("hour", [0, 1])  # UTC: 2 h 30 in Paris, summer's then winter's
def test_one_that_is_changed_opens_with_its_end_and_keeps_it(world: World, manager: Visit, hour: int) -> None:
    world.moment = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    told = Incident(TEXT, datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
    change_company(world.database, lambda now: with_incident(now, "urgence", told))
    manager.go("/lignes/urgence")
    manager.press("Dire dès maintenant", text="Une autre panne.")
    assert incident(world) == Incident("Une autre panne.", told.until)
    manager.press("Dire dès maintenant", until="")
    assert incident(world) == Incident("Une autre panne.")


@pytest.mark.parametrize(
    ("text", "until", "sentence"),
    [("", "", "Écrivez ce que l'appelant entend"), (TEXT, "2020-01-01T00:00", "doit être à venir")],
)
def test_one_that_cannot_be_is_told_and_loses_nothing(
    world: World, manager: Visit, text: str, until: str, sentence: str
) -> None:
    manager.go("/lignes/urgence")
    shown = manager.press("Dire dès maintenant", text=text, until=until)
    assert sentence in shown and manager.status == 422
    assert incident(world) is None


def test_a_reader_puts_none(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Dire dès maintenant" not in reader.go("/lignes/urgence")
    token = {"csrf_token": reader.form("Se déconnecter")[0].fields["csrf_token"]}
    assert reader.client.post("/lignes/urgence/annonce-urgence", data=token).status_code == 403


def test_the_second_of_two_people_is_told_what_the_first_announced_and_keeps_their_words(
    world: World, manager: Visit
) -> None:
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    for person in (manager, other):
        person.go("/lignes/urgence")
    other.press("Dire dès maintenant", text=TEXT, until="2026-11-29T08:00")
    text = words(manager.press("Dire dès maintenant", text="Rien à signaler.", until=""))
    assert manager.status == 409
    assert f"Annonce d'urgence : aucune → « {TEXT} », jusqu'au dimanche 29 novembre 2026 à 8 h" in text
    assert "Rien à signaler." in text
    assert incident(world) is not None and incident(world).text == TEXT  # type: ignore[union-attr]
    manager.press("Dire dès maintenant")
    assert incident(world) == Incident("Rien à signaler.")


def test_an_announcement_that_was_changed_since_is_not_taken_back_unread(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence")
    manager.press("Dire dès maintenant", text=TEXT, until="")
    other = world.signed_in(Role.ADMINISTRATOR, name="boss")
    manager.go("/lignes/urgence")
    other.go("/lignes/urgence")
    other.press("Dire dès maintenant", text="Une autre panne.", until="")
    manager.press("Ne plus la dire")
    assert (manager.status, incident(world)) == (409, Incident("Une autre panne."))
    manager.press("Ne plus la dire")
    assert incident(world) is None
