"""Langues: what is ready, what is missing, and the company's texts in the languages that its lines offer."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.model import Company, Translation
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

ADDRESS = "/annonces/langues"


def company_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def offers_english(now: Company) -> Company:
    first = next(iter(now.lines.values()))
    return replace(now, lines=now.lines | {first.id: replace(first, offered_languages={"9": "en"})})


def test_each_language_is_told_with_the_lines_that_use_it(world: World, manager: Visit) -> None:
    text = words(manager.go(ADDRESS))
    assert "Français : toutes nos phrases, SMS compris ; les intervenants n'entendent qu'elle." in text
    assert "Anglais : toutes nos phrases, SMS compris. Aucune ligne." in text
    change_company(world.database, offers_english)
    assert ", par la touche 9." in words(manager.go(ADDRESS))


def test_a_text_is_said_in_english_from_then_on_and_no_more_once_emptied(world: World, manager: Visit) -> None:
    change_company(world.database, offers_english)
    manager.go(ADDRESS)
    assert "C'est enregistré" in manager.press("Enregistrer", **{"texts-0-said": "Good evening."})
    (one,) = company_of(world).translations
    assert (one.language, one.said) == ("en", "Good evening.")
    manager.go(ADDRESS)
    manager.press("Enregistrer", **{"texts-0-said": ""})
    assert company_of(world).translations == ()


def test_a_text_of_several_lines_is_said_in_english_too(world: World, manager: Visit) -> None:
    change_company(world.database, offers_english)
    menu = next(iter(company_of(world).menus))
    manager.go(f"/lignes/menus/{menu}")
    manager.press("Enregistrer", announcement="Pour une urgence, tapez 1.\nPour un devis, tapez 2.")
    manager.go(ADDRESS)
    form, _ = manager.form("Enregistrer")
    (said,) = [name.replace("-text", "-said") for name, text in form.fields.items() if "\nPour un devis" in text]
    manager.press("Enregistrer", **{said: "In an emergency, press 1."})
    now = company_of(world)
    assert [(one.text, one.said) for one in now.translations] == [
        (now.menus[menu].announcement, "In an emergency, press 1.")
    ]
    assert "N'est plus entendu" not in words(manager.go(ADDRESS))


def test_a_text_that_nobody_hears_any_more_is_told_so_and_kept(world: World, manager: Visit) -> None:
    gone = Translation("en", "Nous sommes fermés.", "We are closed.")
    change_company(world.database, lambda now: replace(now, translations=(gone,)))
    assert "N'est plus entendu" in words(manager.go(ADDRESS))


def test_a_line_offers_another_language_by_a_key_and_is_told_what_is_not_said_in_it(
    world: World, manager: Visit
) -> None:
    line = next(iter(company_of(world).lines))
    manager.go(f"/lignes/{line}/fiche")
    text = words(manager.press("Enregistrer", offered_language="en", offered_key="0"))
    assert company_of(world).lines[line].offered_languages == {"0": "en"}
    assert text.count("en anglais, «") == 1 and "dites-les en anglais : Annonces › Langues ." in text
    assert f'<a href="{ADDRESS}">Annonces › Langues</a>' in manager.text
    assert "D'abord : « For English, press 0. »" in text
    assert "Langues français ; anglais par la touche 0" in text
    assert "À voir : " not in text
    manager.go(f"/lignes/{line}/fiche")
    assert "déjà celle de la ligne" in words(manager.press("Enregistrer", offered_language="fr"))


def test_a_line_that_offers_none_says_nothing_of_languages(world: World, manager: Visit) -> None:
    text = words(manager.go(f"/lignes/{next(iter(company_of(world).lines))}"))
    assert "D'abord : " not in text and "par la touche" not in text


def test_the_dashboard_tells_what_is_not_said_in_one_line_and_leads_to_it(world: World, manager: Visit) -> None:
    change_company(world.database, offers_english)
    text = manager.go("/")
    assert "textes ne sont pas dits dans la langue de l'appelant" in words(text)
    assert f'href="{ADDRESS}"' in text


def test_a_key_that_the_menu_has_already_is_refused(world: World, manager: Visit) -> None:
    line = next(one for one in company_of(world).lines.values())
    manager.go(f"/lignes/{line.id}/fiche")
    text = words(manager.press("Enregistrer", offered_language="en", offered_key="1"))
    assert manager.status == 422
    assert "la touche 1 choisit une langue (anglais), et le menu" in text
