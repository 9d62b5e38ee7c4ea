"""Qui a changé quoi: sought by day, by what it is about and by who did it; short, and without what is technical."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.accounts.audit import UNDONE, note
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep.forgotten_words import AGED
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit, words
from web.accounts.audit import ROWS
from web.accounts.audit_subjects import SUBJECTS

MIDNIGHT = datetime.fromisoformat("2026-11-20T00:00:00+01:00")
ACTS = {
    "planning": "Planning Dépannage : remplacement ajouté",
    "equipes": "Intervenant Claire Durand : modifié",
    "lignes": "Ligne Urgence : horaires",
    "messages": "Rappel de l'appel perdu : clos à la main",
    "comptes": "Compte lea : créé",
    "reglages": "Compensation : revue",
}


@pytest.fixture
def boss(world: World) -> Visit:
    return world.signed_in(Role.MANAGER, name="boss")


def acts(page: str) -> set[str]:
    """Which of the acts a page tells."""
    told = words(page)
    return {key for key, act in ACTS.items() if act.partition(" : ")[2] in told}


def written(world: World) -> None:
    for hours, act in enumerate(ACTS.values()):
        note(world.database, "boss", act, at=NOW - timedelta(hours=hours))


@pytest.mark.parametrize("key", list(SUBJECTS))
def test_a_subject_is_told_alone(world: World, boss: Visit, key: str) -> None:
    written(world)
    assert acts(boss.go("/audit")) == set(ACTS)
    assert acts(boss.go(f"/audit?sujet={key}")) == {key}


def test_a_change_that_was_undone_is_about_the_same_thing(world: World, boss: Visit) -> None:
    note(world.database, "boss", f"{UNDONE}Ligne Urgence : horaires", at=NOW)
    assert "Annulé : Ligne Urgence : horaires" in words(boss.go("/audit?sujet=lignes"))
    assert "Annulé : " not in words(boss.go("/audit?sujet=reglages"))


def test_days_are_those_of_the_company_and_both_included(world: World, boss: Visit) -> None:
    for act, at in {
        "Avant": MIDNIGHT - timedelta(minutes=1),
        "Pendant": MIDNIGHT,
        "Après": MIDNIGHT + timedelta(1),
    }.items():
        note(world.database, "boss", f"{act} le jour", at=at)
    page = words(boss.go("/audit?du=2026-11-20&au=2026-11-20"))
    assert [act in page for act in ("Avant le jour", "Pendant le jour", "Après le jour")] == [False, True, False]
    assert "Corrigez la recherche" in words(boss.go("/audit?du=hier+matin"))
    assert boss.status == 422


def test_a_search_goes_on_with_the_older_ones(world: World, boss: Visit) -> None:
    for number in range(ROWS + 3):
        note(world.database, "boss", f"Ligne numéro {number} : horaires", at=NOW - timedelta(minutes=number))
        note(world.database, "boss", "Avant la nuit : modifié", at=NOW - timedelta(minutes=number, seconds=1))
    page = boss.go("/audit?sujet=lignes")
    assert page.count("<time") == ROWS
    older = re.search(r'href="(/audit\?[^"]+)" rel="next"', page)
    assert older is not None
    page = boss.go(older[1].replace("&amp;", "&"))
    assert page.count("<time") == 3
    assert "Avant la nuit" not in page


def test_entries_of_one_moment_are_each_on_a_page(world: World, boss: Visit) -> None:
    for number in range(ROWS + 10):
        note(world.database, "boss", f"Ligne numéro {number} : horaires", at=NOW)
    pages = [boss.go("/audit?sujet=lignes")]
    while older := re.search(r'href="(/audit\?[^"]+)" rel="next"', pages[-1]):
        pages.append(boss.go(older[1].replace("&amp;", "&")))
    assert len(set(re.findall(r"Ligne numéro \d+", words(" ".join(pages))))) == ROWS + 10


@pytest.mark.parametrize(
    "act", ["Jeton d'accès supervision : ouvert", "Menu des intervenants fermé à tous : 20 erreurs"]
)
def test_what_guards_the_doors_is_told_unasked_and_among_the_accounts(world: World, boss: Visit, act: str) -> None:
    note(world.database, "julie", act, at=NOW)
    for address in ("/audit", "/audit?sujet=comptes", "/audit?qui=julie"):
        assert act.partition(" : ")[2] in words(boss.go(address))
    assert act.partition(" : ")[2] not in words(boss.go("/audit?sujet=lignes"))


@pytest.mark.parametrize("more", ["endpoint=x", "_method=POST", "_external=1&_scheme=javascript"])
@pytest.mark.parametrize("place", ["/audit?avant=2026-11-30T00:00:00Z~1", "/appels?"])
def test_an_address_says_the_fields_of_its_form_and_nothing_else(boss: Visit, place: str, more: str) -> None:
    assert "javascript" not in boss.go(f"{place}&{more}")
    assert boss.status == 200


def test_the_machine_is_named_in_plain_words_and_what_is_technical_is_shown_where_asked_for(
    world: World, boss: Visit
) -> None:
    note(world.database, "console (root)", "Entreprise importée", at=NOW)
    note(world.database, "Julie Martin (téléphone)", "Astreinte changée par téléphone : prise", at=NOW)
    note(world.database, "console (astreinte)", AGED, ["Appels : 2"], at=NOW)
    page = boss.go("/audit")
    assert '<p class="why">la machine</p>' in page
    assert "Julie Martin, au téléphone" in page
    assert AGED not in page
    assert AGED in boss.go("/audit?tout=y")
    assert AGED not in boss.go("/audit?qui=console+(root)&tout=y")
    assert "Entreprise importée" in boss.text


def test_what_changed_the_settings_leads_to_where_it_is_gone_back_to(world: World, boss: Visit) -> None:
    change_company(world.database, lambda company: company)
    boss.go("/reglages/avant-la-nuit")
    boss.press("Enregistrer", daily_test=None)
    assert load_company(world.database) is not None
    page = boss.go("/audit")
    assert "Voir ce changement, ou y revenir" in page
    assert 'href="/reglages/historique"' in page
