"""« Rappelez-moi quand c'est réparé »: within how long an agent calls who asks for one then. Pure."""

from __future__ import annotations

from appliance.company.model import Line

USUALLY_WITHIN = 30  # minutes


def reached_within(line: Line) -> int:
    """Minutes, as the line promises any callback; thirty where it promises none."""
    return line.callback_within or USUALLY_WITHIN
