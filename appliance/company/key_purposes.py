"""What each key of a menu is for, as its announcement says: « Pour une urgence, tapez 1 ». Pure."""

from __future__ import annotations

import re
from typing import assert_never

from appliance.company.model import CallTeam, Company, Forward, OpenMenu, Repeat, Say, TakeMessage

OTHERWISE = r"(?![ .\-]?[0-9])(?! (?:chiffres|fois)\b)"  # « composez le 0 800 123 456 », « tapez 8 chiffres »
# Read in texts whose words are one space apart: nothing in them repeats without a bound.
KEY = rf"(?:tapez|faites|composez|pressez|appuyez) (?:sur )?(?:la touche |le )?(?P<key>[0-9*#]){OTHERWISE}"
SAID = re.compile(rf"\bpour (?P<purpose>[^.,;:!?]{{2,60}}?) ?,? ?{KEY}", re.IGNORECASE)
# « Horaires, tapez 4 »: of its own between two stops
ALONE = re.compile(
    rf"(?:^|[.;:!?])(?! ?(?:sinon|puis|ensuite)\b) ?(?P<purpose>[^.,;:!?]{{2,60}}?) ?, ?{KEY}", re.IGNORECASE
)
ARTICLE = re.compile(r"^(?:(?:une?|des|les?|la|nos|notre)\s+|l['’])", re.IGNORECASE)


def key_purposes(company: Company) -> dict[tuple[str, str], str]:
    """By menu and key: « personne bloquée ». A key of which the announcement says nothing readable is left out."""
    return {
        (menu.id, found["key"]): purpose_of(found)
        for menu in company.menus.values()
        for pattern in (ALONE, SAID)
        for found in pattern.finditer(" ".join((menu.announcement or "").split()))
    }


def purpose_of(found: re.Match[str]) -> str:
    """Less its article, and as in the middle of a sentence."""
    said = ARTICLE.sub("", found["purpose"].strip())
    return said[:1].lower() + said[1:] if found.re is ALONE else said


def key_meaning(company: Company, menu: str, key: str) -> str:
    """What a key of a menu is for, as its announcement says, else what it does, in a word; nothing for none."""
    known = company.menus.get(menu)
    action = known.choices.get(key) if known else None
    if said := key_purposes(company).get((menu, key)):
        return said
    match action:
        case CallTeam(team):
            return company.teams[team].name if team in company.teams else ""
        case OpenMenu(other):
            return company.menus[other].name if other in company.menus else ""
        case TakeMessage():
            return "message"
        case Forward():
            return "bureau"
        case Say():
            return "information"
        case Repeat():
            return "réécouter"
        case None:
            return ""
        case _:
            assert_never(action)
