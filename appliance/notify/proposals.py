"""What a publication would change, in words, and a publication made and noted."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from peewee import Database

from appliance.company.model import Company, Line
from appliance.company.names import agent_name, line_words
from appliance.notify.mail import MailChannel
from appliance.notify.publishing import Proposal, Publisher, publish
from appliance.notify.told_changes import told_changes
from appliance.notify.words import change_line
from appliance.planning.publication import Change
from appliance.store.accounts.audit import note
from appliance.store.database import writing

LONGEST_DAYS = 400


def publish_noted(
    database: Database,
    company: Company,
    line: Line,
    first: date,
    last: date,
    by: Publisher,
    reason: str | None,
    *,
    noted_at: datetime,
) -> dict[str, Any]:
    """Publish, and note in the journal of changes who did. `noted_at` (UTC): on the machine's clock. StoreError."""
    with writing(database):
        publication = publish(database, company, line, first, last, by, reason)
        act = f"{line_words(line.name)} : publication {publication['number']}"
        note(database, by.name, act, [f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"], at=noted_at)
    return publication


def fingerprint(made: Proposal) -> str:
    """What tells two proposals apart, without the names of entries that are not written yet.

    The revision of the settings would not: what is proposed is made of what was published before, and of the day, too.
    """
    facts = [
        (change.before.shift if change.before else None, change.after.shift if change.after else None)
        for change in made.succession.changes
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def changes_of(company: Company, line: Line, made: Proposal) -> dict[str, list[str]]:
    """What each agent would be told, by name."""
    found: dict[str, list[str]] = {}
    for change in told_changes(records_of(company, made)):
        found.setdefault(change["agent_name"], []).append(change_line(change, line.timezone))
    return found


def records_of(company: Company, made: Proposal) -> list[dict[str, Any]]:
    """The changes as `published_changes` would have them, with the names of today."""
    return [record_of(company, change) for change in made.succession.changes]


def record_of(company: Company, change: Change) -> dict[str, Any]:
    """One of them."""
    record: dict[str, Any] = {
        "team_name": "",
        "agent_id": change.agent,
        "agent_name": agent_name(company, change.agent),
    }
    for side in ("before", "after"):
        entry = getattr(change, side)
        record |= {
            f"starts_{side}": entry.shift.start if entry else None,
            f"ends_{side}": entry.shift.end if entry else None,
            f"level_{side}": entry.shift.level if entry else None,
        }
        if entry:
            team = company.teams.get(entry.shift.team)
            record["team_name"] = team.name if team else entry.shift.team
    return record


def mute_of(company: Company, made: Proposal) -> list[str]:
    """The agents concerned whom no mail reaches."""
    known = (company.agents.get(agent) for agent in made.concerned)
    return [agent.name for agent in known if agent is not None and not MailChannel.reaches(agent.mail)]
