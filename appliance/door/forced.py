"""A period forced on a line: asked about where it would begin in the past, and judged by what is left of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.company.forcing import with_forced
from appliance.company.model import Company
from appliance.door.questions import PAST, SINCE_NOW, unanswered
from appliance.door.refusing import Question
from appliance.planning.hours import ForcedPeriod
from appliance.planning.moments import long_moment, stretch_text


def forcing(company: Company, line: str, forced: ForcedPeriod, now: datetime, sure: Collection[str] = ()) -> Company:
    """One more period forced on a line. Asked for hours that are over."""
    early = begun(company, line, forced, now)
    unanswered(early, sure)
    if any(question.given(sure) == SINCE_NOW for question in early):
        forced = replace(forced, start=now)
    return with_forced(company, line, forced)


def begun(company: Company, line: str, forced: ForcedPeriod, now: datetime) -> list[Question]:
    """Of calls that were answered already, under the hours of then."""
    if forced.start >= now - timedelta(minutes=1):
        return []
    zone = company.lines[line].timezone
    over, answers = stretch_text(forced.start, forced.end, zone), [(PAST, "Oui, ces heures-là aussi")]
    if forced.end > now:
        over = f"depuis {long_moment(forced.start, zone)}"
        answers.append((SINCE_NOW, "Non, à partir de maintenant"))
    sentence = f"C'est déjà passé ({over}) : faut-il changer la période d'heures où des appels ont déjà été reçus ?"
    return [Question(sentence, tuple(answers))]
