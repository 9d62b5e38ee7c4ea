"""Agents who call a line for their menu, known by their mobile and proved by their code."""

from __future__ import annotations

from pathlib import Path

import company
from phones.caller import Caller
from world import World

from appliance.prompts.catalogue import told

COMPANY = (
    company.TEXT.replace("    default: true\n", "    default: true\n    agents_menu: true\n")
    .replace('"0612345601"]}', '"0612345601"], pin: "4821", mail: claire@example.fr}')
    .replace('"0612345602"]}', '"0612345602"], pin: "7730"}')
    .replace(
        "    max_wait: 60\n",
        '    max_wait: 60\n    instructions: "# Ascenseur bloqué\\n1. **Rassurer** la personne"\n',
        1,
    )
    .replace("    max_wait: 60\n", "    max_wait: 60\n    tell: [chef@example.fr]\n", 1)
)


def agent(world: World, number: str) -> Caller:
    """A call of the line from an agent's mobile."""
    caller = Caller(world.carrier, number)
    caller.calls(company.DID)
    caller.hears("agents_offer", within=6)
    return caller


def at_menu(world: World, number: str) -> Caller:
    caller = agent(world, number)
    caller.presses("*")
    caller.hears("agents_menu")
    return caller


def proved(world: World, number: str, code: str, choice: str) -> Caller:
    caller = at_menu(world, number)
    caller.presses(choice)
    caller.hears("agents_code")
    caller.presses(f"{code}#")
    return caller


def file_of(world: World, text: str) -> Path:
    """What is told in the menu, as it is heard."""
    return world.sentences.file(told(text, "fr"))
