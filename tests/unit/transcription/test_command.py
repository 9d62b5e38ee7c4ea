"""`astreinte transcribe`: a few messages at a time; it says what is missing, and that a call comes first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.commands.transcribe import command
from appliance.config import ConfigError, load
from appliance.transcription import child
from appliance.transcription.child import TranscriptionError
from tests.unit.transcription.conftest import Left

SECTION = '[transcription]\nmodel = "/no/such/weights"\n'


@pytest.fixture
def file(tmp_path: Path, sqlite_url: str) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(f'state = "{tmp_path}"\nbox = "here"\ndatabase = "{sqlite_url}"\n', encoding="utf-8")
    return path


def run(file: Path) -> Result:
    return CliRunner(mix_stderr=False).invoke(command, ["--config", str(file)])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_without_its_section_it_says_which(file: Path, left: Left) -> None:
    done = run(file)
    assert done.exit_code == 1
    assert "[transcription]" in done.stderr


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_call_comes_first(file: Path, left: Left) -> None:
    file.write_text(file.read_text(encoding="utf-8") + SECTION, encoding="utf-8")
    left("m1")
    left("now", at=datetime.now(UTC), over=False)
    assert "Un appel est en cours" in run(file).stdout


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_machine_that_cannot_write_down_says_so_and_blames_no_message(
    file: Path, left: Left, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(file.read_text(encoding="utf-8") + SECTION, encoding="utf-8")
    monkeypatch.setattr(child, "RECOGNISER", "no.such.module")
    left("m1")
    done = run(file)
    assert isinstance(done.exception, TranscriptionError)


@pytest.mark.parametrize("wrong", ["most_minutes = 0", "most_megabytes = 10", 'voice = "x"'])
def test_bounds_that_are_none_are_refused_in_french(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "appliance.toml"
    path.write_text(f'state = "{tmp_path}"\n{SECTION}{wrong}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\[transcription\]"):
        load(path)
