"""What a period of a line or a key of a menu does, and the menus, of a company file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from appliance.company.actions import menus_opened
from appliance.company.faults import default_fault
from appliance.company.limits import MOST_OFFICES, TARGET_WAIT
from appliance.company.model import Action, CallTeam, Forward, Menu, NumberRule, OpenMenu, Repeat, Say, TakeMessage
from appliance.folding import listed
from appliance.store.company_file import scalars
from appliance.store.company_file.context import NO_NUMBER, Context
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.number_rules import read_number_rule


class Then(StrEnum):
    """What follows a sentence said from a menu."""

    REPEAT = "repeat"


KINDS = ("call", "message", "forward", "menu")
ACTIONS = (*KINDS, "order_number", "instructions", "target_wait", "can_wait")  # the keys of an action, in a period
CHOICES = (*ACTIONS, "say", "then", "repeat")  # and in a menu


def read_action(fields: Fields, context: Context) -> Action:
    """The one thing to do; exactly one must be given."""
    kinds = [name for name in (*KINDS, "say", "repeat") if name in fields]
    if len(kinds) != 1:
        several = f"il y a {listed(kinds)}" if kinds else "il n'y en a pas"
        fields.block.refuse(f"Il faut ici une action, et une seule (call, message, forward, menu...) ; {several}.")
    if "order_number" in fields and "call" not in fields:
        fields.found["order_number"].refuse("« order_number » ne va qu'avec call : ôtez-le.")
    if "instructions" in fields and "call" not in fields:
        fields.found["instructions"].refuse("« instructions » ne va qu'avec call : ôtez-le.")
    if "target_wait" in fields and "call" not in fields:
        fields.found["target_wait"].refuse("« target_wait » ne va qu'avec call : ôtez-le.")
    if "can_wait" in fields and "message" not in fields:
        fields.found["can_wait"].refuse("« can_wait » ne va qu'avec message : ôtez-le.")
    if "then" in fields and "say" not in fields:
        fields.found["then"].refuse("« then » ne va qu'avec say : ôtez-le.")
    return _action(kinds[0] if kinds else "", fields, context)


def _action(kind: str, fields: Fields, context: Context) -> Action:
    match kind:
        case "call":
            instructions = fields.read("instructions", scalars.instructions, None)
            wanted = fields.read("target_wait", scalars.whole(*TARGET_WAIT), None)
            return CallTeam(context.team(fields, "call"), _asked(fields), instructions, wanted)
        case "forward":
            return Forward(_offices(fields.found["forward"], context))
        case "menu":
            return OpenMenu(context.menu(fields, "menu"))
        case "say":
            fields.read("then", scalars.one_of(Then), Then.REPEAT)
            return Say(fields.read("say", scalars.spoken, ""))
    for name in ("message", "repeat"):
        if not fields.read(name, scalars.boolean, True):
            fields.found[name].refuse(f"« {name}: false » ne dit pas quoi faire : choisissez une autre action.")
    return Repeat() if kind == "repeat" else TakeMessage(fields.read("can_wait", scalars.boolean, False))


def _asked(fields: Fields) -> bool | NumberRule | None:
    """`order_number: false`, `true` (asked by the line's rule), or a rule of the choice's own."""
    if "order_number" in fields and fields.found["order_number"].is_block:
        return read_number_rule(fields.found["order_number"])
    return fields.read("order_number", scalars.boolean, None)


def _offices(value: Value, context: Context) -> tuple[str, ...]:
    """One office number, or the several of a hunt group, each once."""
    numbers: list[str] = []
    for item in value.one_or_more():
        number = context.rung_number(item)
        if number in numbers and number != NO_NUMBER:
            item.refuse("Ce numéro est déjà dans la liste : ôtez-le, il ne sonnerait pas deux fois.")
        numbers.append(number)
    if len(numbers) > MOST_OFFICES:
        value.refuse(f"Un renvoi fait sonner {MOST_OFFICES} numéros au plus.")
    return tuple(numbers)


@dataclass(frozen=True)
class MenuReader:
    """Reads keypad menus."""

    context: Context

    def read(self, value: Value) -> Menu:
        """One menu: at least one choice, and a default among them that leads somewhere."""
        fields = value.fields(required=("id", "announcement", "choices", "default"), optional=("name",))
        choices = self._choices(fields.found["choices"]) if "choices" in fields else {}
        default = fields.read("default", scalars.key, "")
        announcement = fields.read("announcement", scalars.menu_spoken, "")
        name = fields.read("name", scalars.name, "")
        menu = Menu(fields.read("id", scalars.identifier, ""), announcement, choices, default, name)
        if default and choices and (sentence := default_fault(menu)):
            fields.found["default"].refuse(sentence)
        return menu

    def _choices(self, value: Value) -> dict[str, Action]:
        choices = {}
        for _, key, choice in value.entries():
            action = read_action(choice.fields((), CHOICES), self.context)
            choices[key.read(scalars.key, "")] = action
        if not choices:
            value.refuse("Un menu a au moins un choix.")
        return choices


def refuse_menu_loops(values: list[Value], menus: Mapping[str, Menu]) -> None:
    """Refuse every menu that its own choices lead back to: a caller would never reach anybody."""
    for value in values:
        name = value.peek("id")
        if name in menus and name in _reachable(name, menus):
            value.refuse(f"Le menu « {name} » ramène à lui-même par ses choix : menez à une équipe ou au message.")


def _reachable(start: str, menus: Mapping[str, Menu]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        menu = menus.get(waiting.pop())
        following = menus_opened(menu) if menu else set()
        waiting += following - found
        found |= following
    return found
