"""What a caller is told of their callback by SMS, in each language that a line may speak. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from appliance.planning.moments import clock_text
from appliance.prompts.languages import USUAL


@dataclass(frozen=True)
class CallerWords:
    """Texts; in braces the line, the number called back, when it was asked for (`asked`) and promised (`by`).

    `again`: how to call the line, at the end of those that hold `{again}`. `clock`: how an hour is written.
    """

    clock: Callable[[datetime], str]
    promised: str
    late: str
    kept: str
    given_up: str
    again: str


def english_clock(reading: datetime) -> str:
    """« 2:30 p.m. »."""
    return f"{reading.hour % 12 or 12}:{reading.minute:02} {'p.m.' if reading.hour >= 12 else 'a.m.'}"


WORDS = {
    "fr": CallerWords(
        clock=clock_text,
        promised="{line} : un intervenant vous rappelle au {number} avant {by}.",
        late="{line} : votre rappel promis avant {by} est en retard, nous continuons d'essayer.{again}",
        kept="{line} : votre rappel demandé à {asked} est fait.",
        given_up="{line} : nous n'avons pas pu vous rappeler au {number}.{again}",
        again=" Vous pouvez rappeler le {called}.",
    ),
    "en": CallerWords(
        clock=english_clock,
        promised="{line}: someone will call you back on {number} before {by}",
        late="{line}: the call back promised before {by} is late, we are still trying.{again}",
        kept="{line}: the call back you asked for at {asked} has been made.",
        given_up="{line}: we could not reach you on {number}.{again}",
        again=" You can call us on {called}.",
    ),
}


def words_in(language: str) -> CallerWords:
    """Those of that language; the usual ones where it has none."""
    return WORDS.get(language, WORDS[USUAL])
