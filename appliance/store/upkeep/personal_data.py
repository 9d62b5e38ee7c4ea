"""The registry of personal data: every text column of the database, what it holds of people, and what becomes of it.

Erasing, forgetting, the right of access, an agent's departure and the privacy page are all read from here; a test fails
for a column that is missing. Files are in `personal_files.py`, the texts of the settings in `personal_settings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from appliance.store.absences.requests import AbsenceRequestRow
from appliance.store.accounts.feeds import FeedRow
from appliance.store.accounts.phone_entries import PhoneEntryRow
from appliance.store.accounts.tables import AccountRow, AuditRow, CareRow, ProbeRow, SignInRow, TokenRow
from appliance.store.asks.outing_tables import OutingRow
from appliance.store.asks.tables import AskRow
from appliance.store.boxes.tables import BoxRow
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.customers.answers import CustomerAnswerRow, CustomerQuestionRow
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.daily_tests import DailyTestRow
from appliance.store.fields import Row
from appliance.store.journal.shared_sounds import SoundRow
from appliance.store.journal.tables import (
    AttemptRow,
    CallRow,
    ImportedCdrRow,
    LeaseRow,
    MessageRow,
    StepRow,
    TalkRow,
    WordsRow,
)
from appliance.store.journal.transcripts import Transcript
from appliance.store.outbox.plan_changes import PlanChangeRow
from appliance.store.outbox.tables import OutboxRow, TidingRow, TryRow
from appliance.store.outgoing_legs import OutgoingLegRow
from appliance.store.page_calls.tables import PageCallRow, PageTalkRow, RingBackRow
from appliance.store.phone_tests.phone_tests import PhoneTestRow
from appliance.store.publications.tables import (
    CalendarEntryRow,
    PublicationRow,
    PublishedChangeRow,
    PublishedShiftRow,
    PublishedToRow,
)
from appliance.store.settings.imported_entries import ImportedEntryRow
from appliance.store.settings.tables import SettingsRow
from appliance.store.settings.version_tables import RecordingRow, VersionRow
from appliance.store.statements.tables import AdditionRow, DoneRow, EditionRow, EditionWordsRow
from appliance.store.trunk_outages import TrunkOutageRow
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_readers import Kept


class Fate(Enum):
    """What becomes of a column when its call is forgotten."""

    STAYS = auto()  # it says nothing of the caller
    GONE = auto()  # the whole row
    EMPTIED = auto()
    TYPED = auto()  # emptied, but for the steps that are the house's own


@dataclass(frozen=True)
class Columns:
    """Some columns of a table, apart by what may stand in them.

    `closed`: only what has its form (an identifier, a kind, a number of the house, a secret). `free`: whatever
    somebody wrote, in which numbers are looked for and struck out. `call`: the column that names the call; `blank`:
    what an emptied row holds instead. `aged`: the moment after which a row is too old to be kept. `dated`: the moment
    after which what it says is over. `agent`: the column that names the agent whose row goes when they leave. `alone`:
    the free column of which no two rows may have the same text.
    """

    table: type[Row]
    closed: str
    kept: Kept
    fate: Fate = Fate.STAYS
    free: str = ""
    call: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)
    aged: str = ""
    dated: str = ""
    agent: str = ""
    alone: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.closed.split(), *self.searched)

    @property
    def searched(self) -> tuple[str, ...]:
        return tuple(self.free.split())


OWN_STEPS = (  # what they detail is the house's: a period, a menu, a team, an agent, a language that it speaks
    "language",
    "speaks",
    "greeting",
    "menu",
    "order_number",
    "internal_code",
    "words",
    "hunt",
    "on_call",
    "skipped",
    "off_duty",
    "unrelieved",
    "opened",
    "cap_reached",
    "forward",
    "conversation",
    "gone_at_once",
    "handed_over",
    "asked_for_colleague",
    "together",
    "recording_began",
    "recording_ended",
    "left_conversation",
    "taken_back",
    "left_meanwhile",
    "page_lost",
    "came_back",
    "not_back",
    "rung_back",
    "took_call",
    "unreached",
    "callback",
    "apart",
    "message",
    "agents_menu",
    "incident",
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
        "caller caller_agent",
        page.CALLERS,
        Fate.EMPTIED,
        free="order_number",
        call="id",
        blank={"caller": None, "caller_agent": None, "order_number": None},
    ),
    Columns(
        CallRow,
        "id line_id called outcome audience box callback_of closed_for",
        page.COURSE,
        free="line_name",
        dated="started_at",
    ),
    Columns(StepRow, "", page.CALLERS, Fate.TYPED, free="detail", call="call_id", blank={"detail": ""}),
    Columns(StepRow, "call_id name", page.COURSE),
    Columns(AttemptRow, "call_id agent outcome behind", page.COURSE),
    Columns(
        MessageRow,
        "call_id file transcript_state",
        page.MESSAGES,
        Fate.GONE,
        free="transcript urgent_word",
        call="call_id",
        blank={"transcript": None, "urgent_word": None, "transcript_state": Transcript.ERASED.value},
        dated="at",
    ),
    Columns(TalkRow, "call_id file", page.TALKS, Fate.GONE, call="call_id"),
    Columns(WordsRow, "call_id file", page.MESSAGES, Fate.GONE, call="call_id"),
    Columns(SoundRow, "file call_id sound", page.MESSAGES, Fate.GONE, call="call_id"),
    Columns(
        CallbackRow,
        "call_id line_id team_id number awaits ending text_told",
        page.CALLERS,
        Fate.GONE,
        free="closed_by",
        call="call_id",
    ),
    Columns(CareRow, "call_id file assigned_to done_by", page.MESSAGES, Fate.GONE, free="note", call="call_id"),
    Columns(
        TidingRow,
        "id kind call_id file box taken_agent",
        page.TOLD,
        Fate.GONE,
        free="taken_by",
        call="call_id",
        dated="at",
    ),
    Columns(  # a published planning is of no call, and is kept longer
        OutboxRow,
        "message_id recipient state channel kind call_id tiding sound box secret_hash agent",
        page.MAILS,
        Fate.GONE,
        free="subject about content last_error",
        call="call_id",
        aged="queued_at",
        dated="queued_at",
    ),
    Columns(TryRow, "call_id verdict", page.MAILS, Fate.GONE, free="said", call="call_id", aged="at", dated="at"),
    Columns(LeaseRow, "agent call_id box", page.COURSE),
    Columns(PageCallRow, "ticket agent_id call_id box", page.COURSE),
    Columns(PageTalkRow, "ticket agent_id call_id box", page.COURSE),
    Columns(RingBackRow, "ticket agent_id kind call_id file box state", page.COURSE),
    Columns(ImportedCdrRow, "name", page.COURSE),
)
OF_STATEMENTS = (
    Columns(AdditionRow, "", page.NOTES, Fate.EMPTIED, free="note", call="call_id", blank={"note": ""}),
    Columns(AdditionRow, "agent call_id added_by cancelled_by", page.PROOFS),
    Columns(DoneRow, "", page.CARD, Fate.EMPTIED, free="note", call="call_id", blank={"note": ""}),
    Columns(DoneRow, "id call_id agent state", page.COURSE, free="written_by", dated="at"),
    Columns(
        EditionWordsRow,
        "",
        page.NOTES,
        Fate.EMPTIED,
        free="order_number notes",
        call="call_id",
        blank={"order_number": None, "notes": "[]", "erased": True},
    ),
    Columns(EditionWordsRow, "agent month call_id", page.PROOFS),
    Columns(EditionRow, "agent month closed_by content digest printed", page.PROOFS),
)
OF_THE_HOUSE = (
    Columns(AuditRow, "id", page.CHANGES, free="who act changes", aged="at", dated="at"),
    Columns(PlanChangeRow, "known", page.CHANGES, aged="at"),
    Columns(SignInRow, "secret_hash account_id address", page.SIGN_INS, free="browser", aged="seen_at"),
    Columns(
        PhoneTestRow,
        "id agent_id phone asked_by outcome trunk shows operator",
        page.CONTACTS,
        aged="asked_at",
        agent="agent_id",
    ),
    Columns(AskRow, "id kind agent_id topic tried ending", page.ASKED, aged="at", agent="agent_id"),
    Columns(OutingRow, "id agent_id team_id ending", page.ASKED, free="ended_by", aged="began_at", agent="agent_id"),
    Columns(PhoneEntryRow, "agent_id", page.CONTACTS, agent="agent_id"),
    Columns(FeedRow, "secret_hash kind subject", page.CONTACTS),
    Columns(AccountRow, "id role agent_id password_hash totp_secret", page.ACCOUNTS, free="name", alone="name"),
    Columns(TokenRow, "id secret_hash scope made_by", page.ACCOUNTS, free="name"),
    Columns(ProbeRow, "box name", page.MACHINE, free="sentence"),
    Columns(
        PublicationRow,
        "line_id timezone notice",
        page.PROOFS,
        free="line_name published_by reason",
        dated="published_at",
    ),
    Columns(PublishedShiftRow, "team_id agent_id", page.PROOFS, free="team_name agent_name"),
    Columns(PublishedChangeRow, "team_id agent_id", page.PROOFS, free="team_name agent_name"),
    Columns(PublishedToRow, "agent_id mail secret_hash", page.PROOFS, free="agent_name acknowledged_by"),
    Columns(CalendarEntryRow, "uid line_id team_id agent_id", page.PROOFS),
    Columns(
        ImportedEntryRow,
        "source uid kind team_id agent_id",
        page.AGENTS,
        agent="agent_id",
    ),
    Columns(ImportedEntryRow, "", page.REASONS, free="reason", dated="ends"),
    Columns(AbsenceRequestRow, "id agent_id outcome", page.AGENTS, aged="asked_at", agent="agent_id"),
    Columns(AbsenceRequestRow, "", page.REASONS, free="reason word answered_by", dated="asked_at"),
    Columns(CustomerListRow, "", page.CUSTOMERS, free="title brought_by matched faults", aged="at"),
    Columns(CustomerRow, "", page.CUSTOMERS, free="order_number name said more", blank={"order_number": None}),
    Columns(CustomerNumberRow, "caller", page.CUSTOMERS),
    Columns(CustomerAnswerRow, "caller", page.CUSTOMERS, free="order_number said", aged="at"),
    Columns(CustomerQuestionRow, "", page.MACHINE, free="fault", aged="at"),
    Columns(BoxRow, "name installation boot release", page.MACHINE),
    Columns(OutgoingLegRow, "id box", page.MACHINE),
    Columns(DailyTestRow, "box", page.MACHINE),
    Columns(TrunkOutageRow, "box trunk", page.MACHINE),
    Columns(RecordingRow, "name sound", page.SETTINGS),
    Columns(VersionRow, "id place take", page.SETTINGS, free="who text"),
)
OF_SETTINGS = (  # what the document says of people: `personal_settings.py`
    Columns(SettingsRow, "document digest", page.FORMER, free="who act", dated="at"),
)
REGISTRY = (*OF_CALLS, *OF_STATEMENTS, *OF_THE_HOUSE, *OF_SETTINGS)


def of_callers() -> Iterator[Columns]:
    """What is forgotten with a call."""
    return (one for one in REGISTRY if one.fate is not Fate.STAYS)


def column(entry: Columns, name: str) -> Any:
    """A field of an entry's table, as queries name it."""
    return getattr(entry.table, name)
