"""Accounts of people who have left the company: they sign in no more, and are given nothing. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.company.model import Company
from appliance.store.accounts.accounts import Account, Role


def is_unknown(account: Account, company: Company | None) -> bool:
    """Whether it is an agent's, and the company has them no more."""
    return account.role is Role.AGENT and (company is None or account.agent not in company.agents)


def has_left(account: Account, company: Company | None, moment: datetime) -> bool:
    """Whether the last day of its agent is over, on the company's calendar.

    An administrator's is closed by another one, never by a date: the company would be left with none.
    """
    known = company.agents.get(account.agent or "") if company is not None else None
    if company is None or known is None or account.role is Role.ADMINISTRATOR:
        return False
    return known.has_left(moment.astimezone(ZoneInfo(company.timezone)).date())
