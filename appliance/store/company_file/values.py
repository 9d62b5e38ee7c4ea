"""The values of the company file as an editor checks them: JSON Schema for each kind of scalar.

An editor reads YAML 1.2, in which `0612345601` is a number and `18:00` a text: both writings pass, as for `scalars`.
"""

from __future__ import annotations

from typing import Any

from appliance.calls import text_lengths
from appliance.company.urgent_words import FEWEST_LETTERS, LONGEST
from appliance.store.company_file.shapes import Scalar

CLOCK = r"([01]?[0-9]|2[0-4])[:h][0-5][0-9]"
DATE = r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"
YEARLY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DAY = r"(mon|tue|wed|thu|fri|sat|sun)"
DAYS = rf"(all|{DAY}( *- *{DAY})?)( *, *(all|{DAY}( *- *{DAY})?))*"


def text(pattern: str | None = None, *also: str, **more: Any) -> Scalar:
    """A text of this form. `also`: the other types that YAML may take it for."""
    form = {} if pattern is None else {"pattern": f"^({pattern})$"}
    return Scalar({"type": ["string", *also] if also else "string", **form, **more})


def whole(low: int, high: int) -> Scalar:
    return Scalar({"type": "integer", "minimum": low, "maximum": high})


def words(*allowed: str) -> Scalar:
    return Scalar({"enum": list(allowed)})


NAME = text(None, "number", "boolean", minLength=1, maxLength=text_lengths.NAME)
REASON = text(None, "number", "boolean", minLength=1, maxLength=text_lengths.REASON)
NOTE = text(None, "number", "boolean", minLength=1, maxLength=text_lengths.NOTE)
SENTENCE = text(None, "number", "boolean", minLength=1, maxLength=text_lengths.SENTENCE)
IDENTIFIER = text("[a-z0-9][a-z0-9_-]{0,39}", "integer")
REFERENCE = text("[a-z0-9][a-z0-9_-]{0,39}", "integer")
NUMBER = text(r"\+?[0-9][0-9 .()/\-\u00a0\u202f\u2009\u2010\u2011\u2013]{0,28}", "integer")
PIN = text("[0-9]{4,8}|inchangé", "integer")
MAIL = text(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", maxLength=text_lengths.MAIL)
TOLD = text(r"[a-z0-9][a-z0-9_-]{0,39}|[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", "integer", maxLength=text_lengths.MAIL)
URGENT_WORD = text(None, "boolean", minLength=FEWEST_LETTERS, maxLength=LONGEST)
BOOLEAN = Scalar({"enum": [True, False, "yes", "no", "oui", "non"]})
ZONE = text(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")
COUNTRY = text("[A-Z]{2}")
CALENDAR = text(r"[A-Z]{2,3}(-.+)?")
LINE_CALENDAR = text(r"none|[A-Z]{2,3}(-.+)?")
DATED = text(DATE)
DATED_OR_YEARLY = text(f"{DATE}|{YEARLY}")
MOMENT = text(rf"{DATE}([ T][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]{{1,6}})?)?([+-][0-9]{{2}}:[0-9]{{2}}|Z)?)?")
WEEKDAYS = text(DAYS)
TIME = text(CLOCK)
HOURS = text(rf"{CLOCK} *[-–] *{CLOCK}")
HANDOVER = text(rf"({DAY} +)?{CLOCK}")
EVERY = text(r"[0-9]{1,3} ?(day|week)s?")
PATTERN = text(r"[0-9d\\\[\]{}?:()|,-]+", "integer")
EUROS = text(r"[0-9]{1,6}([.,][0-9]{1,4})?", "number")
PERCENT = text(r"[0-9]{1,4}([.,][0-9]{1,2})? ?%?", "number")
DURATION = text(r"[0-9]{1,3} ?h ?([0-9]{1,3} ?(m|min)?)?|[0-9]{1,3} ?(m|min)")
