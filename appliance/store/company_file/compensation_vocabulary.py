"""Every key of the compensation in the company file, and what it means in French (see `vocabulary`)."""

from __future__ import annotations

from appliance.planning.compensation import INTERVENTION_BASES, ON_CALL_BASES, Basis
from appliance.planning.hour_kinds import PRECEDENCE, Kind
from appliance.store.company_file import values
from appliance.store.company_file.shapes import Block, Key, Row, may

OF_KIND = {
    Kind.DAY: "de jour",
    Kind.NIGHT: "de nuit",
    Kind.SATURDAY: "du samedi",
    Kind.SUNDAY: "du dimanche",
    Kind.HOLIDAY: "d'un jour férié",
}
OF_BASIS = {
    Basis.HOUR: "par heure",
    Basis.PERIOD: "par période d'astreinte",
    Basis.DAY: "par jour",
    Basis.WEEKEND: "par fin de semaine",
    Basis.WEEK: "par semaine",
    Basis.INTERVENTION: "par intervention",
}


def grants(bases: tuple[Basis, ...]) -> tuple[Key, ...]:
    """What is given on each basis, in money then in time off."""
    euros = (may(f"per_{one.value}", f"euros {OF_BASIS[one]}", values.EUROS, "rien") for one in bases)
    rests = (
        may(f"rest_per_{one.value}", f"repos {OF_BASIS[one]} : 30m, 1h30", values.DURATION, "rien") for one in bases
    )
    return (*euros, *rests)


def uplift(kind: Kind) -> Key:
    return may(kind.value, f"majoration des heures {OF_KIND[kind]} : 25%", values.PERCENT, "aucune")


WINDOWS = Block(
    "windows", tuple(may(kind.value, f"heures {OF_KIND[kind]}", values.HOURS, "l'usage") for kind in PRECEDENCE)
)
UPLIFTS = may(
    "uplifts",
    "majorations, en pour cent, selon la nature des heures",
    Block("uplifts", tuple(map(uplift, Kind))),
    "aucune",
)
ON_CALL = Block("on_call", (*grants(ON_CALL_BASES), UPLIFTS))
INTERVENTION = Block(
    "intervention",
    (
        *grants(INTERVENTION_BASES),
        may("minimum", "durée minimale comptée pour une intervention : 30m", values.DURATION, "aucune"),
        UPLIFTS,
    ),
)
COMPENSATION = Block(
    "compensation",
    (
        may(
            "windows", "quand commence et finit chaque nature d'heures", WINDOWS, "nuit de 21:00 à 06:00, jours entiers"
        ),
        may(
            "precedence",
            "d'une heure de plusieurs natures, la première de cette liste compte",
            Row(values.words(*(kind.value for kind in PRECEDENCE))),
            "holiday, sunday, saturday, night",
        ),
        may("on_call", "ce que donne le temps d'astreinte", ON_CALL, "rien"),
        may("intervention", "ce que donne une intervention", INTERVENTION, "rien"),
    ),
)
