"""The child that writes messages down: what it answers is kept, and it never outlives a call, a bound or its parent."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest

from appliance.transcription.child import Batch, End, TranscriptionError, Work, effort_of, write_down

FAKE = (str(Path(__file__).with_name("fake_recogniser.py")),)


def work(folder: Path, *texts: str) -> Work:
    paths = [folder / f"{number}.wav" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return Work("/weights", [str(path) for path in paths], "Montreuil.", 60, 1600)


def said(batch: Batch) -> Sequence[str]:
    return [one.get("text", one.get("fault")) for one in batch.heard]


def test_each_message_is_written_down_in_its_order(tmp_path: Path) -> None:
    done = write_down(work(tmp_path, "Une fuite à l'étage.", "doubtful Allô ?"), lambda: False, FAKE)
    assert done.end is End.WHOLE
    assert said(done) == ["Une fuite à l'étage.", "Allô ?"]
    assert [one["doubtful"] for one in done.heard] == [False, True]


def test_a_call_ends_it_at_once_and_keeps_what_was_written(tmp_path: Path) -> None:
    done = write_down(work(tmp_path, "Une fuite.", "hang", "Allô ?"), (tmp_path / "1.hangs").exists, FAKE)
    assert done.end is End.CALLED_AWAY
    assert said(done) == ["Une fuite."]


def test_a_message_that_kills_it_loses_none_of_those_before(tmp_path: Path) -> None:
    done = write_down(work(tmp_path, "Une fuite.", "die", "Allô ?"), lambda: False, FAKE)
    assert (done.end, said(done)) == (End.LOST, ["Une fuite."])


def test_a_message_that_takes_too_long_is_lost_alone(tmp_path: Path) -> None:
    hangs, later = tmp_path / "1.hangs", count(100, 100)
    task = work(tmp_path, "Une fuite.", "hang")
    done = write_down(task, lambda: False, FAKE, lambda _: next(later) if hangs.exists() else 0)
    assert (done.end, said(done)) == (End.LOST, ["Une fuite."])


def test_a_machine_without_the_program_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match=r"astreinte\[transcription\]"):
        write_down(work(tmp_path, "Une fuite."), lambda: False, (*FAKE, "absent"))


def test_effort_is_of_the_processor_and_hardly_of_the_clock() -> None:
    before, clock, worked = effort_of(os.getpid()), time.monotonic(), time.process_time()
    while time.process_time() - worked < 0.2:
        pass
    assert 0.1 < effort_of(os.getpid()) - before <= 0.3 + time.monotonic() - clock
