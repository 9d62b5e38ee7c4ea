"""The settings that the controller serves from, kept on the disk: whenever they change, and never in a call's way."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from peewee import Database

from appliance.controller.settings import LiveSettings
from appliance.planning.team_plan import TeamPlan
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.settings.revisions import newest_number, rewrite
from appliance.store.settings.settings_copy import read_copy
from appliance.store.settings.snapshot import save_company
from appliance.store.settings.tables import SettingsRow
from tests.unit.store.companies import LOCKSMITH

MARTIN = replace(LOCKSMITH, name="Martin")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, LOCKSMITH)
    yield database
    close_database(database)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "db" / "settings.json"


@pytest.fixture
def settings(database: Database, copy: Path) -> LiveSettings:
    settings = LiveSettings(database, copy)
    settings.load()
    settings.keep()
    return settings


def looked_at(settings: LiveSettings) -> None:
    settings.look()
    settings.keep()


def test_each_settings_taken_in_are_kept(database: Database, copy: Path, settings: LiveSettings) -> None:
    assert read_copy(copy).number == 1
    save_company(database, MARTIN)
    looked_at(settings)
    assert settings.last == MARTIN
    assert (read_copy(copy).number, "Martin" in read_copy(copy).document) == (2, True)


def test_the_same_settings_are_not_written_again(database: Database, copy: Path, settings: LiveSettings) -> None:
    before = copy.stat().st_ino
    looked_at(settings)
    another = LiveSettings(database, copy)  # the next controller, or this one after a night
    another.load()
    another.keep()
    assert copy.stat().st_ino == before


def test_somebody_taken_out_of_them_under_their_number_is_taken_out_of_those_kept(
    database: Database, copy: Path, settings: LiveSettings
) -> None:
    with writing(database):
        rewrite(database, newest_number(database), replace(LOCKSMITH, name="numéro effacé"))
    looked_at(settings)
    assert settings.last is not None
    assert settings.last.name == "numéro effacé"
    assert LOCKSMITH.name not in copy.read_text()


def test_who_leaves_is_nowhere_in_them(database: Database, copy: Path, settings: LiveSettings) -> None:
    petit = LOCKSMITH.agents["petit"]
    assert petit.phones[0] in copy.read_text()
    agents = {key: agent for key, agent in LOCKSMITH.agents.items() if key != "petit"}
    teams = {key: replace(team, plan=without(team.plan, "petit")) for key, team in LOCKSMITH.teams.items()}
    save_company(database, replace(LOCKSMITH, agents=agents, teams=teams))
    looked_at(settings)
    assert petit.phones[0] not in copy.read_text()
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def without(plan: TeamPlan, agent: str) -> TeamPlan:
    """A plan of which this agent is no more."""
    return TeamPlan(tuple(tuple(one for one in level if one != agent) for level in plan.levels), plan.timezone)


def test_a_disk_that_takes_nothing_stops_no_call_is_told_once_and_tried_again(
    database: Database, copy: Path, settings: LiveSettings, caplog: pytest.LogCaptureFixture
) -> None:
    copy.unlink()
    copy.mkdir()  # where nothing can be put in its place, whoever runs this
    save_company(database, MARTIN)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            looked_at(settings)
            assert settings.current() == MARTIN
    assert len([one for one in caplog.messages if "not kept on the disk" in one]) == 1
    copy.rmdir()
    looked_at(settings)
    assert read_copy(copy).number == 2


def test_those_removed_by_hand_are_kept_again(copy: Path, settings: LiveSettings) -> None:
    os.unlink(copy)
    looked_at(settings)
    assert read_copy(copy).number == 1


def test_a_controller_that_is_drained_leaves_them_to_the_next(copy: Path, settings: LiveSettings) -> None:
    """Of the release that one went back to, which may not know the file: it is removed, and stays so."""
    settings.leave()
    os.unlink(copy)
    looked_at(settings)
    assert not copy.exists()


def test_settings_of_an_older_backup_are_those_in_force(database: Database, copy: Path, settings: LiveSettings) -> None:
    save_company(database, MARTIN)
    looked_at(settings)
    with writing(database):
        SettingsRow.delete().where(SettingsRow.number == 2).execute(database)
    looked_at(settings)
    assert settings.last == LOCKSMITH
    assert read_copy(copy).number == 1


def test_a_database_whose_settings_are_gone_leaves_the_last_good_ones_to_calls(
    database: Database, copy: Path, settings: LiveSettings
) -> None:
    with writing(database):
        SettingsRow.delete().execute(database)
    with reading(database):
        assert newest_number(database) == 0
    looked_at(settings)
    assert settings.current() == LOCKSMITH
    assert read_copy(copy).number == 1
