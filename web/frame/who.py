"""Who changed something, as a page says it: an account by its name, the machine and its telephones in plain words."""

from __future__ import annotations

import re

AT_THE_KEYBOARD = re.compile(r"console \((?P<name>.+)\)")
BY_PHONE = re.compile(r"(?P<name>.*?) ?\(téléphone\)")


def author_words(who: str, *, whole: bool = False) -> str:
    """« console (root) »: « la machine »; « Julie Martin (téléphone) »: « Julie Martin, au téléphone ».

    `whole`: with the account of the machine, « la machine (root) », where several are told apart.
    """
    if found := AT_THE_KEYBOARD.fullmatch(who):
        return f"la machine ({found['name']})" if whole else "la machine"
    if found := BY_PHONE.fullmatch(who):
        return f"{found['name']}, au téléphone" if found["name"] else "un téléphone"
    return who
