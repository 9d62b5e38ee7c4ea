"""By which voice a company's sentences are said. Pure."""

from __future__ import annotations

from appliance.company.model import Company

OFFLINE = "pico"


def voice_kept(company: Company | None, machine: str) -> str:
    """`machine`: the voice of the machine's file; the one that sends nothing away, for a company that wants it so."""
    return OFFLINE if company is not None and company.offline_voice else machine
