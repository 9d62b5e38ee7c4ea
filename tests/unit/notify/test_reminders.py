"""A duty is recalled the day before, once, to each agent who wishes it, as the planning says then."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from peewee import Database

from appliance.company.model import Company, Team, TellOf, Way
from appliance.company.replacing import with_absence, with_override
from appliance.company.swapping import with_swap
from appliance.notify.reminders import Reminder, due_duties
from appliance.planning.team_plan import Absence, Override, Shift
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import save_company
from tests.unit.notify.test_plan_teller import COMPANY, NIGHTS, SWAP, Clock, sent

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
EVENING = datetime(2026, 12, 3, 17, tzinfo=UTC)  # Thursday, 18 h in Paris: the night of Friday begins in a day
BEFORE, MINUTE = EVENING - timedelta(minutes=1), timedelta(minutes=1)
FRIDAYS = replace(NIGHTS, days=frozenset({4}))


def with_plan(company: Company, **parts: Any) -> Company:
    team = company.teams["nuit"]
    return replace(company, teams={**company.teams, "nuit": replace(team, plan=replace(team.plan, **parts))})


FRIDAY_NIGHTS = with_plan(COMPANY, shifts=(Shift("durand", FRIDAYS),))


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.moment = EVENING
    return clock


@pytest.fixture
def database(database: Database) -> Database:
    save_company(database, FRIDAY_NIGHTS)
    return database


@pytest.fixture
def reminder(database: Database, clock: Clock) -> Reminder:
    return Reminder(database, clock, public_url="https://astreinte.example.fr")


def told(database: Database) -> list[str]:
    return [row["recipient"] for row in reversed(list_deliveries(database))]


def test_a_duty_is_recalled_at_six_the_evening_before_and_no_sooner(
    database: Database, reminder: Reminder, clock: Clock
) -> None:
    clock.moment = BEFORE
    assert reminder.tell_due() == 0
    clock.moment = EVENING
    assert reminder.tell_due() == 1
    read = sent(database, clock)
    assert read.keys() == {"durand@example.fr"}
    hours = "du vendredi 4 décembre 2026 à 18 h au samedi 5 décembre 2026 à 9 h, niveau 1 (Nuit)"
    assert f"Vous serez d'astreinte :\n- {hours}" in read["durand@example.fr"]
    assert "https://astreinte.example.fr/moi" in read["durand@example.fr"]


def test_it_is_recalled_once_whoever_looks_and_however_often(database: Database, clock: Clock) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Reminder(database, clock).tell_due(), range(8)))
    while clock.moment < datetime(2026, 12, 6, tzinfo=UTC):
        Reminder(database, clock).tell_due()  # of a controller that starts anew
        clock.later(timedelta(hours=1))
    assert told(database) == ["durand@example.fr"]


def test_the_hour_is_the_company_s_on_the_clock_of_the_team(
    database: Database, reminder: Reminder, clock: Clock
) -> None:
    save_company(database, replace(FRIDAY_NIGHTS, remind_at=time(7, 30)))
    clock.moment = datetime(2026, 12, 3, 6, 29, tzinfo=UTC)
    assert reminder.tell_due() == 0
    clock.moment += MINUTE
    assert reminder.tell_due() == 1


def test_a_duty_that_has_begun_is_not_recalled(database: Database, reminder: Reminder, clock: Clock) -> None:
    clock.moment = datetime(2026, 12, 4, 17, tzinfo=UTC)
    assert reminder.tell_due() == 0
    save_company(database, COMPANY)  # each night
    clock.moment = datetime(2026, 12, 4, 20, tzinfo=UTC)
    assert reminder.tell_due() == 1  # the night after


def test_whoever_does_not_wish_it_is_not_told(database: Database, reminder: Reminder) -> None:
    silent = replace(COMPANY.agents["durand"], told_of=(TellOf.PLANNING, TellOf.MESSAGES))
    save_company(database, replace(FRIDAY_NIGHTS, agents={**COMPANY.agents, "durand": silent}))
    assert reminder.tell_due() == 0


@pytest.mark.parametrize(
    ("changed", "who"),
    [
        (lambda now: with_swap(now, "nuit", replace(SWAP, agreed=frozenset({"durand", "petit"}))), ["petit"]),
        (lambda now: with_swap(now, "nuit", SWAP), ["durand"]),
        (lambda now: with_override(now, "nuit", Override(SWAP.start, SWAP.end, "durand", "martin")), ["martin"]),
        (lambda now: with_absence(now, Absence("durand", date(2026, 12, 4), date(2026, 12, 5))), []),
    ],
)
def test_what_was_exchanged_or_replaced_is_recalled_to_whoever_has_it(
    database: Database, reminder: Reminder, changed: Callable[[Company], Company], who: list[str]
) -> None:
    save_company(database, changed(FRIDAY_NIGHTS))
    reminder.tell_due()
    assert told(database) == [f"{name}@example.fr" for name in who]


def test_hours_that_change_after_it_was_recalled_are_recalled_as_they_are(
    database: Database, reminder: Reminder, clock: Clock
) -> None:
    reminder.tell_due()
    half = Override(SWAP.start + timedelta(hours=3), SWAP.end, "durand", "martin")
    save_company(database, with_override(FRIDAY_NIGHTS, "nuit", half))
    reminder.tell_due()
    assert sorted(told(database)) == ["durand@example.fr", "durand@example.fr", "martin@example.fr"]


def test_the_same_hours_in_two_teams_are_one_message(database: Database, reminder: Reminder, clock: Clock) -> None:
    jour = Team("jour", "Siège", FRIDAY_NIGHTS.teams["nuit"].plan)
    save_company(database, replace(FRIDAY_NIGHTS, teams={**FRIDAY_NIGHTS.teams, "jour": jour}))
    reminder.tell_due()
    assert told(database) == ["durand@example.fr"]
    (text,) = sent(database, clock).values()
    assert "(Nuit)" in text and "(Siège)" in text


def test_whoever_wants_texts_gets_one_with_the_hours(database: Database, reminder: Reminder) -> None:
    texted = replace(COMPANY.agents["durand"], told_by=(Way.SMS,))
    save_company(database, replace(FRIDAY_NIGHTS, agents={**COMPANY.agents, "durand": texted}))
    reminder.tell_due()
    assert told(database) == ["+33612345601"]


def test_a_duty_without_end_is_recalled_once_as_the_days_pass(database: Database, clock: Clock) -> None:
    begins = Override(SWAP.start, SWAP.start + timedelta(days=60), "durand", "martin")
    company = with_override(with_plan(COMPANY, shifts=()), "nuit", replace(begins, removes=None))
    company = with_plan(company, levels=(("durand", "petit"),))
    save_company(database, company)
    while clock.moment < SWAP.start:
        Reminder(database, clock).tell_due()
        clock.later(timedelta(hours=1))
    assert told(database) == ["martin@example.fr"]


def test_no_planning_is_worked_out_where_nobody_wishes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    agents = {name: replace(one, told_of=()) for name, one in COMPANY.agents.items()}
    assert due_duties(replace(FRIDAY_NIGHTS, agents=agents), EVENING) == []
