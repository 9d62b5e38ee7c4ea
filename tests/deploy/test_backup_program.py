"""The program that makes the backups, run with programs of ours in the place of those that it calls."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.deploy import rendering

OURS = "/opt/astreinte/current/bin/astreinte"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """As a box that copies its backups to another machine has it."""
    return rendering.render(tmp_path_factory.mktemp("backup"), rendering.GREEDY)["backup/backup"]


def ran(folder: Path, written: str, **programs: str) -> subprocess.CompletedProcess[str]:
    """Once. `programs`: what each does, in shell; what was asked of it is a line of `folder`/asked."""
    does = {"astreinte": "echo archive", "age": "cat", "rsync": "true", **programs}
    for name, words in does.items():
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >>{folder}/asked\n{words}\n')
        program.chmod(0o755)
    (folder / "backups").mkdir(exist_ok=True)
    (folder / "health").mkdir(exist_ok=True)
    here = written.replace(OURS, str(folder / "astreinte")).replace("/var/lib/astreinte", str(folder))
    (folder / "backup").write_text(here)
    path = {"PATH": f"{folder}:/usr/bin:/bin", "CREDENTIALS_DIRECTORY": str(folder)}
    return subprocess.run(["bash", folder / "backup"], env=path, capture_output=True, text=True, check=False)


def mark(folder: Path) -> str:
    return (folder / "health" / "backup").read_text().strip()


def test_a_backup_that_is_made_says_so_where_the_pages_can_read_it(tmp_path: Path, written: str) -> None:
    done = ran(tmp_path, written)
    assert (done.returncode, mark(tmp_path)) == (0, "made"), done.stderr
    assert (tmp_path / "health" / "backup").stat().st_mode & 0o777 == 0o644
    (archive,) = (tmp_path / "backups").glob("astreinte-*.age")
    assert archive.stat().st_mode & 0o777 == 0o600


def test_old_backups_go_though_the_other_machine_is_away_and_the_copy_is_told(tmp_path: Path, written: str) -> None:
    done = ran(tmp_path, written, rsync="exit 12")
    assert "--thin" in (tmp_path / "asked").read_text()
    assert (done.returncode, mark(tmp_path)) == (12, "begun")
    assert "n'a pas pu être copiée" in done.stderr


@pytest.mark.parametrize("program", ["astreinte", "age"])
def test_half_an_archive_takes_no_name_and_is_told(tmp_path: Path, written: str, program: str) -> None:
    done = ran(tmp_path, written, **{program: "echo half; exit 1"})
    assert (done.returncode, mark(tmp_path)) == (1, "begun")
    assert list((tmp_path / "backups").glob("astreinte-*")) == []
