"""The registry of personal data, for the settings: every text of their document, and what it holds of people.

A test fails for a text of the model that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.company.machines import MachineCaller
from appliance.company.model import (
    Agent,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Incident,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    PastTeam,
    Say,
    Team,
    Translation,
)
from appliance.company.numbers import AllowedNumber, NamedCaller
from appliance.planning.hours import DatedDays, YearlyDays
from appliance.planning.team_plan import Absence, Departure, Former, Override, Rotation, Shift, Swap, TeamPlan
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_readers import Kept


@dataclass(frozen=True)
class Part:
    """Some texts of a class of the model. `closed`, `free`: as in `personal_data.Columns`."""

    owner: type
    closed: str
    kept: Kept
    free: str = ""

    @property
    def searched(self) -> tuple[str, ...]:
        return tuple(self.free.split())


PARTS = (
    Part(
        Company, "timezone country holidays responsible", page.SETTINGS, free="name collective_agreement urgent_words"
    ),
    Part(DatedDays, "", page.SETTINGS, free="name"),
    Part(YearlyDays, "", page.SETTINGS, free="name"),
    Part(AllowedNumber, "number", page.AGENTS, free="name"),
    Part(NamedCaller, "number", page.SETTINGS, free="name"),
    Part(MachineCaller, "number keys", page.SETTINGS, free="name"),
    Part(Agent, "id language", page.AGENTS, free="name"),
    Part(Agent, "phones mail pin", page.PHONES),
    Part(Team, "id", page.SETTINGS, free="name"),
    Part(TeamPlan, "levels timezone", page.AGENTS),
    Part(Shift, "agent", page.AGENTS),
    Part(Rotation, "agents", page.AGENTS),
    Part(Rotation, "", page.SETTINGS, free="name"),
    Part(Swap, "giver taker agreed refused withdrawing", page.AGENTS),
    Part(Override, "removes adds", page.AGENTS),
    Part(Absence, "agent", page.AGENTS),
    Part(Absence, "", page.REASONS, free="reason"),
    Part(Departure, "agent", page.AGENTS),
    Part(Former, "levels", page.PROOFS),
    Part(PastTeam, "id", page.PROOFS, free="name lines"),
    Part(Menu, "id default", page.SETTINGS, free="name announcement"),
    Part(CallTeam, "team", page.SETTINGS, free="instructions"),
    Part(Forward, "numbers", page.SETTINGS),
    Part(OpenMenu, "menu", page.SETTINGS),
    Part(Say, "", page.SETTINGS, free="text"),
    Part(NumberRule, "pattern", page.SETTINGS),
    Part(Behaviour, "", page.SETTINGS, free="announcement"),
    Part(Incident, "", page.SETTINGS, free="text"),
    Part(Translation, "language", page.SETTINGS, free="text said"),
    Part(Line, "id numbers timezone last_resort language holidays tell", page.SETTINGS, free="name instructions"),
)
FREE = {(part.owner, name): part.kept for part in PARTS for name in part.searched}
REACHED = {  # where a number or an address stands by itself
    (Agent, "phones"),
    (Agent, "mail"),
    (AllowedNumber, "number"),
    (NamedCaller, "number"),
    (Forward, "numbers"),
    (Line, "numbers"),
    (Line, "last_resort"),
    (Line, "tell"),
}
