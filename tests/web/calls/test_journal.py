"""The journal of calls searched, told and exported."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.commands.calls import caller_text
from appliance.store.accounts.accounts import Role
from appliance.store.customers.lists import bring, put_in_force
from appliance.store.customers.reading import read_list
from appliance.store.journal.message_followup import find_message, take_care
from appliance.store.journal.reader import list_calls
from appliance.store.journal.test_calls import mark_as_test
from appliance.store.journal.transcripts import Untranscribed, keep_transcript
from appliance.store.upkeep.erasing import erase_call
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

AT = datetime(2026, 11, 22, 2, 10, tzinfo=UTC)  # Sunday, 3:10 in Paris


@pytest.fixture
def calls(world: World) -> World:
    """Five calls that differ in one thing each."""
    world.call("a", AT, agents=(("durand", OfferOutcome.NO_ANSWER), ("martin", OfferOutcome.ACCEPTED)))
    world.call("b", AT + timedelta(hours=1), caller="+33612345678", order="55001")
    world.call("c", AT + timedelta(days=2), caller=None, order=None, outcome=Outcome.ABANDONED, agents=())
    world.call("d", AT + timedelta(days=3), outcome=Outcome.MESSAGE, agents=(), message="d.wav")
    world.call("e", NOW - timedelta(minutes=2), outcome=None, agents=())
    return world


def found(manager: Visit, query: str) -> str:
    """The calls on the page, in its order, by their identifiers."""
    text = manager.go(f"/appels?{query}")
    return "".join(part[0] for part in text.split('<td><a href="/appels/')[1:])


@pytest.mark.parametrize(
    ("query", "calls_found"),
    [
        ("", "edcba"),
        ("du=2026-11-22&au=2026-11-22", "ba"),
        ("du=2026-11-23", "edc"),
        ("au=2026-11-21", ""),
        ("ligne=urgence", "edcba"),
        ("ligne=nulle", ""),
        ("appelant=06+98+76+54+32", "eda"),
        ("appelant=%2B33698765432", "eda"),
        ("appelant=345678", "b"),
        ("appelant=06+12", "b"),
        ("appelant=0612", "b"),
        ("appelant=0033+6+12", "b"),
        ("appelant=%2B33+(0)6+12+34", "b"),
        ("appelant=06+98+76+54", "eda"),
        ("appelant=masqué", "c"),
        ("commande=55001", "b"),
        ("issue=abandoned", "c"),
        ("issue=living", "e"),
        ("issue=message", "d"),
        ("issue=lost", "c"),
        ("issue=to_ring_back", "d"),
        ("intervenant=durand", "a"),
        ("intervenant=martin", "ba"),
        ("intervenant=martin&appelant=0612345678&du=2026-11-22", "b"),
    ],
)
def test_the_journal_is_searched(calls: World, manager: Visit, query: str, calls_found: str) -> None:
    assert found(manager, query) == calls_found


def test_a_call_is_found_by_the_words_of_its_message(calls: World, manager: Visit) -> None:
    keep_transcript(calls.database, Untranscribed("d", "d.wav", 0), "Une fuite à l'étage.", doubtful=False)
    assert found(manager, "mots=Etage,%20fuite") == "d"
    assert found(manager, "mots=ascenseur") == ""


def test_a_number_seen_and_not_understood_has_words_of_its_own(calls: World, manager: Visit) -> None:
    """Never « masqué »: that caller hid nothing."""
    calls.call("f", AT + timedelta(days=1), caller="?")
    assert found(manager, "appelant=illisible") == "f"
    assert found(manager, "appelant=masqué") == "c"
    assert "numéro illisible" in manager.go("/appels/f")
    assert "appelant=illisible" in manager.go("/appels/f")


def test_a_caller_who_was_erased_is_not_one_who_hid_their_number(calls: World, manager: Visit) -> None:
    erase_call(calls.database, calls.config, "b", NOW)
    assert found(manager, "appelant=masqué") == "c"
    assert found(manager, "appelant=effacé") == "b"
    assert "appelant effacé" in manager.go("/appels/b")
    assert "numéro masqué" in manager.go("/appels/c")
    manager.go("/appels.csv?appelant=effac")
    (row,) = csv.DictReader(StringIO(manager.text.removeprefix("\ufeff")), delimiter=";")
    assert (row["appelant"], row["commande"], row["appel"]) == ("appelant effacé", "", "b")
    told = {one["id"]: caller_text(one, "FR") for one in list_calls(calls.database)}
    assert (told["b"], told["c"], told["a"]) == ("effacé", "masqué", "06 98 76 54 32")


def test_a_day_that_is_none_is_told_beside_its_field_and_the_rest_is_kept(calls: World, manager: Visit) -> None:
    text = manager.go("/appels?du=31/02/2026&commande=55001")
    assert manager.status == 422
    assert 'aria-invalid="true"' in text
    assert 'value="55001"' in text
    assert 'value="31/02/2026"' in text


def test_a_caller_without_a_digit_is_told_what_to_write(calls: World, manager: Visit) -> None:
    assert "quelques chiffres" in manager.go("/appels?appelant=durand")
    assert manager.status == 422


def test_one_page_leads_to_the_next_without_losing_or_repeating_a_call(world: World, manager: Visit) -> None:
    same = [f"{number:03}" for number in range(60)]
    for number, call in enumerate(same):
        world.call(call, AT + timedelta(minutes=number // 3), agents=())  # three at the same moment
    first = manager.go("/appels?commande=40719")
    older = first.split('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    pages = first + manager.go(older)
    shown = [part[:3] for part in pages.split('<td><a href="/appels/')[1:]]
    assert sorted(shown) == same
    assert "commande=40719" in older


def test_a_call_is_told_as_one_timeline(calls: World, manager: Visit) -> None:
    text = manager.go("/appels/a")
    for words in ("dimanche 22 novembre 2026 à 3 h 10", "06 98 76 54 32", "Urgence serrurerie", "40719", "Accueil"):
        assert words in text
    assert text.index("Claire Durand n'a pas répondu") < text.index("Julie Martin a accepté")


def test_a_call_with_a_message_has_a_player(calls: World, manager: Visit) -> None:
    text = manager.go("/appels/d")
    sound = text.partition("<audio")[2].partition('src="')[2].partition('"')[0]
    answer = manager.client.get(sound)
    answer.close()
    assert answer.status_code == 200
    assert answer.mimetype == "audio/wav"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = manager.client.get(sound, headers={"Range": "bytes=0-99"})
    part.close()
    assert (part.status_code, len(part.data)) == (206, 100)


def test_a_call_that_is_none_is_not_found(manager: Visit) -> None:
    manager.go("/appels/nothing")
    assert manager.status == 404


def test_what_is_shown_is_exported(calls: World, manager: Visit) -> None:
    answer = manager.client.get("/appels.csv?appelant=0698765432")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="appels.csv"'
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row["appel"] for row in rows] == ["e", "d", "a"]
    assert rows[2]["appelant"] == "06 98 76 54 32"
    assert rows[2]["début"] == "2026-11-22 03:10:00"
    assert rows[2]["intervenants"] == "Claire Durand n'a pas répondu, Julie Martin a accepté"


def test_hostile_callers_are_text_on_the_page_and_in_a_spreadsheet(world: World, manager: Visit) -> None:
    world.call("h", AT, caller="<script>alert(1)</script>", order="=HYPERLINK(1)", agents=())
    for path in ("/appels", "/appels/h"):
        assert "<script>alert" not in manager.go(path)
    row = manager.client.get("/appels.csv").data.decode("utf-8-sig").splitlines()[1]
    assert ";=HYPERLINK" not in row


def test_an_empty_journal_says_what_will_come(manager: Visit) -> None:
    assert "Aucun appel encore" in manager.go("/appels")
    assert "élargissez les dates" in manager.go("/appels?commande=1")


def test_an_agent_searches_no_calls(calls: World) -> None:
    agent = calls.signed_in(Role.AGENT, "durand")
    for path in ("/appels", "/appels.csv", "/planning", "/direct"):
        assert agent.client.get(path).status_code == 403
    assert "d.wav" not in agent.go("/messages").partition("Les autres, sur vos lignes")[0]


def test_the_list_says_who_took_a_call_and_marks_the_tests_of_the_box(world: World, manager: Visit) -> None:
    world.call("taken", NOW)
    world.call("ours", NOW)
    mark_as_test(world.database, "ours")
    text = manager.go("/appels")
    assert " · Julie Martin</span>" in text
    assert text.count("essai de la machine") == 1


def test_what_a_message_and_a_lost_call_wait_for_is_said_where_they_are_listed(calls: World, manager: Visit) -> None:
    text = manager.go("/appels")
    assert 'data-outcome="waits">Message à traiter<' in text
    assert 'data-outcome="held">Appel perdu<' in text  # nobody was looked for, so nobody was told
    assert 'aria-current="true">Tous<' in text
    message = find_message(calls.database, "d", "d.wav")
    assert message is not None
    take_care(calls.database, message, assigned_to=None, text="", done=True, by="manager.x", now=NOW)
    assert found(manager, "issue=to_ring_back&appelant=0698765432") == ""
    assert 'aria-current="true">À rappeler<' in manager.text
    assert "/appels?issue=lost&amp;appelant" in manager.text or "appelant=0698765432&amp;issue=lost" in manager.text
    assert 'data-outcome="settled">Message traité</span></td>' in manager.go("/appels")
    assert " · suivi par manager.x</span>" in manager.text


def test_a_call_of_another_year_has_its_year(world: World, manager: Visit) -> None:
    world.call("old", datetime(2025, 11, 22, 2, 10, tzinfo=UTC))
    world.call("new", AT)
    text = manager.go("/appels").replace("\u00a0", " ")
    assert "sam. 22/11/2025, 3 h 10" in text
    assert "dim. 22/11, 3 h 10" in text


def test_the_page_of_a_call_tells_who_the_list_of_customers_says_called(world: World, manager: Visit) -> None:
    world.call("a", AT, caller="+33612345678", order="55001")
    sheet = "Commande;Client;Annonce;Ville\n055001;Hôtel <b>Bellevue</b>;contrat prioritaire;Évian\n"
    read = read_list(sheet.encode(), "FR")
    put_in_force(world.database, bring(world.database, "c.csv", read, by="essai", now=NOW).number)
    page = manager.go("/appels/a")
    assert "Hôtel &lt;b&gt;Bellevue&lt;/b&gt;" in page
    assert "contrat prioritaire" in page
    assert "Évian" in page


def test_days_the_wrong_way_round_are_told_and_not_said_to_hold_no_call(world: World) -> None:
    manager = world.signed_in(Role.MANAGER)
    for path in ("/appels", "/appels.csv"):
        page = manager.go(f"{path}?du=2026-12-02&au=2026-12-01")
        assert manager.status == 422, path
        assert "Le dernier jour doit suivre le premier, ou être le même." in page, path
    manager.go("/appels?du=2026-12-02&au=2026-12-02")
    assert manager.status == 200
