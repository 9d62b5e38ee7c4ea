"""`.ci/need`: a program that tests want is installed where we may; else one line says how, and the tests go on."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

NEED = Path(__file__).parents[2] / ".ci" / "need"
PROGRAM = "no-such-program-of-astreinte"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs in front of this machine's: whoever we are, `id` says root."""
    program(tmp_path, "id", "echo 0")
    return tmp_path


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def need(machine: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{machine}:{os.environ['PATH']}"}
    return subprocess.run(
        [NEED, PROGRAM, "its-package", "les essais de tout"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_missing_is_installed_without_a_word(machine: Path) -> None:
    program(machine, "apt-get", f'echo "$@" >> {machine}/asked; cp {machine}/id {machine}/{PROGRAM}')
    told = need(machine)
    assert (told.returncode, told.stderr) == (0, "")
    assert "install" in (machine / "asked").read_text(encoding="utf-8")
    assert "its-package" in (machine / "asked").read_text(encoding="utf-8")


def test_what_cannot_be_installed_is_told_in_one_line_that_would(machine: Path) -> None:
    program(machine, "apt-get", "exit 100")
    told = need(machine)
    assert told.returncode == 0
    assert told.stderr == "Sans its-package, les essais de tout ne sont pas joués : sudo apt install its-package\n"


def test_what_is_there_asks_nothing(machine: Path) -> None:
    program(machine, PROGRAM, "exit 0")
    program(machine, "apt-get", f"touch {machine}/asked")
    assert need(machine).returncode == 0
    assert not (machine / "asked").exists()
