"""After a crash the journal is set right: ended calls are closed, what the dialplan did alone is imported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import IN_THE_PAGE, Attempt, OfferEvent, OfferOutcome, Recording
from appliance.calls.notes import CameBack, GoneAtOnce, KeyPressed, PageLost, SpeaksLanguage
from appliance.calls.steps import Step
from appliance.store.journal.acceptance import accept
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.languages import language_chosen
from appliance.store.journal.reader import list_calls
from appliance.store.journal.reconcile import close_orphans, end_call, record_fallback_call, record_refused_call
from appliance.store.statements.interventions import interventions
from tests.unit.store.companies import LOCKSMITH

START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
LATER = START + timedelta(minutes=5)
DID = "+33972000001"


class Direct:
    """A journal written at once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.records: list[dict] = []

    def begin(self, call_id: str, box: str = "box1") -> CallJournal:
        journal = CallJournal(call_id, self.records.append, lambda: START)
        facts = {"called": DID, "caller": None, "started_at": START.isoformat(), "clock_offset": 0.0}
        journal.open(line_id="urgence", line_name="Urgence", box=box, **facts)
        return journal

    def write(self) -> None:
        apply(self.database, self.records)


@pytest.fixture
def direct(database: Database) -> Direct:
    return Direct(database)


def orphans(database: Database, *live: str, **more) -> list[str]:
    return close_orphans(database, live, box="box1", now=LATER, **more)


def only(database: Database) -> dict:
    (call,) = list_calls(database)
    return call


def test_a_call_that_lives_is_left_alone(direct: Direct, database: Database) -> None:
    direct.begin("c1")
    direct.write()
    assert orphans(database, "c1") == []
    assert only(database)["ended_at"] is None


def test_a_call_of_another_box_is_left_alone(direct: Direct, database: Database) -> None:
    direct.begin("c1", box="box2")
    direct.write()
    assert orphans(database) == []


def test_a_conversation_ends_when_its_call_detail_record_says(direct: Direct, database: Database) -> None:
    direct.begin("c1").connected(Outcome.CONNECTED)
    direct.write()
    end = START + timedelta(minutes=3)
    assert orphans(database, ended={"c1": end}) == ["c1"]
    call = only(database)
    assert (call["outcome"], call["ended_at"]) == ("connected", "2026-12-25T02:13:00.000Z")


DAYS = timedelta(days=20)


def test_a_call_lasts_what_its_record_says_whatever_the_clocks_were(direct: Direct, database: Database) -> None:
    direct.begin("c1").connected(Outcome.CONNECTED)
    direct.write()
    end_call(database, "c1", timedelta(seconds=10))
    assert only(database)["ended_at"] == "2026-12-25T02:10:10.000Z"


def test_a_call_begun_on_another_clock_than_its_record_lasts_what_the_record_says(
    direct: Direct, database: Database
) -> None:
    direct.begin("c1")
    direct.write()
    ahead = {"started_at": START + DAYS, "ended_at": START + DAYS + timedelta(seconds=50)}
    imported(database, Outcome.FALLBACK, joined=("durand", START + DAYS + timedelta(seconds=40)), **ahead)
    call = only(database)
    assert (call["started_at"], call["ended_at"]) == ("2026-12-25T02:10:00.000Z", "2026-12-25T02:10:50.000Z")
    assert call["connected_at"] == call["attempts"][0]["at"] == "2026-12-25T02:10:40.000Z"


@pytest.mark.parametrize(
    ("now", "end"), [(START + DAYS, "2026-12-25T04:10:00.000Z"), (START - DAYS, "2026-12-25T02:10:00.000Z")]
)
def test_a_call_of_which_nobody_saw_the_end_is_never_longer_than_a_call_may_be(
    direct: Direct, database: Database, now: datetime, end: str
) -> None:
    """The clock was set twenty days on, or back, since it began; a call that begins later than now is not young."""
    direct.begin("c1")
    direct.write()
    seen = now - timedelta(seconds=5)
    close_orphans(database, (), box="box1", now=now, begun_before=seen, longest=timedelta(hours=2))
    assert only(database)["ended_at"] == end


