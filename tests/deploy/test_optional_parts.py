"""What a box may do without: transcription, the neural voice. Their tasks checked on a box that is a folder.

In check mode, wanted or not, on a box that has nothing of it yet: each task is reached, and changes nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.rendering import GREEDY, MODEST

ANSIBLE = Path(__file__).parents[2] / "deploy" / "ansible"
PACKAGES = re.compile(r"(?ms)^    - name: What reads French for it\n.*?\n\n")  # apt, which not every machine has
OURS = re.compile(r"/(opt/astreinte|etc/systemd)")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The role, its paths within a folder, and a systemctl that does nothing."""
    role = tmp_path / "roles" / "appliance"
    for part in ("tasks", "templates"):
        shutil.copytree(ANSIBLE / "roles" / "appliance" / part, role / part)
    for path in (role / "tasks").iterdir():
        text = PACKAGES.sub("", path.read_text(encoding="utf-8"))
        path.write_text(OURS.sub(rf"{tmp_path}/\1", text), encoding="utf-8")
    for folder in ("etc/systemd/system", "opt/astreinte/releases/1.0/source", "weights", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "weights" / "model.bin").touch()
    systemctl = tmp_path / "bin" / "systemctl"
    systemctl.write_text("#!/bin/sh\n", encoding="utf-8")
    systemctl.chmod(0o755)
    return tmp_path


def checked(box: Path, part: str, wanted: bool) -> str:
    """What the play says that it would do."""
    given = {**(GREEDY if wanted else MODEST), "appliance_release": "1.0"}
    if wanted:
        given["astreinte_transcription_weights"] = str(box / "weights")
    tasks = [{"ansible.builtin.import_role": {"name": "appliance", "tasks_from": part}, "name": "It"}]
    (box / "play.yml").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks}]))
    (box / "given.json").write_text(json.dumps({**given, "ansible_python_interpreter": sys.executable}))
    program = Path(sys.executable).with_name("ansible-playbook")
    defaults = ANSIBLE / "group_vars" / "all" / "defaults.yml"
    words = [
        program,
        "--check",
        "-i",
        "localhost,",
        "-c",
        "local",
        "-e",
        f"@{defaults}",
        "-e",
        "@given.json",
        "play.yml",
    ]
    environment = {**os.environ, "ANSIBLE_HOME": str(box / "home"), "PATH": f"{box / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(words, cwd=box, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.mark.parametrize("wanted", [True, False], ids=["wanted", "not wanted"])
@pytest.mark.parametrize("part", ["transcription", "voice"])
def test_each_task_is_reached_and_none_is_rescued(box: Path, part: str, wanted: bool) -> None:
    before = sorted(path for path in box.rglob("*") if "home" not in path.parts)
    told = checked(box, part, wanted)
    assert re.search(r"failed=0\s+skipped=\d+\s+rescued=0", told), told
    assert "unreachable=0" in told
    made = {path.name for path in box.rglob("*") if "home" not in path.parts} - {path.name for path in before}
    assert made == {"play.yml", "given.json"}, "a check changes nothing"
