"""What a line may say of its own, lived by a caller: hunt groups, rules by choice, internal codes, forced periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import (
    Audience,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    NumberRule,
    TakeMessage,
)
from appliance.company.routes import team_behind
from appliance.planning.hours import DatedDays, ForcedPeriod, Period, YearlyDays
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import (
    DURAND,
    OFFICE,
    PETIT,
    SUNDAY_NIGHT,
    TUESDAY_MORNING,
    Simulation,
    company,
    simulate,
)

SECOND_OFFICE = "+33172000002"
CODE = NumberRule(True, r"\d{4}", 2)


def choosing(choice: CallTeam, **line_changes: object) -> Company:
    """A company whose line calls its team at once, by this choice."""
    return company(behaviours=dict.fromkeys(Period, Behaviour(None, choice)), **line_changes)


def staff(**line_changes: object) -> Company:
    changes = {"audience": Audience.STAFF, "internal_code": CODE, "order_rule": NumberRule()} | line_changes
    return choosing(CallTeam("depannage"), **changes)


def whisper(call: Simulation) -> str:
    """The first thing that an agent heard."""
    return next(seen.cue.sentence.text for seen in call.stage.seen if isinstance(seen.cue, on.PhoneHears))


# -- a hunt group

GROUP = company(behaviours=dict.fromkeys(Period, Behaviour("Bonjour.", Forward((OFFICE, SECOND_OFFICE)))))


def test_the_telephones_of_an_office_ring_together_and_the_first_who_answers_has_the_call() -> None:
    call = simulate(Caller(), {OFFICE: people.no_answer(), SECOND_OFFICE: people.accepts(5.0)}, settings=GROUP)
    assert call.outcome is Outcome.FORWARDED
    assert call.dialled == [OFFICE, SECOND_OFFICE]
    assert [(one.phone, one.outcome) for one in call.journal.attempts if one.outcome] == [
        (0, OfferOutcome.CANCELLED),
        (1, OfferOutcome.ACCEPTED),
    ]


def test_an_office_rings_thirty_seconds_in_all_whatever_its_telephones() -> None:
    call = simulate(Caller(), settings=GROUP)
    assert call.rung == [("forward", OfferOutcome.NO_ANSWER)] * 2
    released = max(seen.at for seen in call.stage.seen if getattr(seen.cue, "phone", "") == SECOND_OFFICE)
    assert released - call.first(on.PhoneIsDialled) == pytest.approx(30.0)


def test_a_failed_forward_is_in_the_journal_with_its_reason() -> None:
    call = simulate(Caller(), {OFFICE: people.busy(), DURAND: people.accepts()}, at=TUESDAY_MORNING)
    assert call.rung == [("forward", OfferOutcome.BUSY), ("durand", OfferOutcome.ACCEPTED)]


def test_a_caller_who_leaves_while_an_office_rings_stops_every_telephone() -> None:
    call = simulate(Caller(hangs_up_at=15.0), settings=GROUP)
    assert call.outcome is Outcome.ABANDONED
    assert call.rung == [("forward", OfferOutcome.CANCELLED)] * 2


# -- the rule of a choice


@pytest.mark.parametrize(
    ("of_choice", "of_line", "asked"),
    [
        (None, True, True),
        (None, False, False),
        (False, True, False),
        (True, False, True),
        (NumberRule(False), True, False),
        (NumberRule(True, r"\d{3}"), False, True),
    ],
)
def test_the_choice_decides_whether_a_number_is_asked_else_the_line(of_choice, of_line, asked) -> None:
    settings = choosing(CallTeam("depannage", of_choice), order_rule=NumberRule(of_line, r"\d{5}"))
    call = simulate(Caller(("123", "1")), {DURAND: people.accepts()}, settings=settings)
    assert ("order_ask" in call.heard) is asked


def test_a_choice_with_a_rule_of_its_own_takes_another_number_than_the_line() -> None:
    settings = choosing(CallTeam("depannage", NumberRule(True, r"\d{3}", 1)), order_rule=NumberRule(True, r"\d{5}"))
    call = simulate(Caller(("123", "1")), {DURAND: people.accepts()}, settings=settings)
    assert call.journal.order_number == "123"
    assert "Commande 1, 2, 3. Appel du" in whisper(call)


def test_the_tries_of_a_choice_are_its_own() -> None:
    settings = choosing(CallTeam("depannage", NumberRule(True, r"\d{3}", 1)))
    call = simulate(Caller(("9", "123")), {DURAND: people.accepts()}, settings=settings)
    assert call.heard.count("order_ask") == 1
    assert call.outcome is Outcome.CONNECTED


# -- a staff line


def test_a_staff_line_asks_for_the_internal_code_and_the_agent_hears_it() -> None:
    call = simulate(Caller(("4821", "1")), {DURAND: people.accepts()}, settings=staff())
    assert call.heard[:2] == ["code_ask", "order_read_back"]
    assert call.journal.order_number is None
    assert ("code", "4821") in call.journal.lines
    assert "Code interne 4, 8, 2, 1. Appel du 06" in whisper(call)


def test_nobody_is_refused_for_want_of_an_internal_code() -> None:
    call = simulate(Caller(("1", "12")), {DURAND: people.accepts(after=9.0)}, settings=staff(), number=None)
    assert call.heard[:5] == ["code_ask", "code_length", "code_short", "code_none", "hunt"]
    assert call.outcome is Outcome.CONNECTED
    assert "Numéro masqué." in whisper(call)


def test_an_agent_who_calls_is_known_by_their_number_asked_nothing_and_named() -> None:
    call = simulate(Caller(), {DURAND: people.accepts()}, settings=staff(), number=PETIT)
    assert call.heard == ["hunt"]
    assert ("colleague", "petit") in call.journal.lines
    assert "Appel interne de Hugo Petit." in whisper(call)


def test_an_agent_who_calls_a_customers_line_is_a_caller_like_any_other() -> None:
    call = simulate(Caller(("2", "40719", "1")), {DURAND: people.accepts()}, number=PETIT)
    assert call.journal.order_number == "40719"
    assert "Appel du 06, " in whisper(call)


@pytest.mark.parametrize("of_choice", [True, NumberRule(True, r"\d{9}")])
def test_on_a_staff_line_the_rule_of_a_shared_menu_asks_for_the_code_of_the_line(of_choice) -> None:
    settings = choosing(
        CallTeam("depannage", of_choice), audience=Audience.STAFF, internal_code=CODE, order_rule=NumberRule()
    )
    call = simulate(Caller(("4821", "1")), {DURAND: people.accepts()}, settings=settings)
    assert ("code", "4821") in call.journal.lines


def test_a_staff_line_without_code_asks_for_nothing() -> None:
    call = simulate(Caller(), {DURAND: people.accepts()}, settings=staff(internal_code=NumberRule()))
    assert call.heard == ["hunt"]


def test_a_staff_line_is_not_public() -> None:
    assert not staff().lines["urgence"].public
    assert company().lines["urgence"].public


# -- the period


def each_says(**line_changes: object) -> Company:
    """Each period has its announcement, then a message."""
    behaviours = {period: Behaviour(f"Annonce {period.value}.", TakeMessage()) for period in Period}
    return company(behaviours=behaviours, **line_changes)


def announced(settings: Company, at: datetime) -> str:
    """The announcement that a caller hears before the message that they leave."""
    call = simulate(Caller(says=4.0), settings=settings, at=at)
    assert call.outcome is Outcome.MESSAGE
    assert call.heard[:2] == ["announcement", "message_ask"]
    return next(seen.cue.sentence.text for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears))


TUESDAY = TUESDAY_MORNING.date()


@pytest.mark.parametrize(
    ("own", "at", "said"),
    [
        ({}, TUESDAY_MORNING, "open"),
        ({}, SUNDAY_NIGHT, "after_hours"),
        ({"days_off": (DatedDays(TUESDAY, TUESDAY, "Pont"),)}, TUESDAY_MORNING, "holiday"),
        (
            {"closures": (YearlyDays((TUESDAY.month, 1), (TUESDAY.month, 31), "Inventaire"),)},
            TUESDAY_MORNING,
            "closure",
        ),
        ({"around_the_clock": True, "closures": (DatedDays(TUESDAY, TUESDAY, "x"),)}, TUESDAY_MORNING, "after_hours"),
        (
            {"forced": (ForcedPeriod(Period.CLOSURE, SUNDAY_NIGHT, SUNDAY_NIGHT + timedelta(hours=1)),)},
            SUNDAY_NIGHT,
            "closure",
        ),
    ],
)
def test_each_period_has_its_own_announcement_then_its_message(own, at, said) -> None:
    assert announced(each_says(**own), at) == f"Annonce {said}."


def test_a_line_keeps_its_own_holidays_the_companys_or_none() -> None:
    may_22 = datetime(2027, 5, 21, 14, tzinfo=UTC) + timedelta(days=1)
    always_open = replace(company().lines["urgence"].opening_hours[0], days=frozenset(range(7)))
    for calendar, said in ((None, "open"), ("FR-Martinique", "holiday"), ("none", "open")):
        settings = replace(each_says(holidays=calendar, opening_hours=(always_open,)), holidays="FR")
        assert announced(settings, may_22) == f"Annonce {said}."
    settings = replace(each_says(holidays="none", opening_hours=(always_open,)), holidays="FR-Martinique")
    assert announced(settings, may_22) == "Annonce open."


def test_the_days_off_of_the_company_count_on_its_lines() -> None:
    settings = replace(each_says(), days_off=(DatedDays(TUESDAY, TUESDAY, "Pont"),))
    assert announced(settings, TUESDAY_MORNING) == "Annonce holiday."


def test_the_team_behind_a_menu_is_found_through_the_menus_that_it_opens() -> None:
    settings = company()
    assert team_behind(settings, settings.lines["urgence"].behaviours[Period.AFTER_HOURS].action) == "depannage"
    assert team_behind(settings, TakeMessage()) is None
