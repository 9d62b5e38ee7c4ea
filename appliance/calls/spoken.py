"""Every sentence that may be built before any call: the catalogue's, and what the company wrote. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls.number_words import sentences_of
from appliance.company.actions import actions_of, named_by
from appliance.company.model import Action, CallTeam, Company, Line, NumberRule
from appliance.prompts.catalogue import FIXED, Sentence, announcement, fallback_whisper, kept_for, say


def fixed_sentences(company: Company | None, message_months: int | None = None) -> list[Sentence]:
    """The catalogue, then the announcements, menus and informations of the company, each text once.

    `message_months`: how long the box keeps a message; None: not known here, and not said.
    """
    own = list(_of_company(company, message_months)) if company else []
    return [*(say(name) for name in FIXED), *{sentence.text: sentence for sentence in own}.values()]


def _of_company(company: Company, message_months: int | None) -> Iterator[Sentence]:
    yield from map(announcement, company_texts(company))
    if message_months is not None and any(line.tell_retention for line in company.lines.values()):
        yield kept_for(message_months)
    yield from number_sentences(company)
    yield from (fallback_whisper(line.name) for line in company.lines.values())


def number_sentences(company: Company) -> Iterator[Sentence]:
    """What is said of a number that the rules of the company do not accept."""
    for line in company.lines.values():
        yield from sentences_of("order", line.order_rule)
        yield from sentences_of("code", line.internal_code)
    for action in actions_of(company):
        match action:
            case CallTeam(_, NumberRule() as rule):
                yield from sentences_of("order", rule)


def company_texts(company: Company) -> Iterator[str]:
    """What the company wrote, in the order of its lines then menus."""
    for line in company.lines.values():
        yield from line_texts(line)
    for menu in company.menus.values():
        yield menu.announcement
        for choice in menu.choices.values():
            yield from said_by(choice)


def line_texts(line: Line) -> Iterator[str]:
    """What a line says by itself in its periods."""
    for behaviour in line.behaviours.values():
        if behaviour.announcement:
            yield behaviour.announcement
        yield from said_by(behaviour.action)


def said_by(action: Action) -> Iterator[str]:
    """The text of an information; nothing for any other action."""
    if (text := named_by(action).text) is not None:
        yield text
