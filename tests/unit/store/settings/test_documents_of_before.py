"""A database of before held the settings in twenty-three tables: they become one document, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from peewee import Database

from appliance.company.model import (
    DAILY_TEST_AT,
    ESCALATE_MINUTES,
    ESCALATE_TIMES,
    MESSAGE_DAYS,
    REMIND_AT,
    STORM_MINUTES,
    TALK_DAYS,
    TOLD_DAYS,
    USUALLY_TOLD_OF,
    Action,
    Behaviour,
    CallTeam,
    Company,
    Line,
    TakeMessage,
    Team,
    Way,
)
from appliance.planning.hours import Period
from appliance.planning.team_plan import Former, TeamPlan
from appliance.store.codes import with_kept_codes
from appliance.store.database import close_database, open_database, reading
from appliance.store.errors import StoreError
from appliance.store.settings.snapshot import load_company, revision, saved_at
from tests.examples import examples
from tests.unit.company.test_document import past_of, with_a_past
from tests.unit.store.companies import companies
from tests.unit.store.former_rows import opened_at, save_rows

SAVED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
Plan = TypeVar("Plan", TeamPlan, Former)
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(5), deadline=None)


def as_the_tables_knew(company: Company) -> Company:
    """Less what was first set in a document: as usual."""
    told = {"tell": (), "escalate_after": ESCALATE_MINUTES, "escalate_times": ESCALATE_TIMES}
    told |= {"agents_menu": False, "callback_within": 0, "check_orders": False}
    told |= {"instructions": None, "tell_wait": False, "caller_words": False, "record_talks": False, "incident": None}
    told |= {"callback_quiet": None, "callback_sms": False, "offered_languages": {}}
    told |= {"quiet": None, "tell_refused": False, "tell_repaired": False}
    agent = {"told_of": USUALLY_TOLD_OF, "told_by": (Way.MAIL,), "agreed_on": None, "quiet": None, "language": "fr"}
    return replace(
        company,
        collective_agreement=None,
        forget_months=None,
        message_days=MESSAGE_DAYS,
        talk_days=TALK_DAYS,
        told_days=TOLD_DAYS,
        remind_at=REMIND_AT,
        responsible=(),
        daily_test=True,
        daily_test_at=DAILY_TEST_AT,
        daily_test_call=False,
        blocked_callers=(),
        vip_callers=(),
        machines=(),
        most_calls=0,
        most_calls_minutes=STORM_MINUTES,
        offline_voice=False,
        neural_sentences=False,
        translations=(),
        urgent_words=(),
        agents={name: replace(one, **agent) for name, one in company.agents.items()},
        teams={name: without_calls(one) for name, one in company.teams.items()},
        menus={name: replace(one, name="", choices=as_of_old(one.choices)) for name, one in company.menus.items()},
        lines={name: replace(one, **told, behaviours=acting(one)) for name, one in company.lines.items()},
    )


def without_calls(team: Team) -> Team:
    team = replace(team, ring=replace(team.ring, twice=False), duty_call=None, safety_call=None, hand_over_call=None)
    former = tuple(as_planned_before(one) for one in team.plan.former)
    return replace(team, plan=replace(as_planned_before(team.plan), former=former))


def as_planned_before(plan: Plan) -> Plan:
    overrides = tuple(replace(one, fills=False) for one in plan.overrides)
    return replace(plan, overrides=overrides, swaps=tuple(replace(one, withdrawing=None) for one in plan.swaps))


def acting(line: Line) -> dict[Period, Behaviour]:
    return {period: replace(one, action=as_it_was(one.action)) for period, one in line.behaviours.items()}


def as_of_old(choices: Mapping[str, Action]) -> dict[str, Action]:
    return {key: as_it_was(one) for key, one in choices.items()}


def as_it_was(action: Action) -> Action:
    match action:
        case CallTeam(team, order_number):
            return CallTeam(team, order_number)
        case TakeMessage():
            return TakeMessage()
    return action


def upgraded(url: str, company: Company) -> Database:
    former = opened_at(url, 18)
    save_rows(former, company, 41, SAVED)
    close_database(former)
    return open_database(url)


def test_the_fullest_company_is_the_same_after_the_upgrade_with_its_past(url: str) -> None:
    company = with_kept_codes(None, as_the_tables_knew(with_a_past()))
    database = upgraded(url, company)
    read = load_company(database)
    assert read == company
    assert past_of(read) == past_of(company)
    assert (revision(database), saved_at(database)) == (41, SAVED)
    with reading(database):
        assert not {"companies", "agents", "shifts", "revisions"} & set(database.get_tables())
    close_database(database)


@FEW
@given(company=companies())
def test_any_company_is_the_same_after_the_upgrade(tmp_path_factory: pytest.TempPathFactory, company: Company) -> None:
    kept = with_kept_codes(None, as_the_tables_knew(company))
    database = upgraded(f"sqlite:///{tmp_path_factory.mktemp('before') / 'astreinte.db'}", kept)
    assert load_company(database) == kept
    close_database(database)


def test_a_database_without_a_company_has_none_after_the_upgrade(url: str) -> None:
    close_database(opened_at(url, 18))
    database = open_database(url)
    assert (load_company(database), revision(database)) == (None, 0)
    close_database(database)


def test_a_release_of_before_is_told_that_it_cannot_open_the_database_any_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    close_database(upgraded(url, with_kept_codes(None, as_the_tables_knew(with_a_past()))))
    with pytest.raises(StoreError, match="plus récente"):
        opened_at(url, 18)
