"""What each key of a menu is for, as its announcement says: « Pour une urgence, tapez 1 ». Pure."""

from __future__ import annotations

import re

from appliance.company.model import Company

SAID = re.compile(
    r"\bpour\s+(?P<purpose>[^.,;:!?]{2,60}?)\s*,?\s*(?:tapez|faites|composez|pressez|appuyez)\s+"
    r"(?:sur\s+)?(?:la\s+touche\s+|le\s+)?(?P<key>[0-9*#])(?![0-9])",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:(?:une?|des|les?|la|nos|notre)\s+|l['’])", re.IGNORECASE)


def key_purposes(company: Company) -> dict[tuple[str, str], str]:
    """By menu and key: « personne bloquée ». A key of which the announcement says nothing readable is left out."""
    return {
        (menu.id, found["key"]): ARTICLE.sub("", found["purpose"].strip())
        for menu in company.menus.values()
        for found in SAID.finditer(menu.announcement or "")
    }
