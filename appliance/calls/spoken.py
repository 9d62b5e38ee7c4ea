"""Every sentence that may be built before any call: the catalogue's, and what the company wrote. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from appliance.calls.number_words import sentences_of
from appliance.calls.repaired import reached_within
from appliance.calls.waiting import PLACES_TOLD, WAITS_TOLD
from appliance.company.actions import named_by
from appliance.company.model import Action, CallTeam, Company, Line, Menu, NumberRule
from appliance.company.slot_words import all_slot_words, example_words
from appliance.company.slots import filled, fixed_pieces, has_slots, without_slots
from appliance.company.tongues import agents_languages, as_heard, catalogue_heard, said_in, spoken_on
from appliance.company.wording import Place, line_of
from appliance.prompts.catalogue import (
    Sentence,
    announcement,
    called_back_within,
    fallback_whisper,
    incident_over,
    kept_for,
    language_offer,
    place_told,
    say,
    wait_told,
)
from appliance.prompts.languages import USUAL


def fixed_sentences(company: Company | None, message_days: int | None = None) -> list[Sentence]:
    """The catalogue, then the announcements, menus and informations of the company, each once in its language; of
    what agents alone hear, what those of this company do.

    `message_days`: how long the box keeps a message; None: not known here, and not said.
    """
    own = list(_of_company(company, message_days)) if company else []
    catalogue = [say(name, code) for code, name in catalogue_heard(company)]
    return [*catalogue, *{(sentence.text, sentence.language): sentence for sentence in own}.values()]


def _of_company(company: Company, message_days: int | None) -> Iterator[Sentence]:
    for line in company.lines.values():
        yield from own_sentences(company, line)
    yield from slot_sentences(company)
    for line in company.lines.values():
        for heard in as_heard(line):
            yield from line_sentences(company, heard, message_days)
        yield from (language_offer(key, code) for key, code in line.offered_languages.items())
        for code in agents_languages(company):
            yield from (fallback_whisper(line.name, code, speaks) for speaks in (None, *spoken_on(line)))


def own_sentences(company: Company, line: Line) -> Iterator[Sentence]:
    """What the company wrote, as it is heard on a line: a menu is anybody's, and may be played on each."""
    shared = [text for menu in company.menus.values() for text in menu_texts(menu)]
    for code in spoken_on(line):
        for text in (*line_texts(line), *shared):
            said, language = said_in(company, text, code, line.language)
            yield from (announcement(piece, language) for piece in said_of(said))


def line_sentences(company: Company, line: Line, message_days: int | None) -> Iterator[Sentence]:
    """What is said on a line besides the catalogue, in its language."""
    if message_days is not None and line.tell_retention:
        yield kept_for(message_days, line.language)
    if line.callback_within:
        yield called_back_within(line.callback_within, line.language)
    if line.tell_repaired:
        yield incident_over(line.name, line.language)
        yield called_back_within(reached_within(line), line.language)
    if line.tell_wait:
        yield from (wait_told(seconds, line.language) for seconds in WAITS_TOLD)
        yield from (place_told(place, line.language) for place in PLACES_TOLD)
    yield from number_sentences(company, line)


def slot_sentences(company: Company) -> Iterator[Sentence]:
    """What may fill the texts of its lines, where one has something to be filled at the call."""
    for line in company.lines.values():
        if any(map(has_slots, line_texts(line))):
            for heard in as_heard(line):
                words = chain.from_iterable(all_slot_words(company, heard).values())
                yield from (announcement(said, heard.language) for said in words)


def said_of(text: str) -> Iterator[str]:
    """A text; of one that is filled at the call, its pieces, and what FreeSWITCH alone says of it."""
    if not has_slots(text):
        yield text
        return
    yield from fixed_pieces(text)
    if left := without_slots(text):
        yield left


def said_at(company: Company | None, place: Place, moment: datetime) -> list[Sentence]:
    """What a caller hears at a place: its slots filled as at this moment, or as they might be."""
    line = line_of(company, place) if company else None
    language = line.language if line is not None else USUAL
    if company is None or line is None or not has_slots(place.text):
        return [announcement(place.text, language)] if place.text else []
    said = filled(place.text, example_words(company, line, moment))
    return [announcement(one, language) for one in said]


def number_sentences(company: Company, line: Line) -> Iterator[Sentence]:
    """What is said of a number that the rules of the line, or those of the menus, do not accept."""
    yield from sentences_of("order", line.order_rule, line.language)
    yield from sentences_of("code", line.internal_code, line.language)
    actions = [behaviour.action for behaviour in line.behaviours.values()]
    actions += [action for menu in company.menus.values() for action in menu.choices.values()]
    for action in actions:
        match action:
            case CallTeam(_, NumberRule() as rule):
                yield from sentences_of("order", rule, line.language)


def line_texts(line: Line) -> Iterator[str]:
    """What a line says by itself in its periods, and in all of them."""
    for behaviour in line.behaviours.values():
        if behaviour.announcement:
            yield behaviour.announcement
        yield from said_by(behaviour.action)
    if line.incident is not None:
        yield line.incident.text


def menu_texts(menu: Menu) -> Iterator[str]:
    """What a menu says, and the informations of its keys."""
    yield menu.announcement
    for choice in menu.choices.values():
        yield from said_by(choice)


def said_by(action: Action) -> Iterator[str]:
    """The text of an information; nothing for any other action."""
    if (text := named_by(action).text) is not None:
        yield text
