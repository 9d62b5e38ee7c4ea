"""A dated exception of a planning in words, where it is listed and when it has been taken out."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.door.exception_words import override_words
from appliance.planning.moments import DAYS
from appliance.planning.team_plan import Absence, Override
from web.frame.words import absence_days


def short_days(absence: Absence, year: int) -> str:
    """« le mer. 09/12 », « du lun. 08/02/2027 au dim. 21/02/2027 »: a day of another year than this one has its own."""
    first, last = (
        f"{DAYS[day.weekday()][:3]}.\u00a0{day:%d/%m}{'' if day.year == year else f'/{day.year}'}"
        for day in (absence.first, absence.last)
    )
    return f"le {first}" if absence.first == absence.last else f"du {first} au {last}"


def taken_out_words(one: Override | Absence, names: Mapping[str, str], zone: str) -> str:
    """What is no more: « Remplacement ôté : … », « Absence ôtée : … »."""
    if isinstance(one, Override):
        return f"Remplacement ôté : {override_words(one, names, zone)}."
    return f"Absence ôtée : {names.get(one.agent, one.agent)}, {absence_days(one)}."
