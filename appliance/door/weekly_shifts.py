"""A team's rotations and weekly shifts put in the place of others, read as the company's file would be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from appliance.company.model import Company
from appliance.door.refusing import Refused
from appliance.door.rewriting import rewritten
from appliance.planning.dated_shifts import put_from
from appliance.planning.rota import Shift
from appliance.planning.rotation_groups import Turns, put_in, turns_in
from appliance.store.company_file.editing import Sections, planning_item
from appliance.store.company_file.planning_writer import rotation_item, shift_item

TOO_LATE = (
    "Un créneau ne change qu'à partir d'aujourd'hui : les heures faites le sont. Pour les corriger, notez un "
    "remplacement à ces dates-là."
)
GONE = "Le planning vient de changer ; revoyez-le, puis enregistrez de nouveau."


def with_rotations(company: Company, team: str, former: Turns | None, turns: Turns | None) -> Company:
    """A rotation in the place of another; read as the company's file would be. Refused."""
    standing = company.teams[team].plan.rotations
    if former is not None and former not in turns_in(standing):
        raise Refused([GONE])
    found = put_in(standing, former, turns)

    def write(sections: Sections) -> None:
        set_part(planning_item(sections, team), "rotations", [rotation_item(one) for one in found])

    return rewritten(company, write)


def soonest(shift: Shift | None, today: date) -> date:
    """From which day on a shift changes where no other is chosen: today, or its first day where that is to come."""
    return max(today, shift.first) if shift is not None and shift.first is not None else today


def with_shifts(
    company: Company, team: str, former: Shift | None, shift: Shift | None, since: date, today: date
) -> Company:
    """A weekly shift in the place of another from a day on; read as the company's file is. Refused, ValueError."""
    standing = company.teams[team].plan.shifts
    if former is not None and former not in standing:
        raise Refused([GONE])
    found = put_from(standing, former, shift, since, today)

    def write(sections: Sections) -> None:
        set_part(planning_item(sections, team), "shifts", [shift_item(one) for one in found])

    return rewritten(company, write)


def set_part(item: dict[str, object], part: str, items: Sequence[object]) -> None:
    """Write a part of a planning; what is empty is left out."""
    item.pop(part, None)
    if items:
        item[part] = list(items)
