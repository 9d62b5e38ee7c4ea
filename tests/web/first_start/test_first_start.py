"""From an empty database to a line that answers, by one form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from appliance.checks import check_company, has_error
from appliance.company.model import CallTeam, Company, Forward
from appliance.config import Mail
from appliance.planning.hours import Period
from appliance.store.accounts.accounts import Role
from appliance.store.database import open_database
from appliance.store.outbox.queue import claim_next, list_deliveries, mark_failed
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit
from web import create_app

TYPED = {
    "company": "Serrurerie Martin",
    "number": "09 72 00 00 01",
    "people-0-name": "Julie Martin",
    "people-0-phone": "06 12 34 56 02",
    "people-1-name": "Hugo Petit",
    "people-1-phone": "06 12 34 56 03",
    "office": "01 72 00 00 00",
}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    database = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield World(tmp_path, database)
    database.close_all()


@pytest.fixture
def newcomer(empty: World) -> Visit:
    visit = empty.signed_in(Role.MANAGER)
    assert "Créer ma première ligne" in visit.go("/")
    visit.go("/demarrer")
    return visit


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


def test_one_form_makes_a_line_that_answers_at_any_hour(empty: World, newcomer: Visit) -> None:
    text = newcomer.press("Créer la ligne", **TYPED)
    assert "Votre ligne est prête" in text
    assert "Faire sonner" in text
    assert "le téléphone de Julie Martin" in text
    company = company_of(empty)
    line = company.lines["astreinte"]
    assert line.numbers == ("+33972000001",)
    assert line.behaviours[Period.OPEN].action == Forward(("+33172000000",))
    assert line.behaviours[Period.AFTER_HOURS].action == CallTeam("astreinte")
    assert [agent.phones for agent in company.agents.values()] == [("+33612345602",), ("+33612345603",)]
    assert company.neural_sentences
    assert not has_error(check_company(company, NOW))


def test_turns_of_a_week_begin_on_this_monday(empty: World, newcomer: Visit) -> None:
    newcomer.press("Créer la ligne", **TYPED, who="weeks")
    (rotation,) = company_of(empty).teams["astreinte"].plan.rotations
    assert rotation.agents == ("julie-martin", "hugo-petit")
    assert not has_error(check_company(company_of(empty), NOW))


def test_a_line_that_is_never_closed_needs_no_hours(empty: World, newcomer: Visit) -> None:
    newcomer.press("Créer la ligne", **(TYPED | {"days": "", "office": ""}), order="y")
    line = company_of(empty).lines["astreinte"]
    assert line.around_the_clock
    assert line.order_rule.ask


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": ""}, "Donnez le numéro que"),
        ({"number": "112"}, "112"),
        ({"people-0-phone": ""}, "Donnez le mobile de Julie Martin"),
        ({"people-0-name": ""}, "dont le mobile est le 06 12 34 56 02"),
        ({"people-0-phone": "09 72 00 00 01"}, "tournerait en rond"),
        ({"hours": "le matin"}, "le matin"),
        (
            {"people-0-name": "", "people-0-phone": "", "people-1-name": "", "people-1-phone": ""},
            "au moins une personne",
        ),
    ],
)
def test_what_would_lose_calls_is_told_and_what_was_typed_stays(
    empty: World, newcomer: Visit, typed: dict[str, str], sentence: str
) -> None:
    text = newcomer.press("Créer la ligne", **(TYPED | typed))
    assert newcomer.status == 422
    assert sentence in text
    assert 'value="Serrurerie Martin"' in text
    assert load_company(empty.database) is None


def test_the_check_saves_nothing(empty: World, newcomer: Visit) -> None:
    newcomer.press("Vérifier", **TYPED)
    assert newcomer.status == 200
    assert load_company(empty.database) is None


def test_a_company_that_is_there_is_never_written_over(world: World, manager: Visit) -> None:
    before = load_company(world.database)
    assert "Pour finir" in manager.go("/demarrer")
    token = manager.form("Se déconnecter")[0].fields["csrf_token"]
    manager.client.post("/demarrer", data=TYPED | {"csrf_token": token})
    assert load_company(world.database) == before


@pytest.fixture
def with_mail(empty: World) -> Visit:
    """The newcomer of a machine whose file has a mail server, and no gateway of SMS."""
    empty.config = structs.replace(empty.config, mail=Mail(host="smtp.example.fr", sender="astreinte@example.fr"))
    empty.app = create_app(empty.config, empty.database, lambda: empty.moment)
    visit = empty.signed_in(Role.MANAGER)
    visit.go("/demarrer")
    return visit


def test_what_tells_people_is_shown_as_the_machine_has_it(empty: World, with_mail: Visit) -> None:
    text = with_mail.press("Créer la ligne", **TYPED, **{"people-0-mail": "julie@example.fr"})
    assert "smtp.example.fr, de la part de astreinte@example.fr" in text
    assert "rien n'est réglé" in text
    assert "preset = &#34;ovhcloud&#34;" in text
    assert "Hugo Petit ne recevrait ni message ni planning" in text
    assert company_of(empty).agents["julie-martin"].mail == "julie@example.fr"


def test_a_try_waits_in_the_outbox_and_is_followed(empty: World, with_mail: Visit) -> None:
    with_mail.press("Créer la ligne", **TYPED, **{"people-0-mail": "julie@example.fr"})
    text = with_mail.press("Envoyer un essai", agent="julie-martin")
    assert "L'essai part vers Julie Martin : courriel" in text
    assert "Courriel, essai, Julie Martin" in text
    assert ">attend<" in text
    (one,) = list_deliveries(empty.database)
    assert (one["recipient"], one["kind"], one["channel"]) == ("julie@example.fr", "test", "mail")
    claimed = claim_next(empty.database, NOW)
    assert claimed is not None
    mark_failed(empty.database, claimed, "550 julie@example.fr inconnue", NOW)
    assert "refusé : 550" in with_mail.go("/demarrer/essais")


def test_somebody_whom_nothing_reaches_is_told_as_such(with_mail: Visit) -> None:
    with_mail.press("Créer la ligne", **TYPED)
    assert "n'a ni adresse de courriel ni mobile" in with_mail.press("Envoyer un essai", agent="hugo-petit")


def test_the_first_telephone_rings_from_there(empty: World, newcomer: Visit) -> None:
    newcomer.press("Créer la ligne", **TYPED)
    text = newcomer.press("Faire sonner le téléphone de Julie Martin")
    assert "Le téléphone de Julie Martin va sonner" in text
