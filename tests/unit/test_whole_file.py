"""A file that is there whole or not at all, and the one place that writes so."""

from __future__ import annotations

import ast
import os
import threading
from pathlib import Path

import pytest

from appliance.whole_file import whole_file, write_whole

ROOT = Path(__file__).parents[2]
# What takes its name by itself otherwise, and why.
OTHERWISE = {
    "appliance/whole_file.py",
    "appliance/store/journal/spool.py",  # its lock goes with it, and it is written to afterwards
}


def test_the_former_file_stays_and_no_draft_is_left_when_the_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_whole(path, "before")
    with pytest.raises(RuntimeError), whole_file(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_finds_the_former_file_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_whole(path, "before")
    with whole_file(path) as file:
        file.write(b"after")
        file.flush()
        assert path.read_text() == "before"
    assert path.read_text() == "after"


def test_a_file_that_two_threads_write_at_once_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of the fallback: one that FreeSWITCH found empty would ring nobody."""
    path, sync, others = tmp_path / "list.xml", os.fsync, ["another text"]

    def meanwhile(descriptor: int) -> None:
        if others:
            beside = threading.Thread(target=write_whole, args=(path, others.pop()))
            beside.start()
            beside.join()
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    write_whole(path, "a longer text than the other")
    assert path.read_text() == "a longer text than the other"
    assert os.listdir(tmp_path) == ["list.xml"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_it_is_read_by_those_who_may_whatever_the_mask(tmp_path: Path, mode: int) -> None:
    former = os.umask(0o077)
    try:
        write_whole(tmp_path / "kept", b"\0", mode=mode)
    finally:
        os.umask(former)
    assert (tmp_path / "kept").stat().st_mode & 0o777 == mode


def test_nobody_else_may_read_it_before_it_is_there(tmp_path: Path) -> None:
    with whole_file(tmp_path / "kept") as file:
        file.write(b"secret")
        (draft,) = tmp_path.iterdir()
        assert draft.stat().st_mode & 0o777 == 0o600


def test_one_that_is_there_already_may_be_let_stay(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with whole_file(path, replace=False) as file:
        file.write(b"first")
    with pytest.raises(FileExistsError), whole_file(path, replace=False) as file:
        file.write(b"second")
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("durable", "asked"), [(True, 1), (False, 0)])
def test_it_waits_for_the_disk_where_it_has_to_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool, asked: int
) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    write_whole(tmp_path / "kept", "text", durable=durable)
    assert len(waits) == asked


def test_nothing_else_writes_a_draft_and_gives_it_its_name() -> None:
    """Each that did forgot something of its own: to wait for the disk, to remove the draft, who may read it."""
    found = {
        str(path.relative_to(ROOT))
        for package in ("appliance", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.replace", "os.rename", "tempfile.mkstemp")
    }
    assert found <= OTHERWISE
