"""When a line calls a team's own agents, as a form offers it: before a duty, at the hour, after it, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import SelectField

from appliance.company.model import Team
from web.typed.waits import A_MINUTE, wait_shown

AT_A_DUTY = (0, 5, 10, 15, 30, 60, 120)  # minutes before it
AT_A_RELAY = (30, 15, 10, 5, 0, -5, -10, -15, -30)  # minutes before; after it, where negative
OUTSIDE = (10, 15, 20, 30, 45, 60, 120)  # minutes between two
NO_CALL = "pas d'appel"


def around(minutes: int) -> str:
    """« 10 min avant », « à l'heure même », « 10 min après »."""
    length = wait_shown(abs(minutes) * A_MINUTE)
    return f"{length} {'avant' if minutes > 0 else 'après'}" if minutes else "à l'heure même"


def each_time(minutes: int) -> str:
    """« toutes les 20 min »."""
    return "toutes les heures" if minutes == A_MINUTE else f"toutes les {wait_shown(minutes * A_MINUTE)}"


CALLS: dict[str, tuple[tuple[int, ...], Callable[[int], str]]] = {
    "duty_call": (AT_A_DUTY, around),
    "safety_call": (OUTSIDE, each_time),
    "hand_over_call": (AT_A_RELAY, around),
}


def minutes_of(chosen: object) -> int | None:
    """What a choice says; None: no call. ValueError for what is none of them."""
    return int(str(chosen)) if chosen not in ("", None) else None


def choices_of(name: str, standing: int | None) -> dict[str, str]:
    """What is offered, by the minutes; with what stands, where the company's file says another number."""
    offered, said = CALLS[name]
    others = () if standing is None or standing in offered else (standing,)
    return {"": NO_CALL} | {str(one): said(one) for one in (*others, *offered)}


def offer_calls(form: dict[str, SelectField], team: Team | None) -> None:
    """Give each field its choices."""
    for name, field in form.items():
        field.choices = choices_of(name, getattr(team, name) if team else None)


def calls_told(team: Team | None) -> str:
    """« prise d'astreinte 10 min avant, relais 5 min après »: what one reads while the fields are folded."""
    titles = {"duty_call": "prise d'astreinte", "safety_call": "intervention", "hand_over_call": "relais"}
    standing = {name: getattr(team, name) for name in titles} if team else {}
    said = [f"{titles[name]} {CALLS[name][1](minutes)}" for name, minutes in standing.items() if minutes is not None]
    return ", ".join(said) or "non"
