"""What a printed statement is made of, and the words that its two forms share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from appliance.folding import listed
from appliance.planning.compensation import Basis, Compensation, Due, Part
from appliance.planning.hour_kinds import PRECEDENCE, Kind
from appliance.planning.labour_law import Rest
from appliance.planning.moments import long_moment
from appliance.planning.quantities import euros_text, hours_exact, hours_read, hours_text, number_text
from appliance.planning.statement import InterventionHours, Statement
from appliance.planning.statement_edition import KINDS, Correction, Edition

PARTS = {
    Part.ON_CALL: "Astreinte",
    Part.INTERVENTION: "Intervention",
    Part.MINIMUM: "Complément au minimum par intervention",
}
HOURS = {
    Kind.DAY: "heures de jour",
    Kind.NIGHT: "heures de nuit",
    Kind.SATURDAY: "heures du samedi",
    Kind.SUNDAY: "heures du dimanche",
    Kind.HOLIDAY: "heures de jour férié",
}
BASES = {
    Basis.HOUR: "heure",
    Basis.PERIOD: "période",
    Basis.DAY: "jour (24 h commencées)",
    Basis.WEEKEND: "week-end (au prorata)",
    Basis.WEEK: "semaine (sept jours)",
    Basis.INTERVENTION: "intervention",
}
NOT_SETTLED = "Compensation : à fixer par l'entreprise (aucune règle n'est enregistrée)."


@dataclass(frozen=True)
class Sheet:
    """A statement to be printed: provisional, at `printed_at` (UTC), or an edition, with its digest."""

    statement: Statement
    printed_at: datetime
    edition: Edition | None = None
    digest: str = ""

    @property
    def dated(self) -> datetime:
        """The date of the document: an edition is printed again as it was."""
        return self.edition.closed_at if self.edition else self.printed_at

    @property
    def standing(self) -> str:
        """« Édition 1, close le lundi 1ᵉʳ décembre 2026 à 9 h par durand », « Provisoire, établi le… »."""
        day = long_moment(self.dated, self.statement.timezone)
        if self.edition is None:
            return f"Provisoire, établi le {day}"
        word = "close" if self.edition.number == 1 else "corrigée"
        return f"Édition {self.edition.number}, {word} le {day} par {self.edition.closed_by}"

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The corrections made since the month was closed."""
        return self.edition.corrections if self.edition else ()


def due_label(due: Due) -> str:
    """« Astreinte, heures de nuit », « Intervention, forfait »."""
    if due.kind is None:
        same = due.part is Part.INTERVENTION and due.basis is Basis.INTERVENTION
        return "Intervention, forfait" if same else f"{PARTS[due.part]}, {BASES[due.basis]}"
    return f"{PARTS[due.part]}, {HOURS[due.kind]}"


def quantity_text(due: Due) -> str:
    """« 45 h 30 » of hours, « 13 jours sur 7 » of weeks, « 2,5 » of anything else."""
    days = round(due.quantity * 7, 2)
    if due.basis is Basis.HOUR:
        return hours_exact(timedelta(seconds=round(due.quantity * 3600)))
    if due.basis is Basis.WEEK and days == int(days):
        return f"{days:.0f} jour{'s' if days > 1 else ''} sur 7"
    return number_text(due.quantity)


def rate_text(due: Due) -> str:
    """« 2,50 € + 15 min »: what one of them gives, before the uplift."""
    given = [euros_text(due.rate) if _cents(due.rate) else f"{number_text(due.rate)} €"] if due.rate else []
    return " + ".join([*given, *([hours_exact(due.rest_rate)] if due.rest_rate else [])])


def _cents(rate: Decimal) -> bool:
    return rate == round(rate, 2)


def uplift_text(due: Due) -> str:
    """« 25 % », nothing where there is none."""
    return f"{number_text(due.uplift)} %" if due.uplift else ""


def rule_text(due: Due) -> str:
    """« 45 h 30 × 2,50 €, 25 % de plus »."""
    uplift = f", {uplift_text(due)} de plus" if due.uplift else ""
    return f"{quantity_text(due)} × {rate_text(due)}{uplift}"


def given_text(due: Due) -> str:
    """« 142,19 € », « 4 h de repos », or both."""
    given = [euros_text(due.amount)] if due.rate else []
    given += [f"{hours_exact(due.rest)} de repos"] if due.rest_rate else []
    return listed(given)


def notes_of(one: InterventionHours) -> str:
    """What is said of an intervention: its line, its order, the agent's notes; of a caller who is forgotten, that."""
    intervention = one.intervention
    order = f"commande {intervention.order}" if intervention.order else "appelant effacé" if intervention.erased else ""
    return " ; ".join(part for part in (intervention.line, order, *intervention.notes) if part)


def rest_told(rest: Rest, timezone: str) -> str:
    """The earliest return after a stretch of work, in the usual reading."""
    text = f"Repos de 11 h jusqu'au {long_moment(rest.daily, timezone)}"
    if rest.weekly:
        text += f" ; de 35 h, si le repos hebdomadaire était en cours, jusqu'au {long_moment(rest.weekly, timezone)}"
    if rest.broken:
        text += f" ; interrompu par l'intervention du {long_moment(rest.broken, timezone)}, après laquelle il repart"
    return text


def rule_told(rule: Compensation) -> str:
    """« Natures d'heures : nuit de 21 h à 6 h ; … »: the windows of each kind and which of them counts first."""
    windows = (f"{KINDS[kind]} {_window_text(rule, kind)}" for kind in reversed(PRECEDENCE))
    order = ", puis ".join(KINDS[kind] for kind in rule.windows.precedence)
    return f"Natures d'heures : {' ; '.join(windows)}. Une heure ne compte qu'une fois : {order}, puis jour."


def _window_text(rule: Compensation, kind: Kind) -> str:
    start, end = rule.windows.of(kind)
    if start == end:
        return "toute la journée" if not start.hour and not start.minute else f"24 h à partir de {_clock(start)}"
    return f"de {_clock(start)} à {'24 h' if not end.hour and not end.minute else _clock(end)}"


def _clock(reading: time) -> str:
    """« 21 h », « 8 h 30 »."""
    return hours_read(timedelta(hours=reading.hour, minutes=reading.minute)) if reading.hour else f"0 h {reading:%M}"


def whole_or_dash(length: timedelta) -> str:
    """A time, or a dash for none."""
    return hours_text(length) if length else "–"
