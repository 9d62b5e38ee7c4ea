"""Langues: what is ready, what is missing, and the company's texts in the languages that its lines offer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from appliance.calls.translating import to_translate
from appliance.company.model import Company, Translation
from appliance.prompts.begun import PARTS, missing
from appliance.prompts.languages import FRENCH, KNOWN
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

ADDRESS = "/annonces/langues"
GERMAN = len(PARTS) - len(missing(KNOWN["de"]))


def company_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def offers_english(now: Company) -> Company:
    first = next(iter(now.lines.values()))
    return replace(now, lines=now.lines | {first.id: replace(first, offered_languages={"9": "en"})})


def test_each_language_is_told_with_the_lines_that_use_it(world: World, manager: Visit) -> None:
    text = words(manager.go(ADDRESS))
    agents = len(company_of(world).agents)
    assert f"Français : toutes nos phrases, SMS compris. {agents} intervenants l'entendent au téléphone." in text
    assert "Anglais : toutes nos phrases, SMS compris. Aucune ligne." in text
    change_company(world.database, offers_english)
    assert ", par la touche 9." in words(manager.go(ADDRESS))


def test_each_language_that_is_known_is_told_with_what_is_written_of_it(world: World, manager: Visit) -> None:
    text = words(manager.go(ADDRESS))
    assert f"Allemand : {GERMAN} phrases sur {len(PARTS)} ; aucune ligne ne peut la parler. Ce qui manque" in text
    assert f"Espagnol : 0 phrase sur {len(PARTS)}" in text and f"Italien : 0 phrase sur {len(PARTS)}" in text


def test_a_language_that_is_begun_shows_what_it_lacks_beside_the_french_and_nothing_else(
    world: World, manager: Visit
) -> None:
    text = words(manager.go(f"{ADDRESS}/de"))
    assert "commencée : aucune ligne ne peut la parler" in text
    assert f"« {FRENCH.fixed['hunt']} » hunt" in text
    assert " goodbye" not in text, "it has that one"
    assert "« lundi à 8 heures » reopening" in text
    assert "{line} : un intervenant vous rappelle au {number}" in text
    assert "Pico, sur la boîte ( de-DE ) ; Google, là où il est choisi ( de )" in text
    assert "Enregistrements livrés aucun : la voix dit tout" in text


def test_a_language_that_is_whole_tells_its_voices_its_recordings_and_what_each_line_has_left_to_say_in_it(
    world: World, manager: Visit
) -> None:
    french = words(manager.go(f"{ADDRESS}/fr"))
    assert "entière : une ligne peut la parler" in french and "voix neuronale ( ff_siwis )" in french
    assert re.search(r"Enregistrements livrés \d+, de \d+ phrases", french)
    assert "Aucune ligne ne la parle ni ne la propose." in words(manager.go(f"{ADDRESS}/en"))
    change_company(world.database, offers_english)
    text = words(manager.go(f"{ADDRESS}/en"))
    texts = len(to_translate(company_of(world), next(iter(company_of(world).lines.values())))["en"])
    assert f"par la touche 9 : {texts} de vos {texts} textes restent à dire, les écrire" in text
    manager.go(ADDRESS)
    manager.press("Enregistrer", **{f"texts-{number}-said": "Good evening." for number in range(texts)})
    assert "par la touche 9 : tous vos textes sont dits." in words(manager.go(f"{ADDRESS}/en"))


def test_no_page_tells_a_language_that_nobody_knows(world: World, manager: Visit) -> None:
    manager.go(f"{ADDRESS}/zz")
    assert manager.status == 404


@pytest.mark.parametrize("code", ["de", "es", "it"])
def test_a_line_may_not_be_put_in_a_language_that_is_not_whole(world: World, manager: Visit, code: str) -> None:
    line = next(iter(company_of(world).lines))
    manager.go(f"/lignes/{line}/fiche")
    assert code not in re.findall(r'<option[^>]* value="(\w+)"', manager.text)
    assert code not in manager.text.partition('id="language"')[2].partition("</select>")[0]


def test_instructions_are_said_again_to_an_agent_of_another_language(world: World, manager: Visit) -> None:
    def one_in_english(now: Company) -> Company:
        agent, line = next(iter(now.agents.values())), next(iter(now.lines.values()))
        agents = now.agents | {agent.id: replace(agent, language="en")}
        return replace(now, agents=agents, lines=now.lines | {line.id: replace(line, instructions="Gardien d'abord.")})

    change_company(world.database, one_in_english)
    text = words(manager.go(ADDRESS))
    assert "SMS compris. 1 intervenant l'entend au téléphone. Aucune ligne." in text
    assert "Consignes , en anglais" in text or "Consignes, en anglais" in text
    manager.press("Enregistrer", **{"texts-0-said": "Caretaker first."})
    assert company_of(world).translations == (Translation("en", "Gardien d'abord.", "Caretaker first."),)


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
