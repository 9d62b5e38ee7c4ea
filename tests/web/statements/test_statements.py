"""The monthly statements on their pages."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from appliance.company.model import Company
from appliance.planning.compensation import Compensation
from appliance.planning.months import Month
from appliance.store.accounts.accounts import Role
from appliance.store.statements.editions import editions
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, read, words

OCTOBER = Month(2026, 10)


def test_the_last_month_that_is_over_is_shown(world: World, manager: Visit) -> None:
    text = manager.go("/releves").replace("\u00a0", " ")
    assert "Relevés d'octobre 2026" in text
    assert "Claire Durand" in text
    assert "Provisoire" in text


def test_hours_are_read_at_a_glance_and_the_rule_stands_beside_each_figure(world: World, manager: Visit) -> None:
    text = words(manager.go("/releves?mois=2026-10"))
    assert text.count("Provisoire, établi le") == 1
    assert re.search(r"Astreinte jour \d+ h, nuit \d+ h", text)
    assert re.search(r"Astreinte, heures de nuit [\d ]+ h × 2,50 € [\d ,]+ €", text)
    assert re.search(r"Total, 2 personnes Astreinte [\d ]+ h.* Compensation [\d ,]+ €", text)
    assert "Natures d'heures :" in text
    claire = words(world.signed_in(Role.AGENT, "durand").go("/moi/releves?mois=2026-10"))
    assert "× 2,50 €" in claire


def test_a_month_is_closed_once_and_its_files_are_those_of_the_command(world: World, manager: Visit) -> None:
    manager.go("/releves?mois=2026-10")
    manager.press("Clore octobre 2026")
    assert "sont clos" in manager.text
    assert "Édition 1, close le" in manager.text
    assert "Clore octobre" not in manager.text
    pdf = manager.client.get("/releves/2026-10/durand.pdf")
    assert "durand-edition-1.pdf" in pdf.headers["Content-Disposition"]
    assert "Claire Durand" in PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    files = zipfile.ZipFile(io.BytesIO(manager.client.get("/releves/2026-10/tous.zip").data))
    assert files.read("releve-2026-10-durand-edition-1.pdf") == pdf.data
    assert manager.client.get("/releves/2026-10/tous.zip").data == manager.client.get("/releves/2026-10/tous.zip").data


def test_a_correction_is_a_new_edition_that_says_what_changed(world: World, manager: Visit) -> None:
    manager.go("/releves?mois=2026-10")
    manager.press("Clore octobre 2026")
    world.call("late", datetime(2026, 10, 11, 2, tzinfo=UTC))
    assert "ont changé depuis la clôture" in manager.go("/releves?mois=2026-10")
    manager.press("Corriger ce qui a changé")
    assert "Édition 2, corrigée le" in manager.text
    assert "Intervention ajoutée" in manager.text
    assert [one.edition.number for one in editions(world.database, OCTOBER, "martin")] == [1, 2]


def test_a_month_that_is_not_over_is_not_closed(world: World, manager: Visit) -> None:
    text = words(manager.go("/releves?mois=2026-11"))
    assert "Clore novembre 2026 Le mois n'est pas fini : possible à partir du mardi 1ᵉʳ décembre 2026" in text
    assert re.search(r"<button[^>]* disabled[^>]*>Clore novembre 2026</button>", manager.text)
    token = manager.form("Se déconnecter")[0].fields["csrf_token"]
    answer = manager.client.post("/releves/2026-11/clore", data={"csrf_token": token})
    assert answer.status_code == 422
    assert "n'est pas fini" in read(answer.get_data(as_text=True))
    assert editions(world.database, Month(2026, 11)) == []


def test_nothing_is_closed_by_a_reader(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Clore octobre" not in reader.go("/releves?mois=2026-10")
    token = reader.form("Se déconnecter")[0].fields["csrf_token"]
    assert reader.client.post("/releves/2026-10/clore", data={"csrf_token": token}).status_code == 403


def test_an_agent_reads_their_own_statement_and_no_other(world: World) -> None:
    durand = world.signed_in(Role.AGENT, "durand")
    assert "Mon relevé d'octobre 2026" in durand.go("/moi/releves?mois=2026-10")
    pdf = durand.client.get("/moi/releves/2026-10.pdf")
    assert "Claire Durand" in PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    for path in ("/releves", "/releves/2026-10/martin.pdf", "/releves/2026-10/durand.csv", "/releves/2026-10/tous.zip"):
        assert durand.client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/releves/2026-13/tous.zip", "/releves/x/durand.pdf", "/releves/2026-10/nul.pdf"])
def test_a_statement_that_is_none_is_not_found(manager: Visit, path: str) -> None:
    assert manager.client.get(path).status_code == 404


def test_who_closed_is_in_the_journal_of_changes(manager: Visit) -> None:
    manager.go("/releves?mois=2026-10")
    manager.press("Clore octobre 2026")
    assert "Relevés d'octobre 2026 : clos" in manager.go("/audit")


def test_the_grounds_of_being_on_call_are_printed(world: World, manager: Visit) -> None:
    manager.go("/intervenants/durand")
    manager.press("Enregistrer", agreed_on="2026-01-05")

    def agreed(company: Company) -> Company:
        return replace(company, collective_agreement="Accord du 3 mars 2024")

    change_company(world.database, agreed)

    def printed(agent: str) -> str:
        content = manager.client.get(f"/releves/2026-10/{agent}.pdf").data
        return read(PdfReader(io.BytesIO(content)).pages[0].extract_text())

    assert "Accord du 3 mars 2024" in printed("durand")
    assert "donné le lundi 5 janvier 2026" in printed("durand")
    assert "donné le" not in printed("martin")


def test_a_month_is_not_closed_before_its_compensation_is_fixed(world: World, manager: Visit) -> None:
    change_company(world.database, lambda company: replace(company, compensation=Compensation()))
    text = manager.go("/releves?mois=2026-10")
    assert "Clore octobre 2026 Possible une fois la compensation fixée." in words(text)
    assert text.count("ompensation à fixer") == 1
    assert "à fixer</td>" not in text
    assert re.search(r"<button[^>]* disabled[^>]*>Clore octobre 2026</button>", text)
    token = manager.form("Se déconnecter")[0].fields["csrf_token"]
    answer = manager.client.post("/releves/2026-10/clore", data={"csrf_token": token})
    assert answer.status_code == 422
    assert editions(world.database, OCTOBER) == []


def test_the_detail_says_which_days_and_which_calls_the_hours_are_of(world: World, manager: Visit) -> None:
    world.call("short", datetime(2026, 10, 11, 2, tzinfo=UTC))
    text = words(manager.go("/releves?mois=2026-10"))
    assert "D'astreinte jeu. 1/10, minuit – 9 h (Dépannage) du jeu. 1/10 au ven. 2/10, chaque jour 18 h – 9 h" in text
    assert "D'astreinte du jeu. 1/10 au sam. 31/10, jour et nuit (Dépannage)" in text
    assert "Interventions dim. 11/10, 4 h : 1 min (Urgence serrurerie)" in text
    assert "dim. 11/10, 4 h : 1 min" in words(world.signed_in(Role.AGENT, "martin").go("/moi/releves?mois=2026-10"))
