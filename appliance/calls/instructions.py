"""What an agent should know of a call: the instructions of its line, and of the choice that its caller made. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from appliance.calls.steps import Step
from appliance.company.actions import comes_back
from appliance.company.model import Action, CallTeam, Company, Line, Menu
from appliance.planning.hours import Period

KEY = "key"  # the note of a key pressed at a menu
Steps = Sequence[Mapping[str, Any]]  # of a call, as the journal gives them: `name` and `detail`


def instructions_of(company: Company | None, line_id: str | None, steps: Steps) -> list[str]:
    """Those of the choice first, then those of the line; in Markdown."""
    line = company.lines.get(line_id or "") if company is not None else None
    if company is None or line is None:
        return []
    choice = choice_made(company, line, steps)
    found = (choice.instructions if choice is not None else None, line.instructions)
    return [one for one in found if one]


def choice_made(company: Company, line: Line, steps: Steps) -> CallTeam | None:
    """The action by which the team was called that was hunted through last, as the settings are now."""
    action: Action | None = _of_period(line, steps)
    menu: Menu | None = None
    for step in steps:
        name, detail = step["name"], step["detail"]
        if name == Step.MENU and (menu := company.menus.get(detail)) is not None:
            action = menu.choices.get(menu.default)
        elif name == KEY and menu is not None and _leads_on(pressed := menu.choices.get(detail)):
            action = pressed
    hunted = [step["detail"] for step in steps if step["name"] == Step.HUNT]
    return action if isinstance(action, CallTeam) and hunted[-1:] == [action.team] else None


def _of_period(line: Line, steps: Steps) -> Action:
    greeted = [step["detail"] for step in steps if step["name"] == Step.GREETING]
    period = Period(greeted[0]) if greeted and greeted[0] in set(Period) else Period.AFTER_HOURS
    return line.behaviours[period].action


def _leads_on(action: Action | None) -> bool:
    return action is not None and not comes_back(action)
