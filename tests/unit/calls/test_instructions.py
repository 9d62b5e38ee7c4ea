"""The instructions of a line and of a choice, found by what the caller did, and shown safely."""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.instructions import instructions_of
from appliance.calls.markdown import html_of
from appliance.company.model import Behaviour, CallTeam, Company
from appliance.planning.hours import Period
from tests.unit.calls.rehearsal import company

LINE, URGENT, ORDER = "De la ligne.", "De l'urgence.", "De la commande."


def instructed() -> Company:
    made = company()
    menu = made.menus["urgence"]
    choices = dict(menu.choices) | {
        "1": CallTeam("depannage", False, URGENT),
        "2": CallTeam("depannage", None, ORDER),
    }
    line = replace(made.lines["urgence"], instructions=LINE)
    return replace(made, menus={"urgence": replace(menu, choices=choices)}, lines={"urgence": line})


def steps(*told: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "detail": detail} for name, detail in told]


def of(*told: tuple[str, str]) -> list[str]:
    return instructions_of(instructed(), "urgence", steps(*told))


MENU, HUNT = ("menu", "urgence"), ("hunt", "depannage")


def test_those_of_the_choice_come_before_those_of_the_line() -> None:
    assert of(MENU, ("key", "2"), HUNT) == [ORDER, LINE]
    assert of(MENU, ("key", "4"), ("key", "9"), ("key", "1"), HUNT) == [URGENT, LINE]


def test_a_caller_who_chose_nothing_has_those_of_the_default_choice() -> None:
    assert of(MENU, ("key", "silence"), ("key", "0"), HUNT) == [URGENT, LINE]


def test_a_call_that_was_no_hunt_has_those_of_the_line_alone() -> None:
    assert of(MENU, ("key", "3")) == [LINE]
    assert of() == [LINE]


def test_a_period_that_calls_a_team_at_once_has_its_own() -> None:
    made = instructed()
    behaviours = dict(made.lines["urgence"].behaviours)
    behaviours[Period.HOLIDAY] = Behaviour("Férié.", CallTeam("depannage", None, "Du férié."))
    made = replace(made, lines={"urgence": replace(made.lines["urgence"], behaviours=behaviours)})
    assert instructions_of(made, "urgence", steps(("greeting", "holiday"), HUNT)) == ["Du férié.", LINE]


def test_a_line_that_is_no_more_has_none() -> None:
    assert instructions_of(instructed(), "autre", []) == []
    assert instructions_of(None, "urgence", []) == []


def test_markdown_is_shown_and_nothing_else_of_it_runs() -> None:
    text = "# But\nUne **fuite**.\n<b>& suite\n\n1. Couper\n2) Appeler\n- le maire\n* <script>alert(1)</script>"
    assert html_of(text) == (
        "<h3>But</h3><p>Une <strong>fuite</strong>.<br>&lt;b&gt;&amp; suite</p><ol><li>Couper</li><li>Appeler</li></ol>"
        "<ul><li>le maire</li><li>&lt;script&gt;alert(1)&lt;/script&gt;</li></ul>"
    )
