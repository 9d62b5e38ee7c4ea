"""A box holds its name, refuses to start under another's, and closes and tells what a silent one left open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.config import Config
from appliance.controller.held_name import REFUSED_SECONDS, HeldName, NameTaken, identity_of
from appliance.store.boxes.register import BoxIdentity, hold_name, known_boxes
from appliance.store.boxes.silence import SILENT_SECONDS
from appliance.store.boxes.tables import BoxRow
from appliance.store.database import close_database, open_database, writing
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import save_company
from tests.unit.store.companies import LOCKSMITH

ROOM = BoxIdentity("salle-1", "i1", "b1", "1.0")


@pytest.fixture
def database(tmp_path: Path):
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    yield opened
    close_database(opened)


def silenced(database: Database, name: str, seconds: float) -> None:
    with writing(database):
        BoxRow.update(seen_at=BoxRow.seen_at - seconds).where(BoxRow.name == name).execute(database)


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


def test_a_silent_box_is_told_once_to_whoever_is_responsible(database: Database) -> None:
    save_company(database, LOCKSMITH)
    for name in ("salle-1", "salle-2", "salle-3"):
        hold_name(database, replace(ROOM, name=name, installation=name))
    silenced(database, "salle-3", SILENT_SECONDS)
    others = [HeldName(database, replace(ROOM, name=one, installation=one), ("it@example.fr",)) for one in ROOMS]
    for one in others:
        one.hold()
        one.close_silent()
    (told,) = [one for one in list_deliveries(database) if one["recipient"] == "it@example.fr"]
    assert told["subject"] == "Machine salle-3 silencieuse"
    assert [box.closed for box in known_boxes(database)] == [False, False, True]


ROOMS = ("salle-1", "salle-2")


def test_two_folders_of_one_machine_are_two_installations() -> None:
    one, other = (identity_of(Config(state=f"/tmp/{state}", box="salle-1")) for state in ("a", "b"))
    assert one.name == other.name == "salle-1"
    assert one.installation != other.installation
    assert one == identity_of(Config(state="/tmp/a", box="salle-1"))


def test_the_moment_of_silence_is_on_the_company_s_clock(database: Database) -> None:
    save_company(database, LOCKSMITH)
    hold_name(database, replace(ROOM, name="salle-9"))
    silenced(database, "salle-9", SILENT_SECONDS)
    name = HeldName(database, ROOM, ("it@example.fr",), timedelta(days=365))
    name.hold()
    name.close_silent()
    assert any("salle-9" in one["subject"] for one in list_deliveries(database))
