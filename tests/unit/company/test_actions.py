"""What is known of actions in one place is whole, and the company file and the page have every action."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

from appliance.company.actions import comes_back, named_by, reaches_somebody
from appliance.company.model import Action, CallTeam, Forward, OpenMenu, Repeat, Say, TakeMessage
from appliance.store.company_file import load_company_file
from appliance.store.company_file.actions import ACTIONS, CHOICES
from web.lines.actions import offer_choices

COMPANY = load_company_file(Path(__file__).parents[2] / "data" / "company-example.yml")
EACH: list[Action] = [
    CallTeam("sav"),
    TakeMessage(),
    Forward(("+33140000000",)),
    OpenMenu("nuit"),
    Say("Oui."),
    Repeat(),
]


def test_every_action_is_in_the_company_file() -> None:
    names = {one.__struct_config__.tag for one in get_args(Action)}

    assert {type(one) for one in EACH} == set(get_args(Action))
    assert names == set(CHOICES) - {"order_number", "instructions", "target_wait", "then", "can_wait"}
    assert names - {"say", "repeat"} == set(ACTIONS) - {"order_number", "instructions", "target_wait", "can_wait"}


def test_a_key_of_a_menu_may_do_every_action_on_its_page() -> None:
    form: Any = SimpleNamespace(act=SimpleNamespace(), order=SimpleNamespace())

    offer_choices(form, COMPANY, None, say=True)

    tags = {one.__struct_config__.tag for one in get_args(Action)}
    assert {act.partition(":")[0] for act in form.act.choices} == {*tags, "can_wait"}


def test_an_action_that_comes_back_to_its_menu_rings_nobody() -> None:
    assert [comes_back(one) for one in EACH] == [False, False, False, False, True, True]
    assert [reaches_somebody(one) for one in EACH] == [True, False, True, False, False, False]


def test_an_action_names_one_thing_at_most() -> None:
    told = [[each for each in vars(named_by(one)).values() if each] for one in EACH]

    assert told == [["sav"], [], [("+33140000000",)], ["nuit"], ["Oui."], []]