def test_a_call_cut_in_the_script_is_abandoned_and_nothing_of_it_stays_open(direct: Direct, database: Database) -> None:
    journal = direct.begin("c1")
    hunt = journal.step("hunt")
    hunt.__enter__()
    journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
    direct.write()
    orphans(database)
    call = only(database)
    assert (call["outcome"], call["ended_at"]) == ("abandoned", "2026-12-25T02:15:00.000Z")
    assert call["steps"][0]["seconds"] == 300.0
    assert call["attempts"][0]["outcome"] == OfferOutcome.CANCELLED.value


def test_a_call_that_left_a_message_is_a_message(direct: Direct, database: Database) -> None:
    direct.begin("c1").message(Recording("m.wav", 3.0, hung_up=True))
    direct.write()
    orphans(database)
    assert only(database)["outcome"] == "message"


@pytest.mark.parametrize("end", ["its call detail record", "nothing at all"])
def test_a_call_that_ends_before_its_controller_says_so_is_a_callback_if_one_was_promised(
    direct: Direct, database: Database, end: str
) -> None:
    direct.begin("c1").callback(Promise("+33612345678", 30, "serruriers"))
    direct.write()
    if end == "nothing at all":
        orphans(database)
    else:
        end_call(database, "c1", timedelta(minutes=2))
    assert only(database)["outcome"] == "callback"


@pytest.mark.parametrize("end", ["its call detail record", "nothing at all"])
def test_what_was_said_to_a_controller_that_died_is_a_message(direct: Direct, database: Database, end: str) -> None:
    direct.begin("c1")
    direct.write()
    said = {"c1": [Recording("c1-1.wav", 3.0, hung_up=False)]}
    if end == "nothing at all":
        orphans(database, left_by=said.__getitem__)
    else:
        end_call(database, "c1", LATER - START, said.__getitem__)
    call = only(database)
    assert (call["outcome"], call["message"]["file"]) == ("message", "c1-1.wav")


def test_a_call_that_is_closed_is_not_searched_for_messages(direct: Direct, database: Database) -> None:
    direct.begin("c1").close(Outcome.ABANDONED)
    direct.write()
    end_call(database, "c1", LATER - START, {}.__getitem__)
    assert only(database)["outcome"] == "abandoned"


def test_a_call_that_the_dialplan_took_is_a_fallback(direct: Direct, database: Database) -> None:
    direct.begin("c1")
    direct.write()
    orphans(database, in_fallback={"c1"})
    assert only(database)["outcome"] == "fallback"


def imported(database: Database, outcome: Outcome = Outcome.MESSAGE, **more) -> bool:
    line = LOCKSMITH.lines["urgence"]
    facts = {"called": DID, "caller": "+33612345678", "started_at": START, "ended_at": LATER, "line": line, **more}
    return record_fallback_call(database, "c1", outcome, box="box1", **facts)


def test_a_call_that_no_controller_saw_is_written_with_its_message(database: Database) -> None:
    assert imported(database, messages=[Recording("m.wav", 8.0, hung_up=True)], cdr="c1.cdr.xml")
    call = only(database)
    assert (call["outcome"], call["line"], call["caller"], call["fallback"]) == (
        "message",
        "urgence",
        "+33612345678",
        True,
    )
    assert call["message"]["file"] == "m.wav"
    assert call["ended_at"] == "2026-12-25T02:15:00.000Z"


@pytest.mark.parametrize("told", [False, True])
def test_the_language_that_a_caller_chose_without_a_controller_is_in_the_journal_once(
    direct: Direct, database: Database, told: bool
) -> None:
    if told:
        direct.begin("c1").note(SpeaksLanguage("en"))
        direct.write()
    imported(database, language="en")
    assert [(step["name"], step["detail"]) for step in only(database)["steps"]] == [("speaks", "en")]
    assert language_chosen(database, "c1") == "en"


