"""An emergency announcement: what all callers of a line hear for a time, and who takes it back. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.company.model import Company, Incident, Line
from appliance.company.parts import with_line
from appliance.prompts.languages import language_of


def incident_at(line: Line, moment: datetime) -> Incident | None:
    """What callers are told at an aware moment, if anything."""
    told = line.incident
    return told if told is not None and (told.until is None or moment < told.until) else None


def with_incident(company: Company, line: str, incident: Incident | None) -> Company:
    """The company with this announcement on a line; None: with none. ValueError where the line is gone."""
    if line not in company.lines:
        raise ValueError("cette ligne vient d'être retirée")
    return with_line(company, replace(company.lines[line], incident=incident))


def known_incident(line: Line) -> str:
    """What the voice says where nobody has worded anything, and where a recording is lost."""
    return language_of(line.language).known_incident(line.name)
