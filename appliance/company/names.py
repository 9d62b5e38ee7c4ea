"""What the agents, teams and lines of a company are called, by identifier; nothing before there is a company. Pure."""

from __future__ import annotations

import re

from appliance.company.actions import named_by
from appliance.company.model import Company, Menu
from appliance.folding import folded

ELIDED = re.compile(r"[aeiouæœ]|h[eiouy]|y[^aeiouy]")  # « d'Hélène » but « de Hassan »; « d'Yves » but « de Yann »

FIRST_WORDS = 6  # of an announcement, in the place of a name


def agent_names(company: Company | None) -> dict[str, str]:
    return {agent.id: agent.name for agent in company.agents.values()} if company else {}


def team_names(company: Company | None) -> dict[str, str]:
    return {team.id: team.name for team in company.teams.values()} if company else {}


def line_names(company: Company | None) -> dict[str, str]:
    return {line.id: line.name for line in company.lines.values()} if company else {}


def menu_name(menu: Menu) -> str:
    """What a menu is called; of one that nobody has named, the words of its identifier."""
    return menu.name or menu.id.replace("-", " ")


def menu_title(company: Company, menu: Menu) -> str:
    """What a menu is called on the pages; of one that nobody has named, the line that opens it or how it begins."""
    if menu.name:
        return menu.name
    openers = [
        line
        for line in company.lines.values()
        if menu.id in {named_by(one.action).menu for one in line.behaviours.values()}
    ]
    if len(openers) == 1:
        return in_a_sentence(openers[0].name)
    words = menu.announcement.split()
    return " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else "")


def called_menu(company: Company | None, key: str) -> str:
    """The name of a menu; the identifier of one that is no more in the company."""
    known = company.menus.get(key) if company else None
    return menu_name(known) if known else key


def line_words(name: str) -> str:
    """« Ligne Urgence serrurerie »; « Ligne Ascenseurs », whose name says it already, as it is."""
    return name if name.casefold().startswith("ligne") else f"Ligne {name}"


def in_a_sentence(line: str) -> str:
    """« ligne Urgence serrurerie »; « ligne du personnel », whose name says it already."""
    words = line_words(line)
    return words[0].lower() + words[1:]


def of_name(name: str) -> str:
    """« de Claire Durand », « d'Élodie »."""
    return f"d'{name}" if ELIDED.match(folded(name)) else f"de {name}"


def agent_name(company: Company | None, agent: str) -> str:
    """The name; the identifier of one who is no more in the company."""
    known = company.agents.get(agent) if company else None
    return known.name if known else agent