def test_the_agent_whom_the_dialplan_joined_has_the_call(database: Database) -> None:
    taken = START + timedelta(seconds=40)
    imported(database, Outcome.FALLBACK, joined=("durand", taken), phone=1, cdr="c1.cdr.xml")
    imported(database, Outcome.FALLBACK, joined=("durand", taken), cdr="c1-again.cdr.xml")
    call = only(database)
    assert [(one["agent"], one["phone"], one["outcome"], one["ended_at"]) for one in call["attempts"]] == [
        ("durand", 1, "accepted", "2026-12-25T02:10:40.000Z")
    ]
    assert (call["outcome"], call["connected_at"]) == ("fallback", "2026-12-25T02:10:40.000Z")


@pytest.mark.parametrize("why", ["no_room", "unknown_number"])
def test_a_call_that_the_dialplan_refused_is_in_the_journal(database: Database, why: str) -> None:
    for _ in range(2):
        record_refused_call(database, "c1", why, called=DID, caller=None, at=START, line=LOCKSMITH.lines["urgence"])
    call = only(database)
    assert (call["outcome"], call["line"], call["answered_at"], call["fallback"]) == (
        "unanswered",
        "urgence",
        None,
        False,
    )
    assert [(step["name"], step["detail"]) for step in call["steps"]] == [(why, DID)]


def test_a_call_detail_record_counts_once(database: Database) -> None:
    assert imported(database, cdr="c1.cdr.xml")
    assert not imported(database, Outcome.FALLBACK, cdr="c1.cdr.xml")
    assert only(database)["outcome"] == "message"


def test_the_dialplan_completes_a_call_that_the_controller_had_begun(direct: Direct, database: Database) -> None:
    journal = direct.begin("c1")
    menu = journal.step("menu")
    menu.__enter__()
    direct.write()
    imported(database, Outcome.FALLBACK)
    call = only(database)
    assert (call["outcome"], len(call["steps"]), call["line_name"]) == ("fallback", 1, "Urgence")


def test_a_frozen_controller_that_wakes_does_not_rewrite_what_the_dialplan_did(
    direct: Direct, database: Database
) -> None:
    journal = direct.begin("c1")
    direct.write()
    imported(database)
    journal.close(Outcome.ABANDONED)
    direct.write()
    assert only(database)["outcome"] == "message"


def test_a_late_import_corrects_a_call_first_thought_abandoned(direct: Direct, database: Database) -> None:
    direct.begin("c1").close(Outcome.ABANDONED)
    direct.write()
    imported(database)
    assert only(database)["outcome"] == "message"


def test_a_conversation_stays_a_conversation(direct: Direct, database: Database) -> None:
    journal = direct.begin("c1")
    journal.connected(Outcome.CONNECTED)
    direct.write()
    imported(database, Outcome.FALLBACK)
    assert only(database)["outcome"] == "connected"


def joined_by_its_controller(direct: Direct) -> CallJournal:
    """Durand took the call, and the conversation has begun."""
    journal = direct.begin("c1")
    journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
    journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    journal.step(Step.CONVERSATION).__enter__()
    return journal


def test_who_was_gone_at_once_has_not_talked_to_a_caller_whom_the_dialplan_then_took(
    direct: Direct, database: Database
) -> None:
    """Their controller had written the conversation, and died before it could write that there was none."""
    joined_by_its_controller(direct)
    direct.write()
    imported(database, Outcome.FALLBACK, gone="durand")
    call = only(database)
    assert (call["outcome"], call["fallback"], call["connected_at"]) == ("fallback", True, None)
    assert [one["outcome"] for one in call["attempts"]] == ["unconfirmed"]
    assert [(step["name"], step["seconds"]) for step in call["steps"]] == [("conversation", 0.0), ("gone_at_once", 0.0)]
    assert interventions(database, START, LATER, {}) == ([], 0)


def test_who_was_gone_at_once_and_is_rung_again_by_the_dialplan_has_talked_then(
    direct: Direct, database: Database
) -> None:
    joined_by_its_controller(direct)
    direct.write()
    taken = START + timedelta(seconds=40)
    imported(database, Outcome.FALLBACK, gone="durand", joined=("durand", taken), language="en")
    call = only(database)
    assert [one["outcome"] for one in call["attempts"]] == ["unconfirmed", "accepted"]
    assert (call["outcome"], call["connected_at"]) == ("fallback", "2026-12-25T02:10:40.000Z")
    assert [step["name"] for step in call["steps"]] == ["conversation", "gone_at_once", "speaks"]


