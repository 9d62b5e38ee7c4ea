"""Where each sentence is said: the places of the company's own, and of the catalogue's, by name. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from appliance.company.actions import named_by
from appliance.company.model import Action, Company, Line, Menu, Say
from appliance.company.names import line_words, menu_title
from appliance.company.tongues import agents_languages, catalogue_heard
from appliance.planning.hours import Period
from appliance.prompts.catalogue import fallback_whisper
from appliance.prompts.language import Language
from appliance.prompts.languages import USUAL, language_of
from appliance.prompts.listeners import agents_alone_hear

LINES, MENUS, CATALOGUE = "lines", "menus", "catalogue"
INCIDENT = "incident"  # where a line tells one
TO_CALLER, TO_AGENT, IN_FALLBACK, IN_PIECES = (
    "Dites à l'appelant",
    "Dites à l'intervenant",
    "Dites quand le programme ne répond plus",
    "Mots et chiffres dits un à un",
)
STARTS = {"fallback_": IN_FALLBACK, "digit_": IN_PIECES, "read_back_": IN_PIECES}
PIECES = {"whisper_intro", "whisper_choice", "whisper_order", "whisper_code", "whisper_again"}


@dataclass(frozen=True)
class Place:
    """`key`: `lines/urgence/after_hours`, `menus/urgence`, `menus/urgence/4`, `catalogue/hunt`.

    `group`: the line or the menu, and `words` which of its sentences; for the catalogue, who hears it. `text` may be
    empty where `optional`.
    """

    key: str
    group: str
    words: str
    text: str
    own: bool = True
    optional: bool = False


def during(period: Period) -> str:
    """« pendant l'astreinte »."""
    match period:
        case Period.OPEN:
            return "aux heures ouvrées"
        case Period.AFTER_HOURS:
            return "pendant l'astreinte"
        case Period.HOLIDAY:
            return "les jours fériés"
        case Period.CLOSURE:
            return "pendant les fermetures"
        case _:
            assert_never(period)


def places(company: Company | None) -> list[Place]:
    """Every sentence that can be recorded; the company's `own` can be worded too."""
    own = [*_own(company), *_whispers(company)] if company else []
    return own + [_of_catalogue(language_of(code), name) for code, name in catalogue_heard(company)]


def _of_catalogue(language: Language, name: str) -> Place:
    folder = CATALOGUE if language.code == USUAL else f"{CATALOGUE}/{language.code}"
    said = "" if language.code == USUAL else f", en {language.name}"
    return Place(f"{folder}/{name}", f"{heard_by(name)}{said}", "", language.fixed[name], own=False)


def _whispers(company: Company) -> Iterator[Place]:
    """What an agent hears of each line in the fallback: not worded by the company, but recorded like the others."""
    for line in company.lines.values():
        for code in agents_languages(company):
            usual, text = code == USUAL, fallback_whisper(line.name, code).text
            key = f"{LINES}/{line.id}/fallback_whisper{'' if usual else f'/{code}'}"
            said = "" if usual else f", en {language_of(code).name}"
            yield Place(key, IN_FALLBACK, f"À l'intervenant, {line.name}{said}", text, own=False)


def is_filled(place: Place) -> bool:
    """Whether words may be left in it to be filled at the call: not in what a menu offers, which is said whole."""
    return place.own and not (place.key.startswith(f"{MENUS}/") and place.key.count("/") == 1)


def line_of(company: Company, place: Place) -> Line | None:
    """The line on which it is heard; of a menu, which is anybody's, the first."""
    kind, _, rest = place.key.partition("/")
    own = company.lines.get(rest.split("/")[0]) if kind == LINES else None
    return own or next(iter(company.lines.values()), None)


def place_at(company: Company | None, key: str) -> Place | None:
    """The place of that key."""
    return next((place for place in places(company) if place.key == key), None)


def heard_by(name: str) -> str:
    """To whom, or when, a sentence of the catalogue is said."""
    if name in PIECES:
        return IN_PIECES
    found = next((listener for start, listener in STARTS.items() if name.startswith(start)), None)
    return found or (TO_AGENT if agents_alone_hear(name) else TO_CALLER)


def _own(company: Company) -> Iterator[Place]:
    for line in company.lines.values():
        yield from _of_line(line)
    for menu in company.menus.values():
        yield from _of_menu(company, menu)


def _of_line(line: Line) -> Iterator[Place]:
    """One for each period that does something of its own; those that do as after hours are named with it."""
    usual = line.behaviours[Period.AFTER_HOURS]
    reached = [period for period in Period if period is not Period.OPEN or line.opening_hours]
    if line.around_the_clock:
        reached = [Period.AFTER_HOURS]
    for period in reached:
        behaviour = line.behaviours[period]
        if period is Period.AFTER_HOURS or behaviour != usual:
            alike = [period, *(one for one in reached if one != period and line.behaviours[one] == usual)]
            words = ", ".join(map(during, alike if period is Period.AFTER_HOURS else [period]))
            yield Place(
                f"{LINES}/{line.id}/{period.value}",
                line_words(line.name),
                f"Accueil {words}",
                behaviour.announcement or "",
                optional=True,
            )
    if line.incident is not None:
        yield Place(f"{LINES}/{line.id}/{INCIDENT}", line_words(line.name), "Annonce d'urgence", line.incident.text)


def _of_menu(company: Company, menu: Menu) -> Iterator[Place]:
    title = f"Menu « {menu_title(company, menu)} »"
    yield Place(f"{MENUS}/{menu.id}", title, "Les choix proposés", menu.announcement)
    for key, action in menu.choices.items():
        if (text := named_by(action).text) is not None:
            yield Place(f"{MENUS}/{menu.id}/{key}", title, f"L'information de la touche {key}", text)


def with_text(company: Company, key: str, text: str) -> Company:
    """Another text at a place of the company's own; KeyError where there is none.

    The periods of a line that do as after hours go on doing so.
    """
    kind, name, *inside = key.split("/")
    if kind == LINES:
        line = company.lines[name]
        said = (
            _with_incident(line, text) if inside[0] == INCIDENT else _with_announcement(line, Period(inside[0]), text)
        )
        return replace(company, lines={**company.lines, name: said})
    menu = company.menus[name]
    if inside:
        choices: dict[str, Action] = {**menu.choices, inside[0]: Say(text)}
        menu = replace(menu, choices=choices)
    else:
        menu = replace(menu, announcement=text)
    return replace(company, menus={**company.menus, name: menu})


def _with_incident(line: Line, text: str) -> Line:
    if line.incident is None:
        raise KeyError(INCIDENT)
    return replace(line, incident=replace(line.incident, text=text))


def _with_announcement(line: Line, period: Period, text: str) -> Line:
    former = line.behaviours[period]
    alike = [one for one, does in line.behaviours.items() if period is Period.AFTER_HOURS and does == former]
    new = replace(former, announcement=text or None)
    return replace(line, behaviours={**line.behaviours, period: new, **dict.fromkeys(alike, new)})
