"""« Rappelez-moi quand c'est réparé »: the announcement is taken back, the line calls who asked, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import company
import pytest
import steps
from phones.caller import Caller
from steps import Scene
from world import World

from appliance.company.incidents import with_incident
from appliance.company.model import Incident
from appliance.door import settings
from appliance.prompts.catalogue import announcement, callback_read_back, called_back_within, incident_over
from appliance.store.callbacks.listing import open_callbacks
from appliance.store.database import close_database, open_database

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAB_OPTIONS: tuple[str, ...] = ()
TEXT = "Une panne est connue, nos équipes interviennent."
LAB_COMPANY = company.TEXT.replace("    default: true\n", "    default: true\n    tell_repaired: true\n")


@pytest.fixture
def database(world: World) -> Iterator[Any]:
    found = open_database(world.lab.config.database_url)
    yield found
    announced(found, None)
    close_database(found)


def announced(database: Any, incident: Incident | None) -> None:
    """As the page does."""
    now = datetime.now(UTC)
    settings.change(
        database, lambda made: with_incident(made, "urgence", incident), by="chef", act="essai", now=now, at=now
    )


def asks(world: World) -> Caller:
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    caller.hears(world.sentences.file(announcement(TEXT)), within=8)
    caller.hears("incident_choice_repaired", within=8)
    caller.presses("#")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=8)
    caller.presses("1")
    caller.hears("repair_noted", within=8)
    caller.is_hung_up(within=12)
    return caller


def test_the_line_calls_who_asked_once_the_announcement_is_over_and_reaches_an_agent_by_a_key(
    world: World, database: Any
) -> None:
    announced(database, Incident(TEXT))
    durand = world.mobile(company.DURAND)
    first = asks(world)
    theirs = world.mobile(first.number)
    theirs.was_never_rung()
    announced(database, None)
    rung = theirs.rings(within=15)
    assert company.DID[1:] in rung.invite.get("From")
    rung.answers()
    rung.hears(world.sentences.file(incident_over(company.LINE)), within=6)
    rung.hears("repair_reach", within=12)
    durand.was_never_rung()
    rung.presses("1")
    rung.hears(world.sentences.file(called_back_within(30)), within=8)
    rung.is_hung_up(within=12)
    agent = durand.rings(within=20).answers()
    agent.hears("whisper", within=6, seconds=0.6)
    agent.presses("1")
    again = theirs.rings(within=10).answers()
    steps.hear_each_other(Scene(world, again, [agent]))
    again.hangs_up()
    agent.is_hung_up(within=3)


def test_its_hour_ends_it_too_and_who_only_listens_is_called_no_more(world: World, database: Any) -> None:
    announced(database, Incident(TEXT, datetime.now(UTC) + timedelta(seconds=50)))
    first = asks(world)
    theirs = world.mobile(first.number)
    theirs.was_never_rung()
    rung = theirs.rings(within=60).answers()
    rung.hears(world.sentences.file(incident_over(company.LINE)), within=6)
    rung.hangs_up()
    world.lab.has_no_leg(within=10)
    assert [one.number for one in open_callbacks(database) if one.number == first.e164] == []
