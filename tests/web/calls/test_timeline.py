"""A call told a thing at a time: what its keys were for, and who was not rung."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appliance.calls.leg import OFFICE
from appliance.calls.notes import CameOnDuty, KeyPressed, row_of
from appliance.calls.steps import Step
from appliance.company.model import Company
from appliance.planning.reasons import InWeek
from appliance.planning.team_plan import Absence
from appliance.store.journal.reader import Record
from web.calls.timeline import NOT_RUNG, call_of
from web.planning.exception_words import short_days

AT = "2026-11-29T21:04:47.000Z"
OFFICES = ((0, "accepted"), (1, "cancelled"))
PARIS = ZoneInfo("Europe/Paris")


def record(*steps: tuple[str, str], agents: tuple[str, ...] = (), **more: Any) -> Record:
    """A call that is over, with these steps and these agents rung."""
    told = [{"name": name, "detail": detail, "at": AT, "seconds": None} for name, detail in steps]
    rung = [{"agent": agent, "phone": 0, "at": AT, "ended_at": AT, "outcome": "no_answer"} for agent in agents]
    facts = {"started_at": AT, "ended_at": AT, "steps": told, "attempts": rung, "message": None, "callback": None}
    return facts | more


def details(call: Record, company: Company) -> list[str]:
    return [one.detail for one in call_of(call, company, PARIS).moments]


def titles(call: Record, company: Company) -> list[str]:
    return [one.title for one in call_of(call, company, PARIS).moments]


@pytest.mark.parametrize(("key", "said"), [("1", "1\u00a0: urgence"), ("2", "2\u00a0: Dépannage"), ("7", "7")])
def test_a_key_is_told_with_what_its_menu_says_it_is_for_else_with_what_it_does(
    company: Company, key: str, said: str
) -> None:
    (menu,) = company.menus.values()
    announced = {menu.id: replace(menu, announcement="Pour une urgence, tapez 1.")}
    call = record((Step.MENU, menu.id), row_of(KeyPressed(key)), (Step.ORDER_NUMBER, ""), row_of(KeyPressed(key)))
    assert details(call, replace(company, menus=announced)) == ["", said, "", key]


def test_who_was_on_call_and_was_not_rung_is_told_so_once_the_call_is_over(company: Company) -> None:
    here = [row_of(CameOnDuty(agent, InWeek("SAV", 48))) for agent in ("durand", "petit")]
    told = details(record(*here, agents=("durand",)), company)
    assert [NOT_RUNG in one for one in told] == [False, True, False]
    assert not any(NOT_RUNG in one for one in details(record(*here, agents=("durand",), ended_at=None), company))


def test_two_telephones_of_an_office_are_told_apart(company: Company) -> None:
    both = [{"agent": OFFICE, "phone": phone, "at": AT, "ended_at": AT, "outcome": end} for phone, end in OFFICES]
    assert titles(record(attempts=both), company) == [
        "Bureau, 1ᵉʳ poste, a accepté",
        "Bureau, 2e poste, n'a pas eu le temps de répondre",
    ]
    assert titles(record(attempts=both[:1]), company) == ["Bureau a accepté"]


def test_days_of_another_year_have_their_year() -> None:
    assert short_days(Absence("a", date(2026, 12, 9), date(2026, 12, 9)), 2026) == "le mer.\u00a009/12"
    over = short_days(Absence("a", date(2026, 12, 30), date(2027, 1, 2)), 2026)
    assert over == "du mer.\u00a030/12 au sam.\u00a002/01/2027"
