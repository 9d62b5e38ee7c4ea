"""A backup brings the recordings back; the company's file holds texts alone."""

from __future__ import annotations

import io
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.config import Config, Switch, Trunk
from appliance.prompts.catalogue import say
from appliance.prompts.recordings import recording_in_force, recording_name
from appliance.store.database import close_database, open_database
from appliance.store.settings.versions import Wording, versions_of
from appliance.store.settings.wordings import resound, settle_recordings
from appliance.store.upkeep.backup import restore_backup, write_backup
from appliance.store.upkeep.clock_doubt import despite_doubt
from tests.unit.prompts.voices import tone

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HUNT = say("hunt").text
SOUND = tone(2.0)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A box on which a recording is in force."""
    config = Config(
        state=str(tmp_path / "box"),
        switch=Switch(esl_secret="a-secret-of-32-letters-or-so-000"),
        trunks=(Trunk(name="essai", proxy="127.0.0.1:5070"),),
        database=f"sqlite:///{tmp_path / 'box' / 'astreinte.db'}",
    )
    config.prompts_dir.mkdir(parents=True)
    database = open_database(config.database_url)
    wanted = Wording(HUNT, recording_name(SOUND))
    resound(database, "catalogue/hunt", Wording(HUNT), wanted, SOUND, by="claire", act="Annonce", at=NOW)
    settle_recordings(database, config.prompts_dir, despite_doubt(NOW))
    close_database(database)
    return config


def test_a_restored_box_plays_its_recordings_and_lists_its_versions(config: Config) -> None:
    archive = io.BytesIO()
    write_backup(config, archive, NOW)
    shutil.rmtree(config.state)
    restore_backup(config, io.BytesIO(archive.getvalue()))
    path = recording_in_force(config.prompts_dir, HUNT)
    assert path and path.read_bytes() == SOUND
    database = open_database(config.database_url)
    assert [version.wording.take for version in versions_of(database, "catalogue/hunt")] == [
        recording_name(SOUND),
        None,
    ]
    close_database(database)


def test_a_recording_is_archived_once(config: Config) -> None:
    archive = io.BytesIO()
    write_backup(config, archive, NOW)
    with tarfile.open(fileobj=io.BytesIO(archive.getvalue())) as tar:
        assert [name for name in tar.getnames() if "take-" in name or "recorded-" in name] == []
