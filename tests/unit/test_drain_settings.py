"""How long a controller that is stopped waits for the callers of its script: five minutes, which systemd grants."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance import controller
from appliance.commands.serve import command

UNIT = Path(__file__).parents[2] / "deploy/ansible/roles/appliance/templates/astreinte-controller@.service.j2"
FILE = """
state = "/var/lib/astreinte"
trunks = [{name = "operator", proxy = "127.0.0.1"}]
[switch]
esl_secret = "0123456789abcdef"
"""


@pytest.mark.parametrize(("typed", "seconds"), [((), 300), (("--drain-seconds", "4"), 4)])
def test_the_drain_lasts_five_minutes_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], seconds: int
) -> None:
    (tmp_path / "appliance.toml").write_text(FILE)
    asked: list[float] = []
    monkeypatch.setattr(controller, "run", lambda config, drain_seconds: asked.append(drain_seconds))
    ran = CliRunner().invoke(command, ["--config", str(tmp_path / "appliance.toml"), *typed])
    assert (ran.exit_code, asked) == (0, [seconds]), ran.output


def test_systemd_waits_longer_than_the_drain() -> None:
    unit = UNIT.read_text()
    (granted,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    (started,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert int(granted) > 300
    assert "--drain-seconds" not in started
