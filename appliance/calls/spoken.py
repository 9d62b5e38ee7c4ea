"""Every sentence that may be built before any call: the catalogue's, and what the company wrote. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls.company import Action, Company, Say
from appliance.prompts.catalogue import FIXED, Sentence, announcement, say


def fixed_sentences(company: Company | None) -> list[Sentence]:
    """The catalogue, then the announcements, menus and informations of the company, each text once."""
    texts = dict.fromkeys(company_texts(company) if company else ())
    return [*(say(name) for name in FIXED), *(announcement(text) for text in texts)]


def company_texts(company: Company) -> Iterator[str]:
    """What the company wrote, in the order of its lines then menus."""
    for line in company.lines.values():
        for behaviour in line.behaviours.values():
            if behaviour.announcement:
                yield behaviour.announcement
            yield from said_by(behaviour.action)
    for menu in company.menus.values():
        yield menu.announcement
        for choice in menu.choices.values():
            yield from said_by(choice)


def said_by(action: Action) -> Iterator[str]:
    """The text of an information; nothing for any other action."""
    if isinstance(action, Say):
        yield action.text
