"""The one table of who is shown whose number. Pure.

A mobile is its owner's: it was given to be rung by the box, and to those who manage the team. A customer's number is
there to be rung back, and an office's is the company's.
"""

from __future__ import annotations

from enum import Enum


class Asker(Enum):
    """Who asks, as far as numbers go."""

    MANAGER = "manager"  # and administrators: they write the numbers down, and ring the agents
    READER = "reader"
    AGENT = "agent"
    PROGRAM_WITH_NUMBERS = "program with numbers"  # a token opened with them
    PROGRAM = "program"


class Whose(Enum):
    """Whose number it is."""

    CUSTOMER = "customer"
    OWN = "own"  # of the agent who asks
    AGENT = "agent"  # of any other agent, or of a line's last resort; their mail goes with it
    COMPANY = "company"  # its lines, its offices


class Shown(Enum):
    WHOLE = "whole"
    MASKED = "masked"  # which of two, and no more
    ABSENT = "absent"


AGENTS = {
    Asker.MANAGER: Shown.WHOLE,
    Asker.PROGRAM_WITH_NUMBERS: Shown.WHOLE,
    Asker.READER: Shown.MASKED,
    Asker.AGENT: Shown.MASKED,
    Asker.PROGRAM: Shown.ABSENT,
}


def shown(asker: Asker, whose: Whose) -> Shown:
    """How this number is shown to this one."""
    return AGENTS[asker] if whose is Whose.AGENT else Shown.WHOLE
