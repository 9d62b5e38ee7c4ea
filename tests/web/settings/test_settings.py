"""Réglages: exported, imported with the difference shown first, never a secret."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.company.model import Company
from appliance.store import codes
from appliance.store.accounts.accounts import Role
from appliance.store.codes import with_kept_codes
from appliance.store.company_file import read_company, write_company
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.conftest import COMPANY_FILE
from tests.web.site_world import World
from tests.web.visit import Visit
from web.settings import pages as settings_pages


def exported(visit: Visit) -> str:
    return visit.client.get("/reglages/entreprise.yml").get_data(as_text=True)


def test_a_large_file_is_read_beside_the_pages_that_others_ask_for(
    manager: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = list[int]()

    def noted(text: str, path: str) -> Company:
        readers.append(threading.get_ident())
        return read_company(text, path)

    monkeypatch.setattr(settings_pages, "read_company", noted)
    manager.go("/reglages/importer")
    manager.press("Voir ce qui changerait", text=COMPANY_FILE.read_text(encoding="utf-8"))
    assert readers and threading.get_ident() not in readers


def test_what_is_exported_is_the_company(world: World, manager: Visit) -> None:
    kept = load_company(world.database)
    assert with_kept_codes(kept, read_company(exported(manager), "x")) == kept
    assert "#" in manager.client.get("/reglages/entreprise.yml?annote=1").get_data(as_text=True)


def test_the_difference_is_shown_first_and_written_after(world: World, manager: Visit) -> None:
    text = exported(manager).replace("Claire Durand", "Claire Dupont")
    manager.go("/reglages/importer")
    page = manager.press("Voir ce qui changerait", text=text)
    assert "Claire Durand" in page
    assert "Claire Dupont" in page
    company = load_company(world.database)
    assert company is not None
    assert company.agents["durand"].name == "Claire Durand"
    assert "sont importés" in manager.press("Importer")
    company = load_company(world.database)
    assert company is not None
    assert company.agents["durand"].name == "Claire Dupont"
    assert "Entreprise importée" in manager.go("/audit")
    assert "Claire Dupont" in manager.text


def test_a_code_is_exported_as_unchanged_and_missed_where_there_is_none(world: World, manager: Visit) -> None:
    text = exported(manager)
    assert text.count("pin: inchangé") == 3
    manager.go("/reglages/importer")
    assert "Rien ne changerait" in manager.press("Voir ce qui changerait", text=text)
    company = load_company(world.database)
    assert company is not None
    without = {key: replace(one, pin=None) for key, one in company.agents.items()}
    change_company(world.database, lambda company: replace(company, agents=without))
    page = manager.press("Voir ce qui changerait", text=text)
    assert "Intervenant Claire Durand : son code est dit « inchangé », et il n'y en a pas ici" in page


def test_codes_are_hashed_beside_the_loop_that_serves_the_pages(
    manager: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A company of thousands would hold it for longer than the watchdog waits."""
    where: list[int] = []

    def hashed(code: str) -> str:
        where.append(threading.get_native_id())
        return f"$argon2 {code}"

    monkeypatch.setattr(codes, "hashed", hashed)
    manager.go("/reglages/importer")
    text = exported(manager).replace("pin: inchangé", "pin: 24680")
    assert "Intervenant Claire Durand, code : changé" in manager.press("Voir ce qui changerait", text=text)
    assert len(where) == 3
    assert threading.get_native_id() not in where


def test_a_file_takes_the_place_of_the_text(world: World, manager: Visit) -> None:
    text = exported(manager).replace("Hugo Petit", "Hugo Grand")
    manager.go("/reglages/importer")
    file = (io.BytesIO(text.encode()), "entreprise.yml")
    assert "Hugo Grand" in manager.press("Voir ce qui changerait", file=file)
    manager.press("Importer", file=None)
    company = load_company(world.database)
    assert company is not None
    assert company.agents["petit"].name == "Hugo Grand"


def test_every_error_is_told_with_its_line_and_the_text_is_kept(world: World, manager: Visit) -> None:
    before = load_company(world.database)
    text = exported(manager).replace("name: Claire Durand", "nam: Claire Durand")
    manager.go("/reglages/importer")
    page = manager.press("Voir ce qui changerait", text=text)
    assert manager.status == 422
    assert "entreprise.yml:" in page
    assert "nam: Claire Durand" in page
    assert load_company(world.database) == before


def test_what_would_lose_calls_is_refused(world: World, manager: Visit) -> None:
    def helpless(company: Company) -> Company:
        return replace(company, lines={key: replace(line, last_resort=None) for key, line in company.lines.items()})

    before = load_company(world.database)
    assert before is not None
    teams = {
        key: replace(team, plan=replace(team.plan, shifts=team.plan.shifts[:1], rotations=()))
        for key, team in helpless(before).teams.items()
    }
    manager.go("/reglages/importer")
    page = manager.press("Voir ce qui changerait", text=write_company(replace(helpless(before), teams=teams)))
    assert manager.status == 422
    assert "pourraient être perdus" in page
    assert ">Importer</button>" not in page
    assert load_company(world.database) == before


def test_settings_changed_meanwhile_are_shown_before_they_are_replaced(world: World, manager: Visit) -> None:
    text = exported(manager).replace("Claire Durand", "Claire Dupont")
    manager.go("/reglages/importer")
    manager.press("Voir ce qui changerait", text=text)
    change_company(world.database, lambda company: replace(company, name="Serrurerie Nouvelle"))
    page = manager.press("Importer")
    assert manager.status == 409
    assert "Serrurerie Nouvelle" in page
    assert "sont importés" in manager.press("Importer")


def test_a_file_that_is_no_text_is_told(manager: Visit) -> None:
    manager.go("/reglages/importer")
    assert "UTF-8" in manager.press("Voir ce qui changerait", file=(io.BytesIO(b"\xff\xfe\x00a"), "a.yml"))
    assert "Le fichier est vide" not in manager.text, "it is not: it could not be read"


def test_a_first_import_needs_no_command(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    world = World(tmp_path, database)
    manager = world.signed_in(Role.MANAGER)
    manager.go("/reglages/importer")
    manager.press("Voir ce qui changerait", text=COMPANY_FILE.read_text(encoding="utf-8"))
    assert "sont importés" in manager.press("Importer")
    assert "Julie Martin" in manager.go("/")
    close_database(database)


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT])
def test_settings_are_not_for_everybody(world: World, role: Role) -> None:
    visit = world.signed_in(role, "durand" if role is Role.AGENT else None)
    for path in ("/reglages/entreprise.yml", "/reglages/importer"):
        assert visit.client.get(path).status_code == 403


def test_no_secret_of_the_machine_is_shown(manager: Visit) -> None:
    assert "a-secret-of-32-letters" not in manager.go("/reglages/machine")
    assert "essai" in manager.text
