"""The house behind the agents' menu: codes and locks, changes through the door, and who is told of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.agents_desk import CodeVerdict, Problem, WatchChange, Why
from appliance.company.model import Agent, Company
from appliance.controller.agents_desk import LiveDesk
from appliance.door import Refused
from appliance.door.by_telephone import NOBODY_LEFT, by_telephone
from appliance.planning.hours import WeeklyWindow
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Override, Shift
from appliance.store.accounts.audit import list_audit
from appliance.store.accounts.phone_entries import (
    FIRST_LOCK,
    FORGOTTEN_AFTER,
    HOUSE_MISTAKES,
    PhoneEntryRow,
    is_locked,
    try_code,
)
from appliance.store.database import reading
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import load_company, save_company

NOW = datetime(2026, 12, 2, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Settings:
    """The settings in use, read when they are asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def last(self) -> Company | None:
        return load_company(self._database)

    def current(self) -> Company | None:
        return self.last


@pytest.fixture
def desk(database: Database, company: Company) -> LiveDesk:
    line = next(iter(company.lines.values()))
    save_company(database, replace(company, lines={line.id: replace(line, tell=("chef@example.fr",))}))
    return LiveDesk(database, Settings(database), lambda: NOW, Path("."), Path("."))  # type: ignore[arg-type]


def coded(company: Company, number: int) -> list[Agent]:
    """So many agents, of the code 4821."""
    return [replace(company.agents["durand"], id=f"agent-{place}") for place in range(number)]


def tried(database: Database, agent: Agent | None, *codes: str, at: datetime = NOW) -> list[CodeVerdict]:
    return [try_code(database, agent, code, at, lambda *_: None) for code in codes]


def told(database: Database) -> set[str]:
    return {one["recipient"] for one in list_deliveries(database)}


def test_the_right_code_is_right_and_forgets_the_mistakes(database: Database, company: Company) -> None:
    durand = company.agents["durand"]
    assert tried(database, durand, "0", "1", "4821", "0", "1", "4821") == [
        *(CodeVerdict.WRONG, CodeVerdict.WRONG, CodeVerdict.RIGHT) * 2
    ]
    with reading(database):
        assert not PhoneEntryRow.select().where(PhoneEntryRow.agent_id == "durand").exists(database)


def test_three_mistakes_close_the_entry_to_the_right_code_too_for_longer_each_time(
    database: Database, company: Company
) -> None:
    durand, at = company.agents["durand"], NOW
    for length in (FIRST_LOCK, 2 * FIRST_LOCK, 4 * FIRST_LOCK):
        assert tried(database, durand, "0", "1", "2", "4821", at=at)[-1] is CodeVerdict.LOCKED
        assert tried(database, durand, "4821", at=at + length - timedelta(seconds=1)) == [CodeVerdict.LOCKED]
        at += length
    assert tried(database, durand, "4821", at=at) == [CodeVerdict.RIGHT]
    assert tried(database, company.agents["petit"], "7730", at=NOW) == [CodeVerdict.RIGHT]


def test_a_few_mistakes_on_each_agent_close_the_menu_to_all_and_are_forgotten_in_an_hour(
    database: Database, company: Company
) -> None:
    told: list[Agent | None] = []
    wrong = [try_code(database, one, "0", NOW, lambda who, _: told.append(who)) for one in coded(company, 12)]
    assert wrong == [CodeVerdict.WRONG] * HOUSE_MISTAKES + [CodeVerdict.CLOSED] * 2
    assert told == [None]
    durand = company.agents["durand"]
    assert tried(database, durand, "4821") == [CodeVerdict.CLOSED]
    assert tried(database, durand, "4821", at=NOW + FORGOTTEN_AFTER) == [CodeVerdict.RIGHT]
    assert tried(database, durand, "0", "4821", at=NOW + HOUR) == [CodeVerdict.WRONG, CodeVerdict.RIGHT]
    assert "fermé à tous" in list_audit(database, limit=1)[0]["act"]


def test_a_storm_of_mistakes_is_told_once(database: Database, company: Company) -> None:
    told: list[Agent | None] = []
    for minute, one in enumerate(coded(company, 60)):
        try_code(database, one, "0", NOW + timedelta(minutes=minute), lambda who, _: told.append(who))
    assert told == [None]


def test_a_lock_whose_news_cannot_be_told_stands(database: Database, company: Company) -> None:
    def fails(agent: Agent | None, until: datetime) -> None:
        raise RuntimeError

    durand = company.agents["durand"]
    for code in ("0", "1", "2"):
        assert try_code(database, durand, code, NOW, fails) is CodeVerdict.WRONG
    assert tried(database, durand, "4821") == [CodeVerdict.LOCKED]
    assert "fermé à Claire Durand" in list_audit(database, limit=1)[0]["act"]


