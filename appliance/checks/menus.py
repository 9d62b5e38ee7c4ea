"""What a menu tells its callers to press does something: an announcement often names the key that a choice was at."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.calls.agents_entry import AGENTS_KEY
from appliance.calls.flow import HEAR_AGAIN
from appliance.checks.finding import Finding, of_menu, warning
from appliance.company.key_purposes import key_purposes
from appliance.company.model import Company


def check_menus(company: Company) -> Iterator[Finding]:
    """Each key that the announcement of a menu names, and that is none of its choices."""
    others = keys_of_every_menu(company)
    for (menu, key), purpose in key_purposes(company).items():
        if key in company.menus[menu].choices or key in others:
            continue
        sentence = (
            f"l'appelant entend qu'il faut taper {key} pour « {purpose} », et cette touche ne fait rien ; donnez-lui "
            "une action, ou changez ce qu'il entend."
        )
        where = of_menu(company.menus[menu]).inside(f", touche {key}", "announcement", key)
        yield warning("menu_key_said", where, sentence)


def keys_of_every_menu(company: Company) -> set[str]:
    """Those that do something wherever no choice has them: to hear again, a language, the agents' menu."""
    lines = company.lines.values()
    languages = {key for line in lines for key in line.offered_languages}
    return {HEAR_AGAIN, *languages} | ({AGENTS_KEY} if any(line.agents_menu for line in lines) else set())
