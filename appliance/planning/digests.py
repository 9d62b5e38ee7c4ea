"""A name for what has none of its own in a planning: an exception, a swap, a weekly shift."""

from __future__ import annotations

import hashlib
from dataclasses import fields

from appliance.planning.team_plan import Absence, Override, Shift, Swap


def digest(one: Override | Absence | Swap | Shift) -> str:
    """A name for an exception, or a weekly shift, that has none."""
    return hashlib.sha256(written(one).encode()).hexdigest()[:16]


def written(one: Override | Absence | Swap | Shift) -> str:
    """The same text for equal ones, in whatever process: sets have no order of their own."""
    facts = {field.name: getattr(one, field.name) for field in fields(one) if field.compare}
    return repr({name: sorted(fact) if isinstance(fact, frozenset) else fact for name, fact in facts.items()})
