"""Statements as lines of a page: what is counted, what it comes to, and the rule beside each figure. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from appliance.documents.sheet import Sheet, due_label, given_text, rule_text
from appliance.planning.hour_kinds import ByKind
from appliance.planning.quantities import euros_text, hours_read, short_moment
from appliance.planning.spans import NOTHING
from appliance.planning.statement import InterventionHours, Statement, sum_of
from appliance.planning.statement_edition import KINDS
from web.frame.typography import SetText, typeset, unbroken
from web.planning.published_words import run_text, span_of
from web.planning.runs import runs_of

Row = dict[str, object]
TO_SETTLE = "à fixer"


def row_of(sheet: Sheet) -> Row:
    """One statement: a line of figures, and what is folded under it."""
    statement = sheet.statement
    return {
        "agent": statement.agent,
        "name": statement.name,
        "on_call": hours_read(sum_of(statement.on_call)),
        "kinds": kinds_of(statement.on_call),
        "interventions": len(statement.interventions),
        "work": hours_read(sum_of(statement.work)),
        "work_kinds": kinds_of(statement.work),
        "duties": duties_of(statement),
        "calls": [call_text(one, statement.timezone) for one in statement.interventions],
        "dues": [(due_label(due), rule_text(due), given_text(due)) for due in statement.dues],
        "due": given_in([statement]) if statement.rule.settled else TO_SETTLE,
        "grounds": statement.grounds,
        "standing": sheet.standing,
        "closed": sheet.edition is not None,
        "remarks": statement.remarks,
        "corrections": [text for one in sheet.corrections for text in one.differences],
    }


def duties_of(statement: Statement) -> list[str]:
    """« mer. 2/12, 18 h – 8 h (Dépannage) »: when the agent was on call; days alike that follow, together."""
    records = [
        {"starts": one.start, "ends": one.end, "level": 0, "team_name": ", ".join(one.teams)}
        for one in statement.periods
    ]
    return [
        f"{run_text([span_of(one, statement.timezone) for one in run])} ({run[0]['team_name']})"
        for run in runs_of(records, statement.timezone)
    ]


def call_text(one: InterventionHours, timezone: str) -> str:
    """« ven. 13/11, 21 h 05 : 35 min (Urgence serrurerie) », set: when it began, what is counted of it in the month."""
    what = one.intervention
    return SetText(short_moment(what.start, timezone) + spent_text(sum_of(one.hours), what.line))


@lru_cache(maxsize=1024)
def spent_text(spent: timedelta, line: str) -> str:
    """« : 35 min (Urgence serrurerie) », set: a month says the same of many."""
    return unbroken(typeset(f" : {hours_read(spent)}" + (f" ({line})" if line else "")))


def total_of(sheets: Sequence[Sheet]) -> Row:
    """The same figures of everybody together."""
    statements = [one.statement for one in sheets]
    settled = any(one.rule.settled for one in statements)
    return {
        "on_call": hours_read(together(one.on_call for one in statements)),
        "interventions": sum(len(one.interventions) for one in statements),
        "work": hours_read(together(one.work for one in statements)),
        "due": given_in(statements) if settled else TO_SETTLE,
    }


def together(hours: Iterable[ByKind]) -> timedelta:
    return sum((sum_of(one) for one in hours), NOTHING)


def given_in(statements: Sequence[Statement]) -> str:
    """« 1 234,50 € », « 1 234,50 € et 4 h de repos »."""
    rest = sum((one.rest for one in statements), NOTHING)
    amount = euros_text(sum((one.amount for one in statements), Decimal("0.00")))
    return f"{amount} et {hours_read(rest)} de repos" if rest else amount


def kinds_of(hours: ByKind) -> str:
    """« nuit 56 h, dimanche 24 h », « nuit » where all is of one kind."""
    told = {KINDS[kind]: hours_read(spent) for kind, spent in hours.items() if spent}
    return ", ".join(f"{name} {spent}" for name, spent in told.items()) if len(told) > 1 else "".join(told)
