"""Before it goes back, the play asks what would be lost: its own tasks, played here against a command that answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROLLBACK = Path(__file__).parents[2] / "deploy" / "ansible" / "rollback.yml"
COMMAND = "/usr/local/bin/astreinte"
LOSES = """#!/bin/sh
case "$1" in
--help) echo "  {known}  Ce qui serait perdu.";;
*) printf 'Revenir ferait perdre :\\n- une chose\\n' >&2; exit 1;;
esac
"""
READS = "#!/bin/sh\necho rollback-check\n"
BROKEN = "#!/bin/sh\necho ImportError >&2\nexit 1\n"


def played(folder: Path, command: str, *, force: bool = False) -> subprocess.CompletedProcess[str]:
    """The tasks that come before « Go back »."""
    stand_in, play = folder / "astreinte", folder / "asked.yml"
    stand_in.write_text(command, encoding="utf-8")
    stand_in.chmod(0o755)
    (whole,) = YAML(typ="safe").load(ROLLBACK.read_text(encoding="utf-8"))
    tasks = [task for task in whole["tasks"] if "astreinte" in str(task) or "rollback_lost" in str(task)]
    names = [task["name"] for task in whole["tasks"]]
    asked = [task for task in tasks if names.index("There is one") < names.index(task["name"]) < names.index("Go back")]
    given = {"rollback_to": {"stdout": "/opt/astreinte/releases/0.9"}, "astreinte_rollback_force": force}
    with play.open("w", encoding="utf-8") as file:
        YAML().dump([{"hosts": "localhost", "gather_facts": False, "vars": given, "tasks": asked}], file)
    play.write_text(play.read_text(encoding="utf-8").replace(COMMAND, str(stand_in)), encoding="utf-8")
    ansible = Path(sys.executable).with_name("ansible-playbook")
    words = [ansible, "-i", "localhost,", "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}", play]
    environment = {**os.environ, "ANSIBLE_HOME": str(folder / "home")}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_what_would_be_lost_stops_it_with_every_sentence(tmp_path: Path) -> None:
    done = played(tmp_path, LOSES.format(known="rollback-check"))
    assert done.returncode != 0
    assert "Revenir ferait perdre" in done.stdout
    assert "une chose" in done.stdout


@pytest.mark.parametrize(
    ("command", "force"),
    [
        (LOSES.format(known="rollback-check"), True),
        (LOSES.format(known="erase"), False),
        (READS, False),
        (BROKEN, False),
    ],
    ids=["wanted all the same", "the older of the two answers", "nothing is lost", "a release that does not work"],
)
def test_nothing_else_is_in_its_way(tmp_path: Path, command: str, force: bool) -> None:
    done = played(tmp_path, command, force=force)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("une chose" in done.stdout) is force
