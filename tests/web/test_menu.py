"""The menu: its groups for each role, the entry of where one is, and the page where one lands after signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from appliance.store.accounts.accounts import Role, change_account
from tests.web.site_world import NOW, PASSWORD, World
from tests.web.visit import Visit
from web import SITE
from web.frame.menu import GROUPS

NOBODYS = {"sign_in", "feeds", "acknowledgements", "charge", "health"}  # before one is signed in, or of no page
PATHS = {
    "/": "Tableau de bord",
    "/appels": "Appels",
    "/appels/c": "Appels",
    "/messages": "Messages",
    "/planning/absence": "Planning",
    "/planning/modele": "Planning",
    "/publications": "Publications",
    "/releves/ajouts": "Relevés",
    "/lignes/urgence/horaires": "Lignes",
    "/annonces/phrase/menus/urgence": "Annonces",
    "/intervenants/martin/telephones": "Intervenants",
    "/reglages/clients": "Clients",
    "/reglages/importer": "Réglages",
    "/jetons": "Réglages",
    "/comptes": "Comptes",
    "/audit": "Historique",
    "/reglages/historique": "Historique",
    "/reglages/machine": "Réglages",
    "/compte/mot-de-passe": "Mon compte",
}


def marked(text: str) -> list[str]:
    """The entries that a page says to be its own."""
    return re.findall(r'aria-current="page">([^<]+)</a>', text)


def groups(text: str) -> list[str]:
    return re.findall(r'class="menu-name"[^>]*>([^<]+)<', text)


def test_every_room_of_the_site_has_its_entry() -> None:
    held = {room.partition(".")[0] for group in GROUPS for entry in group.entries for room in entry.rooms}
    assert {pages.name for pages in SITE} - NOBODYS == held


def test_each_page_is_marked_once_in_one_of_four_groups(world: World) -> None:
    world.call("c", NOW - timedelta(hours=1))
    boss = world.signed_in(Role.ADMINISTRATOR)
    for path, words in PATHS.items():
        text = boss.go(path)
        assert boss.status == 200, path
        assert marked(text) == [words], path
        assert f'class="menu-here">{words}<' in text, path
    assert groups(boss.text) == ["Exploitation", "Planning", "Entreprise", "Mon compte"]


def test_an_agent_finds_what_is_theirs_alone(world: World) -> None:
    durand = world.signed_in(Role.AGENT, "durand")
    for path, words in {"/moi": "Mes astreintes", "/messages": "Mes messages", "/moi/ajouts": "Mon relevé"}.items():
        assert marked(durand.go(path)) == [words]
    assert groups(durand.text) == ["Exploitation", "Planning", "Mon compte"]
    for words in ("Tableau de bord", "Réglages", "Statistiques"):
        assert f">{words}</a>" not in durand.text


def test_a_manager_who_is_on_call_has_both(world: World) -> None:
    boss = world.signed_in(Role.ADMINISTRATOR)
    assert "Mes astreintes" not in boss.go("/")
    world.account("claire", Role.MANAGER, "durand")
    change_account(world.database, "administrator.x", Role.ADMINISTRATOR, "martin", by="essai", now=NOW)
    assert marked(boss.go("/moi")) == ["Mes astreintes"]
    assert marked(boss.go("/moi/ajouts")) == ["Mon relevé"]
    assert marked(boss.go("/releves")) == ["Relevés"]


@pytest.mark.parametrize(("role", "agent", "path"), [(Role.AGENT, "durand", "/moi"), (Role.READER, None, "/")])
def test_after_signing_in_one_is_where_the_work_is(world: World, role: Role, agent: str | None, path: str) -> None:
    world.account("dominique", role, agent)
    visit: Visit = world.somebody()
    visit.go("/connexion")
    visit.press("Se connecter", name="dominique", password=PASSWORD)
    assert visit.path == path
