"""The callback, played in virtual time: who is promised one, at which number, and who leaves a message instead."""

from __future__ import annotations

import pytest

from appliance.calls.call_context import Outcome, Promise
from appliance.company.model import Company
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import DID, SUNDAY_NIGHT, Simulation, company, simulate

SHOWN = "+33612345678"


def offering() -> Company:
    return company(callback_within=30)


def calls(*answers: str, number: str | None = SHOWN, **more: object) -> Simulation:
    """Nobody answers a caller who has pressed 1 at the menu."""
    return simulate(Caller(("1", *answers), says=4.0), settings=offering(), number=number, **more)  # type: ignore[arg-type]


def test_a_caller_whom_nobody_took_is_promised_a_callback_at_the_number_shown() -> None:
    call = calls("1", "1")
    assert call.outcome is Outcome.CALLBACK
    assert call.journal.promises == [Promise(SHOWN, 30, "depannage")]
    assert call.heard[-5:] == ["unanswered", "callback_offer", "callback_read_back", "callback_kept", "goodbye"]
    assert ("callback", "") in call.journal.lines


def test_star_in_the_music_asks_what_is_wished_too() -> None:
    caller = Caller(("1", "1", "1"), presses=((20.0, "*"),))
    call = simulate(caller, settings=offering())
    assert call.outcome is Outcome.CALLBACK
    assert "unanswered" not in call.heard


def test_nothing_is_offered_where_the_line_does_not_say_so() -> None:
    call = simulate(Caller(("1", "1", "1"), says=4.0))
    assert call.outcome is Outcome.MESSAGE
    assert not [name for name in call.heard if name.startswith("callback")]


@pytest.mark.parametrize("answers", [(), ("2",), ("5",), ("1",), ("1", "7", "9"), ("1", "", "")])
def test_whoever_confirms_no_number_leaves_a_message(answers: tuple[str, ...]) -> None:
    call = calls(*answers)
    assert call.outcome is Outcome.MESSAGE
    assert call.journal.promises == []


def test_another_number_is_typed_and_heard_back() -> None:
    call = calls("1", "2", "0478123456", "1")
    assert call.journal.promises == [Promise("+33478123456", 30, "depannage")]


def test_a_number_mistyped_is_typed_again() -> None:
    call = calls("1", "2", "0478123455", "2", "0478123456", "1")
    assert call.journal.promises == [Promise("+33478123456", 30, "depannage")]


@pytest.mark.parametrize("number", [None, "+442079460123", "+33899123456"])
def test_who_shows_no_number_that_may_be_called_types_one(number: str | None) -> None:
    call = calls("1", "0612345679", "1", number=number)
    assert call.journal.promises == [Promise("+33612345679", 30, "depannage")]
    assert call.heard[-4:] == ["callback_ask", "callback_read_back", "callback_kept", "goodbye"]


@pytest.mark.parametrize("typed", ["0899123456", "00442079460123", "3949", "112", "06123", "0" + DID[3:]])
def test_a_number_that_may_not_be_dialled_is_said_so_and_another_may_be_typed(typed: str) -> None:
    call = calls("1", typed, "0612345679", "1", number=None)
    assert call.heard.count("callback_not_dialled") == 1
    assert call.journal.promises == [Promise("+33612345679", 30, "depannage")]


def test_three_numbers_that_may_not_be_dialled_lead_to_the_message() -> None:
    call = calls("1", "112", "3949", "0899123456", number=None)
    assert call.heard.count("callback_not_dialled") == 3
    assert call.outcome is Outcome.MESSAGE


@pytest.mark.parametrize("typed", ["*", "0612*", ""])
def test_star_and_silence_give_up_the_number_for_a_message(typed: str) -> None:
    call = calls("1", typed, number=None)
    assert call.outcome is Outcome.MESSAGE
    assert "callback_not_dialled" not in call.heard


def test_a_promise_too_many_is_refused_and_the_message_remains() -> None:
    asked: list[str] = []
    call = calls("1", "1", may_promise=lambda number: bool(asked.append(number)))
    assert asked == [SHOWN]
    assert call.outcome is Outcome.MESSAGE
    assert call.journal.promises == []
    assert "callback_too_many" in call.heard


def test_who_hangs_up_on_the_last_words_is_called_back_all_the_same() -> None:
    whole = calls("1", "1")
    end = next(seen.at for seen in reversed(whole.stage.seen) if "callback_kept" in repr(seen.cue))
    caller = Caller(("1", "1", "1"), hangs_up_at=end + 0.5)
    call = simulate(caller, settings=offering(), at=SUNDAY_NIGHT)
    assert call.outcome is Outcome.CALLBACK
    assert len(call.journal.promises) == 1


def test_who_hangs_up_before_confirming_has_been_promised_nothing() -> None:
    whole = calls("1", "1")
    asked = next(seen.at for seen in whole.stage.seen if "callback_read_back" in repr(seen.cue))
    call = simulate(Caller(("1", "1", "1"), hangs_up_at=asked + 0.5), settings=offering())
    assert call.outcome is Outcome.ABANDONED
    assert call.journal.promises == []


def by_text(*answers: str, sms: bool = True, may: bool = True) -> Simulation:
    """A caller who was promised to be called back at the number shown, on a line that offers an SMS or not."""
    caller = Caller(("1", "1", "1", *answers), says=4.0)
    settings = company(callback_within=30, callback_sms=sms)
    return simulate(caller, settings=settings, number=SHOWN, may_text=lambda number: may and number == SHOWN)


def test_who_asks_for_it_by_its_key_is_told_by_sms() -> None:
    call = by_text("1")
    assert (call.outcome, call.journal.texts) == (Outcome.CALLBACK, 1)
    assert call.heard[-4:] == ["callback_kept", "callback_text_offer", "callback_text_done", "goodbye"]


@pytest.mark.parametrize("answer", ["", "2", "*"])
def test_another_key_or_none_asks_for_no_sms(answer: str) -> None:
    call = by_text(answer)
    assert (call.outcome, call.journal.texts) == (Outcome.CALLBACK, 0)
    assert call.heard[-2:] == ["callback_text_offer", "goodbye"]


@pytest.mark.parametrize("facts", [{"sms": False}, {"may": False}])
def test_no_sms_is_offered_where_none_is_wanted_or_may_be_sent(facts: dict[str, bool]) -> None:
    call = by_text("1", **facts)
    assert (call.outcome, call.journal.texts) == (Outcome.CALLBACK, 0)
    assert "callback_text_offer" not in call.heard
