"""What a silent box left open is closed and told once, by boxes that know their own name alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from peewee import Database

from appliance.controller.silent_boxes import SilentBoxes
from appliance.planning.moments import long_day
from appliance.planning.wall_clock import wall_clock
from appliance.store.boxes.register import BoxIdentity, hold_name, known_boxes
from appliance.store.boxes.silence import SILENT_SECONDS, silent_boxes
from appliance.store.boxes.tables import BoxRow
from appliance.store.database import close_database, open_database, writing
from appliance.store.outbox.queue import claim_next, list_deliveries
from appliance.store.settings.snapshot import save_company
from tests.unit.store.companies import LOCKSMITH

IT = ("it@example.fr",)
YEAR = timedelta(days=365)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Of three boxes, the last is silent."""
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    save_company(opened, LOCKSMITH)
    for name in ("salle-1", "salle-2", "salle-3"):
        hold_name(opened, BoxIdentity(name, name, "b1", "1.0"))
    with writing(opened):
        BoxRow.update(seen_at=BoxRow.seen_at - SILENT_SECONDS).where(BoxRow.name == "salle-3").execute(opened)
    yield opened
    close_database(opened)


def told(database: Database) -> list[str]:
    return [one["subject"] for one in list_deliveries(database) if one["recipient"] in IT]


def test_a_silent_box_is_told_once_to_whoever_is_responsible(database: Database) -> None:
    for _ in ("salle-1", "salle-2"):
        SilentBoxes(database, lambda: True, IT).close()
    assert told(database) == ["Machine salle-3 silencieuse"]
    assert [box.closed for box in known_boxes(database)] == [False, False, True]


def test_a_box_that_is_not_sure_of_its_own_name_closes_nothing(database: Database) -> None:
    SilentBoxes(database, lambda: False, IT).close()
    assert told(database) == []
    assert not any(box.closed for box in known_boxes(database))


def test_the_moment_of_silence_is_on_the_company_s_clock(database: Database) -> None:
    ((_, seen),) = silent_boxes(database)
    SilentBoxes(database, lambda: True, IT, YEAR).close()
    letters = iter(lambda: claim_next(database, datetime.now(UTC)), None)
    (letter,) = [one for one in letters if one.recipient in IT]
    text = message_from_string(letter.content, policy=default).get_body(("plain",)).get_content()
    assert long_day(local(seen + YEAR).date()) in text


def local(moment: datetime) -> datetime:
    return wall_clock(moment, LOCKSMITH.timezone)
