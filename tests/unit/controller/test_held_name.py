"""A box holds its name, and refuses to start under another's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from peewee import Database

from appliance.config import Config
from appliance.controller.held_name import REFUSED_SECONDS, HeldName, NameTaken, identity_of
from appliance.store.boxes.register import BoxIdentity
from appliance.store.database import close_database, open_database

ROOM = BoxIdentity("salle-1", "i1", "b1", "1.0")


@pytest.fixture
def database(tmp_path: Path):
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    yield opened
    close_database(opened)


def test_a_second_box_of_the_same_name_refuses_to_start_in_a_sentence(database: Database) -> None:
    HeldName(database, ROOM).take()
    with pytest.raises(NameTaken, match="porte déjà le nom « salle-1 » et donne signe de vie"):
        HeldName(database, replace(ROOM, installation="another")).take()


def test_what_is_ours_is_touched_only_while_the_name_is(database: Database) -> None:
    name = HeldName(database, ROOM)
    assert not name.confirmed
    name.take()
    assert name.confirmed


def test_a_copy_of_a_disk_gives_up_once_the_first_has_proved_to_live(database: Database) -> None:
    now = 0.0
    HeldName(database, ROOM).take()
    copy = HeldName(database, replace(ROOM, boot="copied"), ticks=lambda: now)
    copy.take()
    assert not copy.confirmed
    now = REFUSED_SECONDS - 1
    copy.hold()
    assert not copy.lost.is_set(), "a machine that starts anew is taken for another for a while"
    now += 1
    copy.hold()
    assert copy.lost.is_set()


def test_two_folders_of_one_machine_are_two_installations() -> None:
    one, other = (identity_of(Config(state=f"/tmp/{state}", box="salle-1")) for state in ("a", "b"))
    assert one.name == other.name == "salle-1"
    assert one.installation != other.installation
    assert one == identity_of(Config(state="/tmp/a", box="salle-1"))
