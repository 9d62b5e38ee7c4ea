"""What the company gives for on-call hours and interventions: its rule, and what it gives for given hours. Pure.

Only the company decides it (Code du travail L3121-9, L3121-11 and L3121-12): the product applies and prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from appliance.planning.hour_kinds import Kind, KindWindows
from appliance.planning.spans import NOTHING

CENT = Decimal("0.01")
HOUR = Decimal(3600)
MINUTE = Decimal(60)


class Basis(StrEnum):
    """What something is given for. Of on-call time: all but INTERVENTION; of interventions: HOUR and INTERVENTION."""

    HOUR = "hour"
    PERIOD = "period"
    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    INTERVENTION = "intervention"


ON_CALL_BASES = (Basis.HOUR, Basis.PERIOD, Basis.DAY, Basis.WEEKEND, Basis.WEEK)
INTERVENTION_BASES = (Basis.HOUR, Basis.INTERVENTION)


@dataclass(frozen=True)
class Scale:
    """Given for each basis: `amounts` in euros, `rests` in time off. `uplifts`: % more, for an hour of a kind."""

    amounts: Mapping[Basis, Decimal] = field(default_factory=dict)
    rests: Mapping[Basis, timedelta] = field(default_factory=dict)
    uplifts: Mapping[Kind, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Compensation:
    """The company's rule. `minimum`: the least time that is paid for an intervention."""

    windows: KindWindows = field(default_factory=KindWindows)
    on_call: Scale = field(default_factory=Scale)
    intervention: Scale = field(default_factory=Scale)
    minimum: timedelta = NOTHING

    @property
    def settled(self) -> bool:
        """Whether the rule gives anything at all."""
        return any(scale.amounts or scale.rests for scale in (self.on_call, self.intervention))


class Part(StrEnum):
    """What a line of the compensation is for."""

    ON_CALL = "on_call"
    INTERVENTION = "intervention"
    MINIMUM = "minimum"  # the time added to short interventions


@dataclass(frozen=True)
class Due:
    """One line: so many hours of a kind, or so many times a basis.

    `uplift` in %, `amount` in euros, `rest` in whole minutes; `rate` and `rest_rate` are for one of `quantity`.
    """

    part: Part
    basis: Basis
    kind: Kind | None
    quantity: Decimal
    rate: Decimal | None
    rest_rate: timedelta | None
    uplift: Decimal
    amount: Decimal
    rest: timedelta


def hourly_dues(part: Part, scale: Scale, hours: Mapping[Kind, timedelta]) -> list[Due]:
    """A line for each kind of hours, its uplift included."""
    return [
        _due(part, scale, Basis.HOUR, kind, Decimal(round(spent.total_seconds())) / HOUR)
        for kind, spent in hours.items()
        if spent and _gives(scale, Basis.HOUR)
    ]


def counted_dues(part: Part, scale: Scale, counts: Mapping[Basis, Decimal]) -> list[Due]:
    """A line for each basis other than the hour."""
    return [_due(part, scale, basis, None, count) for basis, count in counts.items() if count and _gives(scale, basis)]


def _gives(scale: Scale, basis: Basis) -> bool:
    return basis in scale.amounts or basis in scale.rests


def _due(part: Part, scale: Scale, basis: Basis, kind: Kind | None, quantity: Decimal) -> Due:
    """Rounded half up, to the cent and to the minute: a total is the sum of the lines as they are printed."""
    rate, rest_rate = scale.amounts.get(basis), scale.rests.get(basis)
    uplift = scale.uplifts.get(kind, Decimal(0)) if kind else Decimal(0)
    times = quantity * (1 + uplift / 100)
    rest_minutes = Decimal(round((rest_rate or NOTHING).total_seconds())) / MINUTE * times
    return Due(
        part,
        basis,
        kind,
        quantity.quantize(Decimal("0.0001"), ROUND_HALF_UP),
        rate,
        rest_rate,
        uplift,
        ((rate or Decimal(0)) * times).quantize(CENT, ROUND_HALF_UP),
        timedelta(minutes=int(rest_minutes.quantize(Decimal(1), ROUND_HALF_UP))),
    )
