"""How long callers are remembered: as the company says, else as its machine does. Pure."""

from __future__ import annotations

from appliance.company.model import Company


def months_kept(company: Company | None, usual: int) -> int:
    """Months after which a call no longer says who called. `usual`: those of the machine's file."""
    return company.forget_months if company is not None and company.forget_months is not None else usual
