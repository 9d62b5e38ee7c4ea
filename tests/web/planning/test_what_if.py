"""« Et si on appelait ? »: a call that nobody makes, told with its reasons."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from appliance.company.model import CallTeam, Company, TakeMessage, Team
from appliance.planning.team_plan import TeamPlan
from appliance.store.journal.search import Search, search_calls
from appliance.store.settings.snapshot import load_company, save_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

SUNDAY = "2026-12-06T03:10"


def kept(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


def ask(manager: Visit, **typed: str) -> str:
    manager.go("/essai")
    return manager.press("Appeler, pour voir", **{"moment": SUNDAY, "appelant": "06 98 76 54 32", **typed})


def test_a_call_is_told_as_it_would_be_heard_and_nothing_is_written(world: World, manager: Visit) -> None:
    text = ask(manager, touches="1 40719# 1", **{"fait-petit": "accept", "fait-martin": "accept"})
    assert "dimanche 6 décembre 2026 à 3 h 10" in text
    assert re.search(r"(Hugo Petit|Julie Martin) prend l'appel au bout de \d+", text)
    assert search_calls(world.database, Search()) == []


def test_when_nobody_answers_a_message_is_taken(manager: Visit) -> None:
    text = ask(manager, touches="1 40719# 1")
    assert "prend l'appel" not in text
    assert "Personne n'a répondu : message laissé" in text


def test_the_question_is_in_the_address_and_can_be_sent(manager: Visit) -> None:
    ask(manager, touches="1 40719# 1")
    assert "touches=1+40719%23+1" in manager.path or "touches=1%2040719%23%201" in manager.path
    assert f'value="{SUNDAY}"' in manager.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"moment": "demain"}, "n'est pas un moment"),
        ({"moment": "2027-03-28T02:30"}, "on avance les horloges"),
        ({"appelant": "abc"}, "n'est pas un numéro"),
        ({"touches": "1 x"}, "n'est pas une suite de touches"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_kept(manager: Visit, typed: dict[str, str], sentence) -> None:
    text = ask(manager, **{"touches": "1", **typed})
    assert manager.status == 422
    assert sentence in text
    (value,) = typed.values()
    assert f'value="{value}"' in text


def test_an_hour_that_the_clock_repeats_is_said_to_be_the_first(manager: Visit) -> None:
    assert "a lieu deux fois" in ask(manager, moment="2026-10-25T02:30")


def test_each_person_called_is_one_line_and_what_is_said_is_folded_away(manager: Visit) -> None:
    text = ask(manager, touches="1 40719# 1")
    short = text.partition("Ce qui se passe")[2].partition("Chaque phrase")[0]
    called = [short.count(name) for name in ("Claire Durand", "Hugo Petit", "Julie Martin")]
    assert max(called) == 1
    assert re.search(r"niveau \d : (\d appels de \d+ s(, un par tour)?, |sonne \d+ s, )?n'a pas répondu", short)
    assert re.search(r"<time>\d min \d\d</time>", short)
    assert "Entend" not in short
    assert "Tape" not in short
    assert text.index("D'astreinte le dimanche") < text.index("Ce qui se passe")


def test_a_call_that_rings_nobody_supposes_nothing_of_telephones_and_ends_with_who_is_on_call(manager: Visit) -> None:
    assert "On a supposé" in ask(manager, touches="1 40719# 1")
    text = ask(manager, touches="3")
    assert "personne n'est appelé" in text
    assert "On a supposé" not in text
    assert text.index("Ce qui se passe") < text.index("D'astreinte le dimanche")


def test_the_keys_to_type_are_said_in_the_words_of_the_menu(manager: Visit) -> None:
    assert re.search(r"1\s: [^.]+\.\sVide\s: il ne tape rien", ask(manager))


def test_what_is_typed_at_a_menu_stands_beside_its_name_and_silence_once(manager: Visit) -> None:
    assert "Accueil » : tape 4" in ask(manager, touches="4").replace("urgence »", "Accueil »")
    assert ask(manager, touches="").count(" : ne tape rien") == 1


def test_the_level_told_is_that_of_the_team_that_is_searched(world: World, manager: Visit) -> None:
    company = kept(world)
    atelier = Team("atelier", "Atelier", TeamPlan((("martin",), ("petit",)), "Europe/Paris"))
    menu = company.menus["urgence"]
    menus = {"urgence": replace(menu, choices={**menu.choices, "6": CallTeam("atelier", order_number=False)})}
    save_company(world.database, replace(company, teams={**company.teams, "atelier": atelier}, menus=menus))
    assert "Julie Martin, niveau 2 :" in ask(manager, touches="1").partition("Ce qui se passe")[2]
    assert "Julie Martin, niveau 1 :" in ask(manager, touches="6").partition("Ce qui se passe")[2]


@pytest.mark.parametrize(
    ("rounds", "calls"), [(1, "2 appels de 16 s, deux de suite,"), (2, "4 appels de 16 s, deux de suite à chaque")]
)
def test_a_team_that_calls_twice_at_once_is_not_said_to_call_once_a_round(
    world: World, manager: Visit, rounds: int, calls: str
) -> None:
    company = kept(world)
    team = company.teams["depannage"]
    twice = replace(team, ring=replace(team.ring, rounds=rounds, twice=True, seconds=15))
    line = replace(company.lines["urgence"], max_wait=600)
    save_company(world.database, replace(company, teams={"depannage": twice}, lines={"urgence": line}))
    text = ask(manager, touches="1")
    assert f"Julie Martin, niveau 2 : {calls}" in text
    assert "un par tour" not in text


def test_what_a_team_that_calls_twice_did_is_not_told_by_rounds_where_a_telephone_was_busy(
    world: World, manager: Visit
) -> None:
    company = kept(world)
    team = company.teams["depannage"]
    twice = replace(team, ring=replace(team.ring, twice=True))
    save_company(world.database, replace(company, teams={"depannage": twice}))
    assert "Julie Martin, niveau 2 : 2 appels, était en ligne" in ask(manager, touches="1", **{"fait-martin": "busy"})


def told_of(text: str) -> str:
    return words(text.partition("Qui est prévenu ")[2].partition("Ce qui se passe")[0])


def test_a_message_says_who_is_told_of_it_by_what_and_who_then(manager: Visit) -> None:
    text = told_of(ask(manager, touches="1"))
    assert text.startswith("du message Hugo Petit par courriel 15 min après, si personne ne s'en charge : Julie Martin")
    assert "Cette machine n'envoie encore aucun courriel" in text


def test_those_whom_the_line_names_are_told_last_and_no_sooner_than_it_opens_of_what_can_wait(
    world: World, manager: Visit
) -> None:
    company = kept(world)
    menu = company.menus["urgence"]
    menus = {"urgence": replace(menu, choices={**menu.choices, "6": TakeMessage(can_wait=True)})}
    line = replace(company.lines["urgence"], tell=("bureau@example.fr",), escalate_times=1)
    save_company(world.database, replace(company, menus=menus, lines={"urgence": line}))
    assert "bureau@example.fr" not in told_of(ask(manager, touches="1")), "told again once, and those are two levels"
    later = told_of(ask(manager, touches="6"))
    assert "Cela peut attendre : personne n'est prévenu avant le lundi 7 décembre 2026 à 9 h" in later
    assert later.index("bureau@example.fr par courriel") < later.index("Julie Martin")


def test_a_message_of_which_nobody_would_be_told_says_so(world: World, manager: Visit) -> None:
    company = kept(world)
    mute = {key: replace(agent, told_of=()) for key, agent in company.agents.items()}
    save_company(world.database, replace(company, agents=mute))
    assert told_of(ask(manager, touches="1")).startswith("du message Personne")


def test_a_call_that_somebody_takes_is_told_to_nobody(manager: Visit) -> None:
    assert "Qui est prévenu" not in ask(manager, touches="1", **{"fait-martin": "accept"})


def test_how_long_each_telephone_rings_in_vain_is_said_beside_the_wait(manager: Visit) -> None:
    text = ask(manager, touches="1")
    assert "Julie Martin, niveau 2 : 2 appels de 21 s, un par tour, n'a pas répondu" in text
    assert "Le dernier recours : sonne 26 s, n'a pas répondu" in text
