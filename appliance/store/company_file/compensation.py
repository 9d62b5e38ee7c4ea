"""The compensation of a company file: the kinds of hours, and what on-call time and interventions give."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ruamel.yaml.comments import CommentedMap

from appliance.planning.compensation import INTERVENTION_BASES, ON_CALL_BASES, Basis, Compensation, Scale
from appliance.planning.days import hours_text
from appliance.planning.hour_kinds import PRECEDENCE, Kind, KindWindows
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.yaml_shapes import in_line, only, row

AMOUNT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,4}))?", re.ASCII)
PERCENT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,2}))? ?%?", re.ASCII)
DURATION = re.compile(r"(?:([0-9]{1,3}) ?h ?)?(?:([0-9]{1,3}) ?(?:m|min)?)?", re.ASCII)
NO_TIME = timedelta(0)
KINDS = tuple(kind.value for kind in PRECEDENCE)


def read_compensation(value: Value) -> Compensation:
    """The company's rule; what it leaves out gives nothing."""
    fields = value.fields(required=(), optional=("windows", "precedence", "on_call", "intervention"))
    minimum, intervention = NO_TIME, Scale()
    if "intervention" in fields:
        found = fields.found["intervention"].fields(
            required=(), optional=(*_grants(INTERVENTION_BASES), "minimum", "uplifts")
        )
        minimum, intervention = found.read("minimum", duration, NO_TIME), _scale(found, INTERVENTION_BASES)
    return Compensation(_windows(fields), _on_call(fields), intervention, minimum)


def _on_call(fields: Fields) -> Scale:
    if "on_call" not in fields:
        return Scale()
    found = fields.found["on_call"].fields(required=(), optional=(*_grants(ON_CALL_BASES), "uplifts"))
    return _scale(found, ON_CALL_BASES)


def _grants(bases: tuple[Basis, ...]) -> tuple[str, ...]:
    """`per_hour`, `rest_per_hour`..."""
    return tuple(f"{what}per_{basis.value}" for what in ("", "rest_") for basis in bases)


def _scale(fields: Fields, bases: tuple[Basis, ...]) -> Scale:
    amounts = {basis: fields.read(f"per_{basis.value}", amount, Decimal(0)) for basis in bases}
    rests = {basis: fields.read(f"rest_per_{basis.value}", duration, NO_TIME) for basis in bases}
    uplifts: dict[Kind, Decimal] = {}
    if "uplifts" in fields:
        found = fields.found["uplifts"].fields(required=(), optional=tuple(kind.value for kind in Kind))
        uplifts = {kind: found.read(kind.value, percent, Decimal(0)) for kind in Kind}
    return Scale(_given(amounts), _given(rests), _given(uplifts))


def _given(found: dict[Any, Any]) -> dict[Any, Any]:
    """Less what is nothing."""
    return {key: given for key, given in found.items() if given}


def _windows(fields: Fields) -> KindWindows:
    usual = KindWindows()
    hours = {kind: usual.of(kind) for kind in PRECEDENCE}
    if "windows" in fields:
        found = fields.found["windows"].fields(required=(), optional=KINDS)
        hours = {kind: found.read(kind.value, scalars.hours, usual.of(kind)) for kind in PRECEDENCE}
    order = _precedence(fields.found["precedence"]) if "precedence" in fields else PRECEDENCE
    return KindWindows(**{kind.value: found for kind, found in hours.items()}, precedence=order)


def _precedence(value: Value) -> tuple[Kind, ...]:
    """All the kinds but the day, each once."""
    order = tuple(item.read(_kind, Kind.DAY) for item in value.items())
    if Kind.DAY not in order and sorted(order) != sorted(PRECEDENCE):
        value.refuse(f"L'ordre (precedence) nomme une fois chacune des natures {', '.join(KINDS)}.")
        return PRECEDENCE
    return order


def _kind(text: str) -> Kind:
    if text not in KINDS:
        raise ValueError(f"« {text} » n'est pas une nature d'heures ; choisissez parmi {', '.join(KINDS)}.")
    return Kind(text)


def amount(text: str) -> Decimal:
    """Euros: `2.50`, `2,50` or `120`; never a binary fraction."""
    found = AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f"« {text} » n'est pas un montant en euros ; écrivez par exemple 2.50.")
    return _plain(Decimal(f"{found[1]}.{found[2] or 0}"))


def percent(text: str) -> Decimal:
    """`25%`."""
    found = PERCENT.fullmatch(text)
    if found is None:
        raise ValueError(f"« {text} » n'est pas une majoration ; écrivez par exemple 25%.")
    return _plain(Decimal(f"{found[1]}.{found[2] or 0}"))


def _plain(number: Decimal) -> Decimal:
    """2.50 and 2.5 are one number, written in one way."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def duration(text: str) -> timedelta:
    """`30m`, `4h`, `1h30`: hours and minutes. ValueError, a French sentence."""
    found = DURATION.fullmatch(text)
    if found is None or not (found[1] or found[2]) or (not found[1] and text.isdecimal()):
        raise ValueError(f"« {text} » n'est pas une durée ; écrivez par exemple 30m, 4h ou 1h30.")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def duration_text(length: timedelta) -> str:
    """`1h30`, as `duration` reads it; whole minutes."""
    hours, minutes = divmod(round(length.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes}m"
    return f"{hours}h{minutes:02}" if minutes else f"{hours}h"


def compensation_of(rule: Compensation) -> CommentedMap:
    """The rule, written; empty where the company has none."""
    usual = KindWindows()
    windows = only(
        **{
            kind.value: hours_text(*rule.windows.of(kind))
            for kind in PRECEDENCE
            if rule.windows.of(kind) != usual.of(kind)
        }
    )
    changed = rule.windows.precedence != usual.precedence
    return only(
        windows=in_line(windows),
        precedence=row(kind.value for kind in rule.windows.precedence) if changed else None,
        on_call=_written(rule.on_call, NO_TIME),
        intervention=_written(rule.intervention, rule.minimum),
    )


def _written(scale: Scale, minimum: timedelta) -> CommentedMap:
    grants: dict[str, Any] = {f"per_{one.value}": _number(scale.amounts[one]) for one in Basis if one in scale.amounts}
    grants |= {f"rest_per_{one.value}": duration_text(scale.rests[one]) for one in Basis if one in scale.rests}
    uplifts = only(**{kind.value: f"{scale.uplifts[kind]:f}%" for kind in Kind if kind in scale.uplifts})
    return only(**grants, minimum=duration_text(minimum) if minimum else None, uplifts=in_line(uplifts))


def _number(euros: Decimal) -> int | float:
    """As YAML writes a number without quotes; so few digits come out as they went in."""
    return int(euros) if euros == euros.to_integral_value() else float(euros)