def test_nobody_and_whoever_has_no_code_are_never_right(database: Database, company: Company) -> None:
    without = replace(company.agents["durand"], pin=None)
    assert tried(database, None, "0", "4821") == [CodeVerdict.WRONG] * 2
    assert tried(database, without, "0", "") == [CodeVerdict.WRONG] * 2


def test_a_clock_set_back_locks_nobody_for_ever() -> None:
    assert is_locked(NOW + FIRST_LOCK, NOW)
    assert not is_locked(NOW + timedelta(days=300), NOW)


def test_a_lock_is_told_to_the_agent_and_to_whom_the_line_names(desk: LiveDesk, database: Database) -> None:
    assert [desk.code("durand", code, "urgence") for code in ("0", "1")] == [CodeVerdict.WRONG] * 2
    assert not told(database)
    assert desk.code("durand", "2", "urgence") is CodeVerdict.WRONG
    assert told(database) == {"durand@example.fr", "chef@example.fr"}
    assert desk.code("durand", "4821", "urgence") is CodeVerdict.LOCKED
    assert "fermé à Claire Durand" in list_audit(database, limit=1)[0]["act"]


@pytest.mark.parametrize(("left", "verdict"), [(0, CodeVerdict.RIGHT), (1, CodeVerdict.WRONG)])
def test_the_code_of_whoever_has_left_opens_nothing_from_the_day_after(
    desk: LiveDesk, database: Database, left: int, verdict: CodeVerdict
) -> None:
    company = load_company(database)
    assert company is not None
    last = replace(company.agents["durand"], until=NOW.date() - timedelta(days=left))
    save_company(database, replace(company, agents=company.agents | {"durand": last}))
    assert desk.code("durand", "4821", "urgence") is verdict


def a_change(**override: object) -> WatchChange:
    return WatchChange("durand", "depannage", Override(NOW, NOW + HOUR, **override), "fait une pause")  # type: ignore[arg-type]


def test_a_change_is_an_override_of_the_agents_own_and_is_told(desk: LiveDesk, database: Database) -> None:
    save_company(database, always(load_company(database), "durand", "petit"))
    assert desk.change(a_change(removes="durand"), "urgence") is None
    after = load_company(database)
    assert after is not None
    assert [one.agent for one in on_call(after.teams["depannage"].plan, NOW)] == ["petit"]
    assert list_audit(database, limit=1)[0]["who"] == "Claire Durand (téléphone)"
    assert told(database) == {"durand@example.fr", "chef@example.fr"}


def test_a_change_that_leaves_nobody_is_refused_and_told_to_nobody(desk: LiveDesk, database: Database) -> None:
    save_company(database, always(load_company(database), "durand"))
    before = load_company(database)
    assert desk.change(a_change(removes="durand"), "urgence") == Problem(Why.NOBODY_LEFT, NOBODY_LEFT)
    assert load_company(database) == before and not told(database)


def test_what_is_gone_meanwhile_is_said_to_be(company: Company) -> None:
    with pytest.raises(ValueError, match="retirée"):
        by_telephone(company, "nulle", Override(NOW, NOW + HOUR, removes="durand"), NOW)
    with pytest.raises(ValueError, match="retirée"):
        by_telephone(company, "depannage", Override(NOW, NOW + HOUR, removes="durand", adds="parti"), NOW)


def test_a_watch_passed_after_a_long_ring_is_passed_from_now(company: Company) -> None:
    rang_since = Override(NOW, NOW + HOUR, removes="durand", adds="petit")
    after = by_telephone(company, "depannage", rang_since, NOW + timedelta(seconds=100))
    made = set(after.teams["depannage"].plan.overrides) - set(company.teams["depannage"].plan.overrides)
    assert [one.start for one in made] == [NOW + timedelta(seconds=60)]
    with pytest.raises(Refused, match="déjà finies"):
        by_telephone(company, "depannage", rang_since, NOW + HOUR)


def test_whoever_is_absent_takes_nothing(company: Company) -> None:
    made = always(company, "durand")
    with pytest.raises((Refused, ValueError)):
        by_telephone(made, "depannage", Override(NOW, NOW + HOUR, removes="petit", adds="durand"), NOW)


def always(company: Company | None, *agents: str) -> Company:
    """These agents alone are on call, at every moment."""
    assert company is not None
    window = WeeklyWindow(frozenset(range(7)), time(0), time(0))
    team = company.teams["depannage"]
    plan = replace(
        team.plan, shifts=tuple(Shift(one, window) for one in agents), rotations=(), overrides=(), absences=(), swaps=()
    )
    return replace(company, teams={**company.teams, "depannage": replace(team, plan=plan)})
