"""Why a line is in this period, and why an agent is on call, in French. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import assert_never

from appliance.folding import folded
from appliance.planning.hours import (
    DatedDays,
    LineHours,
    NamedDays,
    Period,
    covers,
    days_covering,
    forced_at,
    holiday_name,
    period_at,
)
from appliance.planning.hours_words import week_words, window_words
from appliance.planning.moments import long_end, yearly_day
from appliance.planning.reasons import (
    Added,
    ByOverride,
    BySwap,
    InShift,
    InTurn,
    InWeek,
    Reason,
    WholeTeam,
)
from appliance.planning.wall_clock import wall_clock


def period_words(period: Period) -> str:
    """« jour férié »."""
    match period:
        case Period.OPEN:
            return "heures ouvrées"
        case Period.AFTER_HOURS:
            return "astreinte"
        case Period.HOLIDAY:
            return "jour férié"
        case Period.CLOSURE:
            return "fermeture"
        case _:
            assert_never(period)


PERIODS = {period: period_words(period) for period in Period}
NAMES = {  # letters alone, as a person may type them
    **{name: period for period, words in PERIODS.items() for name in (words, period.value)},
    "ouvert": Period.OPEN,
    "permanence": Period.OPEN,
    "ferie": Period.HOLIDAY,
    "ferme": Period.CLOSURE,
}
NOBODY: Mapping[str, str] = {}


def why_period(hours: LineHours, moment: datetime) -> tuple[Period, str]:
    """The period of a line at an aware moment, and what makes it so: who forced it, the day's name, the window."""
    period, reading = period_at(hours, moment), wall_clock(moment, hours.timezone)
    if (forced := forced_at(hours.forced, moment)) is not None:
        return period, f"période forcée jusqu'au {long_end(forced.end, hours.timezone)}"
    if hours.around_the_clock:
        return period, "ligne d'astreinte à toute heure, tous les jours"
    match period:
        case Period.CLOSURE:
            closure = days_covering(hours.closures, reading.date())
            return period, f"« {closure.name} », {days_text(closure)}" if closure else ""
        case Period.HOLIDAY:
            return period, _why_holiday(hours, reading.date())
        case Period.OPEN:
            return period, week_words([next(one for one in hours.opening_hours if covers(one, reading))])
    if not hours.opening_hours:
        return period, "cette ligne n'a pas d'heures ouvrées"
    return period, f"hors des heures ouvrées ({week_words(hours.opening_hours)})"


def _why_holiday(hours: LineHours, day: date) -> str:
    """The company's own day first: it may be a bridge beside a holiday."""
    off = days_covering(hours.days_off, day)
    if off is not None:
        return f"« {off.name} », jour chômé de l'entreprise, {days_text(off)}"
    return str(holiday_name(hours, day))


def days_text(days: NamedDays) -> str:
    """« le 07/05/2027 », « du 26/12/2026 au 02/01/2027 », « chaque année du 1er août au 21 août »."""
    if isinstance(days, DatedDays):
        first, last = f"{days.first:%d/%m/%Y}", f"{days.last:%d/%m/%Y}"
        return f"le {first}" if first == last else f"du {first} au {last}"
    first, last = yearly_day(*days.first), yearly_day(*days.last)
    return f"chaque année le {first}" if first == last else f"chaque année du {first} au {last}"


def period_named(text: str) -> Period:
    """A period by its name, in French or in English: `astreinte`, `after_hours`. ValueError, a French sentence."""
    known, typed = {_letters(name): period for name, period in NAMES.items()}, _letters(text)
    if typed not in known:
        raise ValueError(f"« {text} » n'est pas une période ; choisissez parmi {', '.join(PERIODS.values())}.")
    return known[typed]


def _letters(text: str) -> str:
    return "".join(letter for letter in folded(text) if letter.isalpha())


def reason_text(reason: Reason, names: Mapping[str, str] = NOBODY, team: str = "") -> str:
    """« roulement SAV semaine 48 », « remplace Claire Durand (remplacement du 24/12) ».

    `names`: of agents, by identifier. `team`: its name, which a rotation without one bears.
    """
    match reason:
        case WholeTeam():
            return "équipe sans planning, toujours d'astreinte"
        case InShift(window):
            return f"créneau {window_words(window)}"
        case InWeek(rotation, week):
            return f"{_rotation_text(rotation or team)} semaine {week}"
        case InTurn(rotation, first, last):
            return f"{_rotation_text(rotation or team)} du {first:%d/%m} au {last:%d/%m}"
        case BySwap(replaced, day):
            return f"remplace {names.get(replaced, replaced)} (échange du {day:%d/%m})"
        case ByOverride(replaced, day):
            return f"remplace {names.get(replaced, replaced)} (remplacement du {day:%d/%m})"
        case Added(day):
            return f"ajout du {day:%d/%m}"
        case _:
            assert_never(reason)


def _rotation_text(name: str) -> str:
    return f"roulement {name}" if name else "roulement"
