"""A caller who wished it is told of their callback by SMS: each thing once, and nobody else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from appliance.calls.calling_back import TryEnd
from appliance.calls.notes import SpeaksLanguage
from appliance.company.model import Line
from appliance.config import Config
from appliance.notify import caller_texts
from appliance.notify.caller_texts import CallerTexts
from appliance.prompts.callback_texts import CallbackTexts
from appliance.prompts.languages import FRENCH, LANGUAGES
from appliance.store.callbacks.queue import TRIED_FOR, Ending, close_by_hand, tell_late, try_ended
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.callbacks.texts import SURE, DueText
from appliance.store.database import reading
from appliance.store.errors import StoreUnavailable
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.languages import as_chosen
from appliance.store.outbox.queue import list_deliveries
from appliance.store.outbox.tables import OutboxRow
from appliance.store.settings.snapshot import save_company
from appliance.store.upkeep.erasing import erase_caller
from tests.unit.calls.rehearsal import company
from tests.unit.store.callbacks.test_promises import CALLER, NIGHT, config, promised
from tests.unit.store.callbacks.test_queue import DUE, a_try, taken

MINUTE = timedelta(minutes=1)
__all__ = ["config"]  # a fixture


@pytest.fixture
def settled(database: Database) -> Iterator[Database]:
    made = company()
    line = replace(made.lines["urgence"], id="sav", name="SAV", callback_within=30, callback_sms=True)
    save_company(database, replace(made, lines={"sav": line}))
    yield database


def wishes(database: Database, call: str = "c1") -> None:
    record: dict[str, Any] = {}
    CallJournal(call, record.update, lambda: NIGHT).callback_by_text()
    apply(database, [record | {"number": 100}])  # after those of the promise


def told(database: Database, at: datetime) -> list[str]:
    """What has been queued for callers by then, in order."""
    CallerTexts(database, lambda: at).tell_due()
    with reading(database):
        rows = list(OutboxRow.select().order_by(OutboxRow.number).dicts().execute(database))
    assert {(row["recipient"], row["channel"], row["call_id"]) for row in rows} <= {(CALLER, "sms", "c1")}
    return [str(row["content"]) for row in rows]


def test_who_did_not_wish_it_is_told_nothing(settled: Database) -> None:
    promised(settled)
    assert told(settled, DUE) == []


def test_the_number_and_the_time_then_late_then_kept_each_once(settled: Database) -> None:
    promised(settled)
    wishes(settled)
    first = "SAV : un intervenant vous rappelle au 06 78 90 12 34 avant 3 h 40."
    assert told(settled, DUE) == told(settled, DUE + MINUTE) == [first]
    late = NIGHT + timedelta(minutes=31)
    tell_late(settled, late)
    texts = told(settled, late)
    assert texts == told(settled, late + MINUTE)
    assert len(texts) == 2 and "en retard" in texts[1] and "09 72 00 00 01" in texts[1]
    a_try(settled, "try-1", late + MINUTE)
    assert len(told(settled, late + MINUTE + SURE / 2)) == 2, "whoever took it may be gone at once"
    done = told(settled, late + MINUTE + SURE)
    assert done[2:] == ["SAV : votre rappel demandé à 3 h 10 est fait."]
    assert told(settled, late + timedelta(hours=1)) == done


def test_on_a_line_in_english_it_is_told_in_english(database: Database) -> None:
    made = company()
    line = replace(made.lines["urgence"], id="sav", name="SAV", callback_within=30, callback_sms=True, language="en")
    save_company(database, replace(made, lines={"sav": line}))
    promised(database)
    wishes(database)
    assert told(database, DUE) == ["SAV: someone will call you back on 06 78 90 12 34 before 3:40 a.m."]


def test_who_chose_english_is_told_in_english_and_the_others_are_not(settled: Database) -> None:
    promised(settled)
    wishes(settled)
    chosen: dict[str, Any] = {}
    CallJournal("c1", chosen.update, lambda: NIGHT).note(SpeaksLanguage("en"))
    apply(settled, [chosen | {"number": 101}])
    assert told(settled, DUE) == ["SAV: someone will call you back on 06 78 90 12 34 before 3:40 a.m."]
    line = replace(company().lines["urgence"], id="sav")
    assert [as_chosen(settled, line, call).language for call in ("c1", "c2")] == ["en", "fr"]


def test_the_texts_of_every_language_hold_the_same_words_to_be_filled() -> None:
    def slots(texts: CallbackTexts) -> dict[str, set[str]]:
        return {name: set(re.findall(r"\{\w+\}", text)) for name, text in asdict(texts).items()}

    assert {code: slots(one.texts) for code, one in LANGUAGES.items()} == dict.fromkeys(LANGUAGES, slots(FRENCH.texts))


def test_who_was_gone_at_once_kept_nothing(settled: Database) -> None:
    promised(settled)
    wishes(settled)
    told(settled, DUE)
    a_try(settled, "try-1", DUE, dropped=True)
    assert len(told(settled, DUE + 2 * SURE)) == 1


def test_nobody_is_told_that_it_is_done_where_an_agent_rang_and_the_talk_was_over_at_once(settled: Database) -> None:
    promised(settled)
    wishes(settled)
    told(settled, DUE)
    one = taken(settled)
    for end in (TryEnd.KEPT, TryEnd.UNREACHED):
        try_ended(settled, one, end, DUE)
    assert len(told(settled, DUE + 2 * SURE)) == 1


def test_one_that_is_given_up_is_told(settled: Database) -> None:
    promised(settled)
    wishes(settled)
    told(settled, DUE)
    late = NIGHT + TRIED_FOR
    assert try_ended(settled, taken(settled, late), TryEnd.NOBODY, late) is Ending.UNTAKEN
    assert told(settled, late)[1].startswith("SAV : nous n'avons pas pu vous rappeler au 06 78 90 12 34.")


def test_one_that_somebody_closed_says_nothing_more(settled: Database) -> None:
    promised(settled)
    wishes(settled)
    told(settled, DUE)
    close_by_hand(settled, "c1", "marie", DUE, DUE)
    assert len(told(settled, DUE + timedelta(hours=1))) == 1
    with reading(settled):
        row: dict[str, Any] = CallbackRow.select().dicts().first(settled)
    assert row["text_told"] == "nothing"
    assert len(list_deliveries(settled)) == 1


def test_what_was_told_goes_with_the_call(settled: Database, config: Config) -> None:
    promised(settled)
    wishes(settled)
    assert len(told(settled, DUE)) == 1
    erase_caller(settled, config, CALLER, DUE + timedelta(hours=1))
    assert list_deliveries(settled) == [] and told(settled, DUE + timedelta(hours=2)) == []


def test_a_text_that_cannot_be_written_holds_up_no_other(settled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for call, number in (("c0", "+33612345602"), ("c1", CALLER)):
        promised(settled, call, number)
        wishes(settled, call)
    rendered = caller_texts.text_of

    def text_of(due: DueText, *rest: Any) -> str | None:
        if due.call_id == "c0":
            raise ValueError("no such number")
        return rendered(due, *rest)

    monkeypatch.setattr(caller_texts, "text_of", text_of)
    assert len(told(settled, DUE)) == 1
    assert len(told(settled, DUE + MINUTE)) == 1


def test_a_database_that_is_away_for_one_reading_loses_no_text(
    settled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised(settled)
    wishes(settled)

    def away(*_: Any) -> Line:
        raise StoreUnavailable("the server is starting")

    with monkeypatch.context() as patched:
        patched.setattr(caller_texts, "as_chosen", away)
        with pytest.raises(StoreUnavailable):
            told(settled, DUE)
    assert len(told(settled, DUE + MINUTE)) == 1
    assert len(told(settled, DUE + 2 * MINUTE)) == 1
