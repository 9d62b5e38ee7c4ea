"""A release refuses keys that it does not know: going back puts back the machine files that it reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ANSIBLE = Path(__file__).parents[2] / "deploy" / "ansible"
KEEP, BACK = ANSIBLE / "roles" / "appliance" / "tasks" / "release.yml", ANSIBLE / "tasks" / "go_back.yml"
READS = """#!/bin/sh
for file; do :; done
grep -q "^{word}$" "$file" && exit 0
echo "unknown field" >&2
exit 1
"""
FILES = ("appliance.toml", "pages.toml")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Two releases, each of which reads what the other does not; the older one answers."""
    for name, word in (("0.9", "old"), ("1.0", "new")):
        python = tmp_path / "opt" / "astreinte" / "releases" / name / "bin" / "python3"
        python.parent.mkdir(parents=True)
        python.write_text(READS.format(word=word), encoding="utf-8")
        python.chmod(0o755)
    (tmp_path / "etc" / "astreinte").mkdir(parents=True)
    answering(box=tmp_path, release="0.9")
    written(tmp_path, "old")
    return tmp_path


def answering(box: Path, release: str) -> None:
    current = box / "opt" / "astreinte" / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(box / "opt" / "astreinte" / "releases" / release)


def written(box: Path, word: str) -> None:
    for file in FILES:
        path = box / "etc" / "astreinte" / file
        path.write_text(f"{word}\n", encoding="utf-8")
        path.chmod(0o600)


def read(box: Path) -> list[str]:
    return [(box / "etc" / "astreinte" / file).read_text(encoding="utf-8").strip() for file in FILES]


def played(box: Path, source: Path, names: tuple[str, ...], **given: str) -> subprocess.CompletedProcess[str]:
    """Some tasks of a file, on a box that is a folder."""
    tasks = [task for task in YAML(typ="safe").load(source.read_text(encoding="utf-8")) if task["name"] in names]
    assert len(tasks) == len(names)
    play = box / "play.yml"
    with play.open("w", encoding="utf-8") as file:
        YAML().dump([{"hosts": "localhost", "gather_facts": False, "vars": given, "tasks": tasks}], file)
    text = play.read_text(encoding="utf-8")
    for folder in ("/opt/astreinte", "/etc/astreinte"):
        text = text.replace(folder, f"{box}{folder}")
    play.write_text(text, encoding="utf-8")
    ansible = Path(sys.executable).with_name("ansible-playbook")
    words = [ansible, "-i", "localhost,", "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}", play]
    environment = {**os.environ, "ANSIBLE_HOME": str(box / "home")}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)


def keep(box: Path, release: str) -> None:
    name = "The machine files that the release of before reads are kept for a return to it"
    done = played(box, KEEP, (name,), appliance_release=release)
    assert done.returncode == 0, done.stdout


def go_back(box: Path, release: str) -> subprocess.CompletedProcess[str]:
    names = ("The machine files, as that release reads them", "It can read them")
    return played(box, BACK, names, go_back_to=f"/opt/astreinte/releases/{release}")


def test_a_return_and_a_second_one_find_the_files_that_each_release_reads(box: Path) -> None:
    keep(box, "1.0")
    written(box, "new")
    answering(box, "1.0")
    for release, word in (("0.9", "old"), ("1.0", "new")):
        done = go_back(box, release)
        assert done.returncode == 0, done.stdout
        assert read(box) == [word, word]
        assert {(box / "etc" / "astreinte" / file).stat().st_mode & 0o777 for file in FILES} == {0o600}
        answering(box, release)


def test_what_a_return_needs_is_kept_before_the_link_changes() -> None:
    """Afterwards the release of before is not known any more, and whatever opens the database upgrades it."""
    names = [task["name"] for task in YAML(typ="safe").load(KEEP.read_text(encoding="utf-8"))]
    link = names.index("The current release")
    files = "The machine files that the release of before reads are kept for a return to it"
    database = "A copy of the database, if this release takes from it what the one before reads"
    assert max(map(names.index, (files, database))) < link


def test_the_database_and_freeswitch_are_given_back_between_the_link_and_the_hand_over() -> None:
    names = [task["name"] for task in YAML(typ="safe").load(BACK.read_text(encoding="utf-8"))]
    wanted = (
        "Whether the other will open the database",
        "A copy of the database, if it is the other that takes something from it",
        "The release that answered before",
        "The database, as that release reads it",
        "FreeSWITCH takes what that release says, and no call is cut",
        "Or it is started again before that controller asks it for more",
        "Its controller, unless it never stopped",
    )
    assert sorted(wanted, key=names.index) == list(wanted)


def test_an_upgrade_that_never_took_over_leaves_the_files_of_the_release_that_answers(box: Path) -> None:
    keep(box, "1.0")
    written(box, "new")
    for _ in range(2):
        assert go_back(box, "0.9").returncode == 0
        assert read(box) == ["old", "old"]
        written(box, "new")


def test_what_no_release_left_is_told_and_nothing_is_touched(box: Path) -> None:
    written(box, "new")
    answering(box, "1.0")
    done = go_back(box, "0.9")
    assert done.returncode != 0
    assert "0.9 ne sait pas lire les réglages de la machine (unknown field)" in " ".join(done.stdout.split())
    assert read(box) == ["new", "new"]


def test_the_files_of_a_release_that_is_gone_go_with_it(box: Path) -> None:
    (box / "etc" / "astreinte" / "before" / "0.1").mkdir(parents=True)
    keep(box, "1.0")
    assert sorted(path.name for path in (box / "etc" / "astreinte" / "before").iterdir()) == ["0.9"]
