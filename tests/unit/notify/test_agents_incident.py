"""An emergency announcement put by telephone: by whom, through the door, with its recording, its past and its news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.agents_desk import IncidentChange, Problem, Why
from appliance.company.incidents import known_incident
from appliance.company.model import Company, Incident
from appliance.controller.agents_desk import LiveDesk
from appliance.controller.agents_incident import NOT_THERE, NOT_YOURS
from appliance.prompts import wav
from appliance.prompts.recordings import recording_in_force
from appliance.store.accounts.accounts import Role, add_account, close_account
from appliance.store.accounts.audit import list_audit
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.settings.versions import recordings_in_force, versions_of
from tests.unit.prompts.recordings import hum, written

from .test_by_telephone import NOW, Settings

UNTIL = NOW + timedelta(hours=4)
SAID = "call-annonce-1.wav"
PLACE = "lines/urgence/incident"


@pytest.fixture
def desk(database: Database, company: Company, tmp_path: Path) -> LiveDesk:
    """Durand manages; Petit does not."""
    line = company.lines["urgence"]
    save_company(
        database, replace(company, lines={**company.lines, "urgence": replace(line, tell=("chef@example.fr",))})
    )
    now = datetime.now(UTC)
    add_account(database, "durand.x", Role.MANAGER, "durand", by="x", now=now)
    add_account(database, "petit.x", Role.AGENT, "petit", by="x", now=now)
    (tmp_path / "prompts").mkdir()
    return LiveDesk(database, Settings(database), lambda: NOW, tmp_path, tmp_path / "prompts")  # type: ignore[arg-type]


def incident(database: Database) -> Incident | None:
    company = load_company(database)
    assert company is not None
    return company.lines["urgence"].incident


def put(until: datetime | None = UNTIL, recording: str | None = None) -> IncidentChange:
    return IncidentChange("urgence", True, until, recording)


def test_what_is_known_is_said_by_the_voice_until_then_and_is_told(desk: LiveDesk, database: Database) -> None:
    assert desk.announce("durand", put()) is None
    told = incident(database)
    assert told is not None and told.until == UNTIL and "nous avons connaissance d'un incident" in told.text
    assert not recordings_in_force(database)
    entry = list_audit(database, limit=1)[0]
    assert entry["who"] == "Claire Durand (téléphone)" and "met l'annonce d'un incident connu" in entry["act"]
    assert {one["recipient"] for one in list_deliveries(database)} == {"durand@example.fr", "chef@example.fr"}


def test_a_recording_is_what_the_next_call_hears_and_is_among_the_versions(
    desk: LiveDesk, database: Database, tmp_path: Path, company: Company
) -> None:
    (tmp_path / SAID).write_bytes(written(hum(3.0), "WAV"))
    assert desk.announce("durand", put(recording=SAID)) is None
    told = incident(database)
    assert told is not None
    path = recording_in_force(tmp_path / "prompts", told.text)
    assert path is not None and 1.0 < len(wav.samples_of(path.read_bytes())) / 16_000 < 4.0
    assert versions_of(database, PLACE)[0].wording.take == path.name
    assert desk.announce("durand", put()) is None  # the voice again
    assert recording_in_force(tmp_path / "prompts", known_incident(company.lines["urgence"])) is None


def test_the_same_said_anew_is_in_the_journal_of_changes(desk: LiveDesk, database: Database, tmp_path: Path) -> None:
    assert desk.announce("durand", put(until=None)) is None
    number = len(list_audit(database, limit=100))
    (tmp_path / SAID).write_bytes(written(hum(3.0), "WAV"))
    assert desk.announce("durand", put(until=None, recording=SAID)) is None
    assert len(list_audit(database, limit=100)) == number + 1
    assert recordings_in_force(database)


def test_it_is_taken_back(desk: LiveDesk, database: Database) -> None:
    assert desk.announce("durand", put()) is None
    assert desk.announce("durand", IncidentChange("urgence", on=False)) is None
    assert incident(database) is None
    assert "ôte l'annonce d'urgence" in list_audit(database, limit=1)[0]["act"]


def test_only_who_manages_on_the_pages_may(desk: LiveDesk, database: Database) -> None:
    assert (desk.may_announce("durand"), desk.may_announce("petit"), desk.may_announce("martin")) == (
        True,
        False,
        False,
    )
    assert desk.announce("petit", put()) == Problem(Why.REFUSED, NOT_YOURS)
    close_account(database, "durand.x", by="x", now=NOW)
    assert not desk.may_announce("durand")
    assert desk.announce("durand", put()) == Problem(Why.REFUSED, NOT_YOURS) and incident(database) is None


@pytest.mark.parametrize("recording", ["none.wav", "../x.wav", ""])
def test_a_recording_that_is_not_there_changes_nothing(desk: LiveDesk, database: Database, recording: str) -> None:
    problem = desk.announce("durand", put(recording=recording or "/etc/passwd"))
    assert problem is not None and incident(database) is None
    if recording == "none.wav":
        assert problem == Problem(Why.REFUSED, NOT_THERE)


def test_a_line_that_is_gone_is_said_to_be(desk: LiveDesk) -> None:
    assert desk.announce("durand", IncidentChange("gone", on=False)) == Problem(
        Why.REFUSED, "Cette ligne vient d'être retirée."
    )