def test_a_caller_who_leaves_as_who_took_them_was_gone_at_once_has_talked_to_nobody(
    direct: Direct, database: Database
) -> None:
    joined_by_its_controller(direct)
    direct.write()
    end_call(database, "c1", LATER - START, gone="durand")
    call = only(database)
    assert (call["outcome"], call["connected_at"], call["attempts"][0]["outcome"]) == ("abandoned", None, "unconfirmed")


def test_who_was_gone_at_once_is_told_once_where_their_controller_wrote_it(direct: Direct, database: Database) -> None:
    journal = joined_by_its_controller(direct)
    journal.dropped("durand")
    journal.note(GoneAtOnce("durand"))
    direct.write()
    imported(database, Outcome.FALLBACK, gone="durand")
    assert [step["name"] for step in only(database)["steps"]] == ["conversation", "gone_at_once"]


@pytest.mark.parametrize("messages", [[], [Recording("m.wav", 8.0, hung_up=True)]])
def test_a_spool_that_tells_late_of_who_was_gone_at_once_undoes_nothing_of_what_the_dialplan_did(
    direct: Direct, database: Database, messages: list[Recording]
) -> None:
    direct.begin("c1")
    direct.write()
    outcome = Outcome.MESSAGE if messages else Outcome.FALLBACK
    imported(database, outcome, messages=messages)
    journal = joined_by_its_controller(direct)
    journal.dropped("durand")
    late = [{**record, "number": record["number"] + 1} for record in direct.records[2:]]
    apply(database, late)
    assert (only(database)["outcome"], only(database)["fallback"]) == (outcome.value, True)


def test_what_was_told_late_of_one_call_is_all_there_in_the_order_in_which_it_came(
    direct: Direct, database: Database
) -> None:
    """A conversation that its controller did not live to write, in a page that is lost; then the dialplan, twice."""
    direct.begin("c1")
    direct.write()
    assert accept(database, "c1", "durand", IN_THE_PAGE, timedelta(seconds=20))
    imported(database, Outcome.FALLBACK, joined=("ozu", START + timedelta(seconds=90)), language="en", cdr="a")
    call = only(database)
    assert [(one["agent"], one["outcome"]) for one in call["attempts"]] == [("durand", "accepted"), ("ozu", "accepted")]
    assert [step["name"] for step in call["steps"]] == ["conversation", "speaks"]


@pytest.mark.parametrize("came_back", [False, True])
def test_who_had_lost_their_page_as_the_dialplan_took_their_caller_was_done_then(
    database: Database, came_back: bool
) -> None:
    """Their controller died while the caller waited for them; it would have noted that they did not come back."""
    moments, direct = [START], Direct(database)
    journal = CallJournal("c1", direct.records.append, lambda: moments[-1])
    facts = {"called": DID, "caller": None, "started_at": START.isoformat(), "clock_offset": 0.0}
    journal.open(line_id="urgence", line_name="Urgence", box="box1", **facts)
    journal.attempt(Attempt("durand", IN_THE_PAGE, OfferEvent.DIALLED))
    journal.attempt(Attempt("durand", IN_THE_PAGE, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    moments.append(START + timedelta(minutes=1))
    journal.note(PageLost("durand"))
    if came_back:
        moments.append(START + timedelta(minutes=1.5))
        journal.note(CameBack("durand"))
    direct.write()
    imported(database, Outcome.FALLBACK, language="en")
    (worked,), going_on = interventions(database, START, LATER, {})
    lasted = LATER - START if came_back else timedelta(minutes=1)
    assert (worked.agent, worked.end - worked.start, going_on) == ("durand", lasted, 0)
    assert language_chosen(database, "c1") == "en"


def test_a_spool_replayed_after_the_import_completes_the_call(direct: Direct, database: Database) -> None:
    journal = direct.begin("c1")
    journal.note(KeyPressed("1"))
    imported(database)
    direct.write()
    call = only(database)
    assert (call["outcome"], call["line_name"], len(call["steps"])) == ("message", "Urgence", 1)
