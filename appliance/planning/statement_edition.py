"""A statement as it was closed, and what was corrected since, each correction visible. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from appliance.planning.hour_kinds import ByKind, Kind
from appliance.planning.quantities import euros_text, hours_text, short_moment, signed
from appliance.planning.spans import NOTHING
from appliance.planning.statement import InterventionHours, Statement

KINDS = {
    Kind.DAY: "jour",
    Kind.NIGHT: "nuit",
    Kind.SATURDAY: "samedi",
    Kind.SUNDAY: "dimanche",
    Kind.HOLIDAY: "jour férié",
}


@dataclass(frozen=True)
class Correction:
    """What an edition changed: sentences in French."""

    edition: int
    made_at: datetime
    differences: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """A statement, frozen. `previous`: the digest of the edition before, so that each answers for those before it."""

    number: int
    closed_at: datetime
    closed_by: str
    statement: Statement
    corrections: tuple[Correction, ...] = ()
    previous: str | None = None


def first_edition(statement: Statement, closed_at: datetime, closed_by: str) -> Edition:
    """The month is closed."""
    return Edition(1, closed_at, closed_by, statement)


def corrected(last: Edition, digest: str, statement: Statement, made_at: datetime, by: str) -> Edition | None:
    """The next edition, or None when nothing differs."""
    found = differences(last.statement, statement)
    if not found:
        return None
    number = last.number + 1
    return Edition(number, made_at, by, statement, (*last.corrections, Correction(number, made_at, found)), digest)


def differences(before: Statement, after: Statement) -> tuple[str, ...]:
    """What changed, in sentences; none when both say the same of the month."""
    found = [
        *_hours("Astreinte", before.on_call, after.on_call),
        *_periods(before, after),
        *_interventions(before, after),
        *_hours("Temps d'intervention", before.work, after.work),
        *_given(before, after),
    ]
    if before.teams != after.teams and not found:
        found.append("La répartition par équipe a changé.")
    return tuple(found)


def _hours(what: str, before: ByKind, after: ByKind) -> Iterator[str]:
    for kind in Kind:
        old, new = before.get(kind, NOTHING), after.get(kind, NOTHING)
        if old != new:
            yield f"{what}, {KINDS[kind]} : {hours_text(old)} → {hours_text(new)} ({signed(hours_text(new - old))})."


def _periods(before: Statement, after: Statement) -> Iterator[str]:
    old, new = ({(one.start, one.end) for one in each.periods} for each in (before, after))
    for word, spans in (("retirée", old - new), ("ajoutée", new - old)):
        for start, end in sorted(spans):
            yield (
                f"Période d'astreinte {word} : du {short_moment(start, after.timezone)} "
                f"au {short_moment(end, after.timezone)}."
            )


def _interventions(before: Statement, after: Statement) -> Iterator[str]:
    old, new = ({_key(one): one for one in each.interventions} for each in (before, after))
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield f"Intervention retirée : {_told(old[key], after.timezone)}."
        elif key not in old:
            yield f"Intervention ajoutée : {_told(new[key], after.timezone)}."
        elif _counted(old[key]) != _counted(new[key]):
            yield f"Intervention modifiée : {_told(old[key], after.timezone)} → {_told(new[key], after.timezone)}."


def _counted(one: InterventionHours) -> InterventionHours:
    return replace(one, intervention=one.intervention.wordless)


def _key(one: InterventionHours) -> tuple[str, str]:
    intervention = one.intervention
    return ("call", intervention.call) if intervention.call else ("alone", intervention.start.isoformat())


def _told(one: InterventionHours, timezone: str) -> str:
    """« ven. 13/11, 3 h 10, Urgence, 1 h 20 »."""
    intervention = one.intervention
    place = f", {intervention.line}" if intervention.line else ""
    length = hours_text(intervention.end - intervention.start)
    extra = intervention.after + intervention.travel
    added = f" dont {hours_text(extra)} ajoutées" if extra else ""
    return f"{short_moment(intervention.start, timezone)}{place}, {length}{added}"


def _given(before: Statement, after: Statement) -> Iterator[str]:
    if before.rule != after.rule:
        yield "La règle de compensation de l'entreprise a été remplacée par celle d'aujourd'hui."
    if before.amount != after.amount:
        change = signed(euros_text(after.amount - before.amount))
        yield f"Compensation : {euros_text(before.amount)} → {euros_text(after.amount)} ({change})."
    if before.rest != after.rest:
        change = signed(hours_text(after.rest - before.rest))
        yield f"Repos compensateur : {hours_text(before.rest)} → {hours_text(after.rest)} ({change})."
    if before.dues != after.dues and (before.amount, before.rest) == (after.amount, after.rest):
        yield "Le détail de la compensation a changé, ses totaux non."
