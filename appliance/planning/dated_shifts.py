"""A weekly shift changed from a day on: what it was before that day stays in the planning. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from appliance.planning.team_plan import Shift

DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


def put_from(
    shifts: Sequence[Shift], former: Shift | None, later: Shift | None, since: date, today: date
) -> tuple[Shift, ...]:
    """The shifts with `later` in the place of `former` from a local day on; None: nothing was there, or nothing comes.

    `former` is one of them: it counts until the day before, or goes where it would begin later. One that has not begun
    by `today` may be the same from another day on: it moves whole. ValueError, in French, for what cannot be.
    """
    for day in (since, later.last if later else None):
        if day is not None and not FIRST <= day <= LAST:
            raise ValueError(f"Donnez un jour entre {FIRST.year} et {LAST.year}.")
    found = list(shifts)
    place = found.index(former) if former is not None else len(found)
    new = [] if later is None else [replace(later, first=since)]
    if former is not None and former.last is not None and former.last < since:
        raise ValueError(f"Ce créneau est fini depuis le {former.last:%d/%m/%Y} ; ajoutez-en un autre.")
    if new and new[0].last and new[0].last < since:
        raise ValueError("Le dernier jour est avant le premier ; corrigez l'un des deux.")
    if former is None:
        return (*found, *new)
    moved = bool(new) and replace(new[0], first=former.first) == former
    if moved and (since == former.first or former.first is None or former.first < today):
        raise ValueError("Rien ne change : c'est déjà le créneau qui compte.")
    begins_before = former.first is None or former.first < since
    kept = [replace(former, last=since - DAY)] if begins_before and not moved else []
    return (*found[:place], *new, *kept, *found[place + 1 :])


def days_text(shift: Shift) -> str:
    """« du 01/12/2026 au 31/01/2027 », « dès le 01/12/2026 », « jusqu'au 30/11/2026 »; nothing where it is always."""
    if shift.first and shift.last:
        return f"du {shift.first:%d/%m/%Y} au {shift.last:%d/%m/%Y}"
    if shift.first:
        return f"dès le {shift.first:%d/%m/%Y}"
    return f"jusqu'au {shift.last:%d/%m/%Y}" if shift.last else ""
