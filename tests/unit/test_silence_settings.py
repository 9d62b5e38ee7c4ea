"""How long a telephone may be silent, in the machine file."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.config import ConfigError, load

FILE = """
state = "/var/lib/astreinte"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
[sip]
{sip}
"""


def loaded(folder: Path, sip: str):
    path = folder / "appliance.toml"
    path.write_text(FILE.format(sip=sip))
    return load(path).sip


def test_a_telephone_is_asked_long_before_its_silence_ends_its_call(tmp_path: Path) -> None:
    sip = loaded(tmp_path, "")
    assert (sip.silence_asked_seconds, sip.joined_media_timeout_seconds) == (15, 600)


def test_a_silence_that_ends_a_call_before_the_answer_is_refused(tmp_path: Path) -> None:
    assert loaded(tmp_path, "joined_media_timeout_seconds = 30")
    with pytest.raises(ConfigError, match=r"joined_media_timeout_seconds est trop court .* écrivez au moins 30"):
        loaded(tmp_path, "joined_media_timeout_seconds = 29")


def test_a_setting_that_does_nothing_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="media_timeout_seconds"):
        loaded(tmp_path, "media_timeout_seconds = 60")
