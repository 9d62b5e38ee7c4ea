"""`astreinte_neural_voice: false` where it was true: its own tasks, played on a box that is a folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from appliance.prompts.neural import kokoro

ROLE = Path(__file__).parents[2] / "deploy" / "ansible" / "roles" / "appliance"
STAND_IN = '#!/bin/sh\necho "$(basename $0) $*" >> {told}\n'
UNITS = ("astreinte-voice.timer", "astreinte-voice.service")
PACKAGES = Path("lib") / "python3.11" / "site-packages"
RESTART = "ansible.builtin.systemd"  # a folder has no service


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Two releases with the voice and one without, and its units."""
    units = tmp_path / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    for name in UNITS:
        (units / name).touch()
    for name in ("1.0", "1.1", "1.2"):
        stand_in(tmp_path, tmp_path / "opt" / "astreinte" / "releases" / name / "bin" / "python3")
    for name in ("1.0", "1.1"):
        release = tmp_path / "opt" / "astreinte" / "releases" / name
        (release / "voice").touch()
        for part in kokoro.PARTS:
            for package in (part, f"{part}-0.1.0.dist-info"):
                (release / PACKAGES / package).mkdir(parents=True)
                (release / PACKAGES / package / "part.bin").touch()
        (release / PACKAGES / "flask").mkdir()
    stand_in(tmp_path, tmp_path / "bin" / "systemctl")
    return tmp_path


def stand_in(box: Path, program: Path) -> None:
    """A program that only notes what it was told."""
    program.parent.mkdir(parents=True)
    program.write_text(STAND_IN.format(told=box / "told"), encoding="utf-8")
    program.chmod(0o755)


def tasks() -> list[dict[str, Any]]:
    *_, off = YAML(typ="safe").load((ROLE / "tasks" / "voice.yml").read_text(encoding="utf-8"))
    assert off["when"] == "not astreinte_neural_voice | bool"
    return list(off["block"])


def played(box: Path) -> str:
    """What the play says it did."""
    play = box / "play.yml"
    kept = [task for task in tasks() if RESTART not in task]
    with play.open("w", encoding="utf-8") as file:
        YAML().dump([{"hosts": "localhost", "gather_facts": False, "tasks": kept}], file)
    text = play.read_text(encoding="utf-8")
    play.write_text(re.sub(r"/(opt/astreinte|etc/systemd)", rf"{box}/\1", text), encoding="utf-8")
    ansible = Path(sys.executable).with_name("ansible-playbook")
    words: list[str | Path] = [
        ansible,
        "-i",
        "localhost,",
        "-c",
        "local",
        "-e",
        f"ansible_python_interpreter={sys.executable}",
        play,
    ]
    path = f"{box / 'bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "ANSIBLE_HOME": str(box / "home"), "PATH": path}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


def test_nothing_is_left_that_promises_the_voice(box: Path) -> None:
    played(box)
    assert (box / "told").read_text(encoding="utf-8").splitlines() == ["systemctl disable --now astreinte-voice.timer"]
    assert {path.name for path in box.glob(f"opt/astreinte/releases/*/{PACKAGES}/*")} == {"flask"}
    assert not list(box.glob("opt/astreinte/releases/*/voice"))
    assert not list(box.glob("etc/systemd/system/astreinte-voice.*"))


def test_where_it_never_was_nothing_is_done(box: Path) -> None:
    played(box)
    (box / "told").unlink()
    assert "changed=0" in played(box)
    assert not (box / "told").exists()


def test_the_pages_are_started_again_before_it_is_forgotten_where_the_voice_was() -> None:
    names = [task["name"] for task in tasks()]
    (restart,) = [task for task in tasks() if RESTART in task]
    assert restart[RESTART] == {"name": "astreinte-web.service", "state": "restarted"}
    assert restart["when"].startswith("appliance_voices.files | length > 0")
    assert names.index("Its weights") < names.index(restart["name"]) < names.index("No release has it any more")
