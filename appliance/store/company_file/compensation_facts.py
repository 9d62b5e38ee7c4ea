"""What on-call time and interventions give, in words."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from appliance.planning.compensation import Basis, Compensation, Scale
from appliance.planning.days import hours_text
from appliance.planning.hour_kinds import PRECEDENCE, Kind
from appliance.planning.quantities import euros_text
from appliance.store.company_file.compensation_vocabulary import OF_BASIS, OF_KIND
from appliance.store.company_file.words import Facts

MINUTE = timedelta(minutes=1)
KINDS = {
    Kind.DAY: "jour",
    Kind.NIGHT: "nuit",
    Kind.SATURDAY: "samedi",
    Kind.SUNDAY: "dimanche",
    Kind.HOLIDAY: "jour férié",
}


def compensation_facts(rule: Compensation) -> Facts:
    return {
        **{f"heures {OF_KIND[kind]}": hours_text(*rule.windows.of(kind)) for kind in PRECEDENCE},
        "ce qui l'emporte": ", ".join(KINDS[kind] for kind in rule.windows.precedence),
        **_scale("astreinte", rule.on_call),
        **_scale("intervention", rule.intervention),
        "intervention, durée minimale": _time(rule.minimum) if rule.minimum else "",
    }


def _scale(what: str, scale: Scale) -> Facts:
    euros = {f"{what}, {OF_BASIS[one]}": _euros(scale.amounts[one]) for one in Basis if one in scale.amounts}
    rests = {f"{what}, repos {OF_BASIS[one]}": _time(scale.rests[one]) for one in Basis if one in scale.rests}
    more = {
        f"{what}, majoration des heures {OF_KIND[kind]}": f"{_plain(scale.uplifts[kind])} %"
        for kind in Kind
        if kind in scale.uplifts
    }
    return {**euros, **rests, **more}


def _time(length: timedelta) -> str:
    """« 30 min », « 4 h », « 1 h 30 »."""
    hours, minutes = divmod(round(length / MINUTE), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def _euros(amount: Decimal) -> str:
    """« 2,50 € »; finer than a cent, as it is: « 0,125 € »."""
    return euros_text(amount) if amount == round(amount, 2) else f"{_plain(amount)} €"


def _plain(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")
