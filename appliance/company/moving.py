"""A company that goes by another clock: its planning and the lines that went by it follow. Pure."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.model import Company


def moved(company: Company, timezone: str) -> Company:
    """The same hours on the clock of another zone; what has a moment (replacements, swaps) stays at that moment."""
    teams = {key: replace(team, plan=replace(team.plan, timezone=timezone)) for key, team in company.teams.items()}
    lines = {
        key: replace(line, timezone=timezone) if line.timezone == company.timezone else line
        for key, line in company.lines.items()
    }
    return replace(company, timezone=timezone, teams=teams, lines=lines)
