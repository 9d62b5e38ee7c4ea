"""How long callers are remembered, and what they left is kept: as the company says, else as its machine does. Pure."""

from __future__ import annotations

import math

from appliance.company.model import MESSAGE_DAYS, TALK_DAYS, TOLD_DAYS, Company

DAYS_A_MONTH = 30.44


def months_kept(company: Company | None, usual: int) -> int:
    """Months after which a call no longer says who called. `usual`: those of the machine's file."""
    return company.forget_months if company is not None and company.forget_months is not None else usual


def message_days_kept(company: Company | None, usual: int) -> int:
    """Days that a message is kept, at most: it goes with its caller, if not before. `usual`: as for `months_kept`."""
    own = company.message_days if company is not None else MESSAGE_DAYS
    return min(own, math.ceil(months_kept(company, usual) * DAYS_A_MONTH))


def talk_days_kept(company: Company | None, usual: int) -> int:
    """Days that a conversation recorded is kept, at most: likewise."""
    own = company.talk_days if company is not None else TALK_DAYS
    return min(own, math.ceil(months_kept(company, usual) * DAYS_A_MONTH))


def told_days_kept(company: Company | None) -> int:
    """Days that what was told of a call is kept."""
    return company.told_days if company is not None else TOLD_DAYS
