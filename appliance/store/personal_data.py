"""The registry of personal data: every text column of the database, what it holds of people, and what becomes of it.

Erasing, forgetting, the right of access, an agent's departure and the privacy page are all read from here; a test fails
for a column that is missing. Files are in `personal_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from appliance.store import personal_page as page
from appliance.store import settings as company
from appliance.store.feeds import FeedRow
from appliance.store.fields import Row
from appliance.store.imported_entries import ImportedEntryRow
from appliance.store.outbox_rows import OutboxRow
from appliance.store.personal_page import Kept
from appliance.store.phone_tests import PhoneTestRow
from appliance.store.publication_rows import (
    CalendarEntryRow,
    PublicationRow,
    PublishedChangeRow,
    PublishedShiftRow,
    PublishedToRow,
)
from appliance.store.records import AttemptRow, CallRow, ImportedCdrRow, LeaseRow, MessageRow, StepRow
from appliance.store.site_rows import AccountRow, AuditRow, CareRow, ProbeRow, SignInRow, TokenRow
from appliance.store.statement_rows import AdditionRow, EditionRow, EditionWordsRow
from appliance.store.version_rows import TakeRow, VersionRow


class Fate(Enum):
    """What becomes of a column when its call is forgotten."""

    STAYS = auto()  # it says nothing of the caller
    GONE = auto()  # the whole row
    EMPTIED = auto()
    TYPED = auto()  # emptied, but for the steps that are the house's own


@dataclass(frozen=True)
class Columns:
    """Some columns of a table. `call`: the column that names the call; `blank`: what an emptied row holds instead.

    `searched`: free text, in which numbers are looked for and struck out. `aged`: the moment after which a row is too
    old to be kept. `agent`: the column that names the agent whose row goes when they leave the company.
    """

    table: type[Row]
    names: str
    kept: Kept
    fate: Fate = Fate.STAYS
    call: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)
    searched: str = ""
    aged: str = ""
    agent: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.names.split())


OWN_STEPS = (  # what they detail is the house's: a period, a menu, a team, an agent
    "greeting",
    "menu",
    "order_number",
    "internal_code",
    "hunt",
    "on_call",
    "skipped",
    "off_duty",
    "unrelieved",
    "opened",
    "forward",
    "conversation",
    "gone_at_once",
    "message",
    "unknown_number",
    "no_room",
    "no_codec",
    "unsupported",
    "short_session",
    "no_leg",
    "refused_by_box",
)

TYPED_STEPS = ("key", "code", "colleague")  # what the caller typed, or who they were found to be

OF_CALLS = (
    Columns(
        CallRow,
        "caller order_number",
        page.CALLERS,
        Fate.EMPTIED,
        call="id",
        blank={"caller": None, "order_number": None},
    ),
    Columns(CallRow, "id line_id line_name called outcome audience box", page.COURSE),
    Columns(StepRow, "detail", page.CALLERS, Fate.TYPED, call="call_id", blank={"detail": ""}),
    Columns(StepRow, "call_id name", page.COURSE),
    Columns(AttemptRow, "call_id agent outcome", page.COURSE),
    Columns(MessageRow, "call_id file", page.MESSAGES, Fate.GONE, call="call_id"),
    Columns(
        CareRow,
        "call_id file assigned_to note done_by",
        page.MESSAGES,
        Fate.GONE,
        call="call_id",
        searched="note",
    ),
    Columns(LeaseRow, "agent call_id box", page.COURSE),
    Columns(ImportedCdrRow, "name", page.COURSE),
)
OF_STATEMENTS = (
    Columns(AdditionRow, "note", page.NOTES, Fate.EMPTIED, call="call_id", blank={"note": ""}, searched="note"),
    Columns(AdditionRow, "agent call_id added_by cancelled_by", page.PROOFS),
    Columns(
        EditionWordsRow,
        "order_number notes",
        page.NOTES,
        Fate.EMPTIED,
        call="call_id",
        blank={"order_number": None, "notes": "[]", "erased": True},
        searched="notes",
    ),
    Columns(EditionWordsRow, "agent month call_id", page.PROOFS),
    Columns(EditionRow, "agent month closed_by content digest printed", page.PROOFS),
)
OF_THE_HOUSE = (
    Columns(AuditRow, "id who act changes", page.CHANGES, searched="act changes", aged="at"),
    Columns(SignInRow, "secret_hash account_id address browser", page.SIGN_INS, aged="seen_at"),
    Columns(
        OutboxRow,
        "message_id recipient subject about content state last_error",
        page.MAILS,
        searched="subject about content last_error",
        aged="queued_at",
    ),
    Columns(PhoneTestRow, "id agent_id phone asked_by outcome", page.CONTACTS, aged="asked_at", agent="agent_id"),
    Columns(FeedRow, "secret_hash kind subject", page.CONTACTS),
    Columns(AccountRow, "id name role agent_id password_hash totp_secret", page.ACCOUNTS),
    Columns(TokenRow, "id secret_hash name scope made_by", page.ACCOUNTS),
    Columns(ProbeRow, "name sentence", page.MACHINE),
    Columns(PublicationRow, "line_id line_name timezone published_by notice reason", page.PROOFS),
    Columns(PublishedShiftRow, "team_id team_name agent_id agent_name", page.PROOFS),
    Columns(PublishedChangeRow, "team_id team_name agent_id agent_name", page.PROOFS),
    Columns(PublishedToRow, "agent_id agent_name mail secret_hash acknowledged_by", page.PROOFS),
    Columns(CalendarEntryRow, "uid line_id team_id agent_id", page.PROOFS),
    Columns(ImportedEntryRow, "source uid kind team_id agent_id reason", page.AGENTS, agent="agent_id"),
    Columns(TakeRow, "name sound", page.SETTINGS),
    Columns(VersionRow, "id who place text take", page.SETTINGS),
)
OF_SETTINGS = (
    Columns(company.CompanyRow, "name timezone country holidays", page.SETTINGS),
    Columns(company.NamedDaysRow, "line_id kind first_day last_day name", page.SETTINGS),
    Columns(company.AllowedNumberRow, "number name", page.AGENTS),
    Columns(company.AgentRow, "id name mail pin", page.AGENTS),
    Columns(company.PhoneRow, "agent_id number", page.AGENTS),
    Columns(company.TeamRow, "id name timezone strategy", page.SETTINGS),
    Columns(company.MemberRow, "team_id agent_id", page.AGENTS),
    Columns(company.ShiftRow, "team_id agent_id", page.AGENTS),
    Columns(company.RotationRow, "team_id name", page.SETTINGS),
    Columns(company.RotationAgentRow, "team_id agent_id", page.AGENTS),
    Columns(company.FormerPlanRow, "team_id plan", page.PROOFS),
    Columns(company.PastTeamRow, "id name lines plan", page.PROOFS),
    Columns(company.SwapRow, "team_id giver taker refused", page.AGENTS),
    Columns(company.OverrideRow, "team_id removes adds", page.AGENTS),
    Columns(company.AbsenceRow, "team_id agent_id reason", page.AGENTS),
    Columns(company.MenuRow, "id announcement default_key", page.SETTINGS),
    Columns(
        company.ChoiceRow,
        "action action_team action_order_pattern action_number action_menu action_text menu_id key",
        page.SETTINGS,
    ),
    Columns(
        company.LineRow,
        "id name timezone audience order_pattern last_resort holidays code_pattern",
        page.SETTINGS,
    ),
    Columns(company.LineNumberRow, "line_id number", page.SETTINGS),
    Columns(company.OpeningWindowRow, "line_id", page.SETTINGS),
    Columns(company.ForcedPeriodRow, "line_id period", page.SETTINGS),
    Columns(
        company.BehaviourRow,
        "action action_team action_order_pattern action_number action_menu action_text line_id period announcement",
        page.SETTINGS,
    ),
    Columns(company.CompensationRow, "rule", page.SETTINGS),
)
REGISTRY = (*OF_CALLS, *OF_STATEMENTS, *OF_THE_HOUSE, *OF_SETTINGS)


def of_callers() -> Iterator[Columns]:
    """What is forgotten with a call."""
    return (one for one in REGISTRY if one.fate is not Fate.STAYS)


def column(entry: Columns, name: str) -> Any:
    """A field of an entry's table, as queries name it."""
    return getattr(entry.table, name)
