"""The instructions heard in the agents' menu, in virtual time: whose, step by step, on and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.calls.markdown import steps_of
from appliance.company.model import CallTeam, Company

from .test_agents_menu import Visit, settings, visit

ENTER = ("*", "7", "4821")
TEXT = "# Ascenseur bloqué\n1. **Rassurer** l'appelant\n2. Appeler le gardien\n\nPuis `noter`."
STEPS = ["Ascenseur bloqué", "Rassurer l'appelant", "Appeler le gardien", "Puis  noter ."]


def made(choice: str | None = None) -> Company:
    there = settings(instructions=TEXT)
    menu = there.menus["urgence"]
    choices = {**menu.choices, "2": CallTeam("depannage", instructions=choice)}
    return replace(there, menus={"urgence": replace(menu, choices=choices)})


def heard(*keys: str, company: Company | None = None) -> Visit:
    return visit(*ENTER, *keys, made=company or made())


def test_the_steps_are_heard_one_after_the_other_again_and_back() -> None:
    done = heard("1", "2", "3", "1", "1", "1", "1")
    assert done.told == [STEPS[place] for place in (0, 1, 1, 0, 1, 2, 3)]
    assert "agents_instructions_over" in done.heard


def test_star_goes_back_to_the_menu() -> None:
    done = heard("*")
    assert done.told == STEPS[:1]
    assert done.heard.count("agents_menu") > 1


def test_nothing_is_heard_without_the_code() -> None:
    assert not visit("*", "7", "0000", "1111", "2222", made=made()).told


def test_a_choice_with_instructions_of_its_own_is_chosen_by_a_key() -> None:
    done = heard("2", company=made("Fermer l'eau."))
    assert done.told[-1:] == ["Fermer l'eau."]


def test_a_line_without_instructions_says_so() -> None:
    assert "agents_no_instructions" in visit(*ENTER, made=settings()).heard


@pytest.mark.parametrize("text", ["---", "***", "📞", "****\n\n…"])
def test_what_no_voice_can_say_is_no_instruction(text: str) -> None:
    assert "agents_no_instructions" in visit(*ENTER, made=settings(instructions=text)).heard
    assert heard("1", "1", company=settings(instructions=f"{TEXT}\n{text}")).told == STEPS[:3]


@pytest.mark.parametrize("text", ["Un mot. " * 100, "mot " * 200, "x" * 1000])
def test_a_long_line_is_said_in_parts_and_loses_nothing(text: str) -> None:
    parts = steps_of(text)
    assert max(map(len, parts)) <= 240
    assert "".join("".join(parts).split()) == "".join(text.split())
