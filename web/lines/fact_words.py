"""What the parts of a line's form hold, in a few words: what one reads of them while they are closed. Pure."""

from __future__ import annotations

from appliance.calls.timeline import length_text
from appliance.company.model import Audience, Company, Line
from appliance.company.numbers import readable
from appliance.store.company_file.facts import shape_words
from web.settings.field_text import told_words


def parts_told(company: Company, line: Line) -> dict[str, str]:
    """« 5 chiffres », « dernier recours 01 99 00 20 09, rappel en 30 min », by part."""
    rule = line.order_rule if line.audience is Audience.CUSTOMERS else line.internal_code
    return {
        "number": shape_words(rule) if rule.ask else "pas demandé",
        "during": f"{length_text(line.max_wait)} d'attente au plus",
        "agents": "consignes écrites" if line.instructions else "sans consigne",
        "nobody": ", ".join(when_nobody(company, line)),
        "told": told_of(company, line),
    }


def when_nobody(company: Company, line: Line) -> list[str]:
    """What is left to a caller whose call nobody took."""
    found = [f"dernier recours {readable(line.last_resort, company.country)}"] if line.last_resort else []
    return [*found, f"rappel en {line.callback_within} min" if line.callback_within else "message"]


def told_of(company: Company, line: Line) -> str:
    """Who is told of a message, and how soon again."""
    people = ", ".join(["qui est d'astreinte", *told_words(company, line.tell).splitlines()])
    again = line.escalate_after and line.escalate_times
    return f"{people}, de nouveau après {line.escalate_after} min" if again else people
