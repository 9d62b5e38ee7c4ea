"""Which texts of the company are heard in another language, and which of them it has not said in that one. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls.agents_instructions import known_instructions
from appliance.calls.spoken import line_texts, menu_texts
from appliance.company.actions import menus_opened, named_by
from appliance.company.model import Company, Line, Menu
from appliance.company.tongues import counted_agents, most_agents_language, spoken_on, translated


def texts_heard(company: Company, line: Line) -> list[str]:
    """What the company wrote and callers of a line may hear, each once."""
    menus = [text for menu in menus_heard(company, line) for text in menu_texts(menu)]
    return list(dict.fromkeys([*line_texts(line), *menus]))


def menus_heard(company: Company, line: Line) -> Iterator[Menu]:
    """Those that the line opens, then those that they lead to, each once."""
    waiting = [named_by(behaviour.action).menu for behaviour in line.behaviours.values()]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name is None or name in seen or name not in company.menus:
            continue
        seen.add(name)
        yield company.menus[name]
        waiting += sorted(menus_opened(company.menus[name]))


def to_translate(company: Company, line: Line) -> dict[str, list[str]]:
    """By the code of each language that the line offers, what its callers hear in it."""
    return {code: texts_heard(company, line) for code in spoken_on(line) if code != line.language}


def instructions_to_translate(company: Company) -> dict[str, list[str]]:
    """By the code of each language that fewer agents speak, the instructions that they may hear in their menu."""
    texts = [one.text for line in company.lines.values() for one in known_instructions(company, line)]
    read_in = most_agents_language(company)
    codes = [code for code in counted_agents(company) if code != read_in]
    return {code: list(dict.fromkeys(texts)) for code in codes if texts}


def untranslated(company: Company, line: Line) -> dict[str, list[str]]:
    """The same, less what the company has said in that language, and less the languages in which all is said."""
    found = {
        code: [text for text in texts if translated(company, text, code) is None]
        for code, texts in to_translate(company, line).items()
    }
    return {code: texts for code, texts in found.items() if texts}
