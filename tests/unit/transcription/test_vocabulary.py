"""The words that the recogniser expects: the company's own, and no more than it has room for."""

from __future__ import annotations

from dataclasses import replace

from appliance.transcription.vocabulary import MOST_LETTERS, words_expected
from tests.unit.store.companies import LOCKSMITH


def test_the_names_of_the_company_are_expected_the_machine_s_own_words_first() -> None:
    words = words_expected(LOCKSMITH, ["Montreuil", "groupe  froid"])
    assert words.startswith(f"Montreuil, groupe froid, {LOCKSMITH.name}")
    assert all(line.name in words for line in LOCKSMITH.lines.values())
    assert all(agent.name in words for agent in LOCKSMITH.agents.values())


def test_urgent_words_are_expected_before_any_name() -> None:
    words = words_expected(replace(LOCKSMITH, urgent_words=("fuite", "gaz")), ["Montreuil"])
    assert words.startswith(f"Montreuil, fuite, gaz, {LOCKSMITH.name}")


def test_a_large_company_gives_whole_names_as_long_as_there_is_room() -> None:
    agent = next(iter(LOCKSMITH.agents.values()))
    many = {str(number): replace(agent, id=str(number), name=f"Personne Numéro {number:03}") for number in range(200)}
    words = words_expected(replace(LOCKSMITH, agents=many), [])
    assert MOST_LETTERS - 60 < len(words) <= MOST_LETTERS + 1
    assert all(len(one) == 19 for one in words.rstrip(".").split(", ") if one.startswith("Personne"))


def test_nothing_is_expected_where_nothing_is_known() -> None:
    assert words_expected(None, []) == ""
