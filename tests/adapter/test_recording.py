"""The files of messages: what is in them, and those that FreeSWITCH did not live to close."""

from __future__ import annotations

import os
import struct
import wave
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from appliance.switch.recording import MessageRecorder

RATE = 8000
T = TypeVar("T")


def a_message(path: Path, seconds: float, level: int = 2000) -> Path:
    """A square wave, loud enough for a voice, or not."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack("<hh", level, -level) * int(RATE * seconds / 2))
    return path


def torn(path: Path) -> Path:
    """As a writer leaves it that was killed: sizes of an empty file, and half a sample."""
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + struct.pack("<I", 36) + whole[8:40] + struct.pack("<I", 0) + whole[44:] + b"x")
    return path


def frames(path: Path) -> int:
    with wave.open(str(path)) as file:
        return file.getnframes()


def test_a_message_that_was_not_closed_can_be_played(tmp_path: Path) -> None:
    path = torn(a_message(tmp_path / "c1-1.wav", 2.0))
    assert frames(path) == 0
    (found,) = MessageRecorder(tmp_path).left_by("c1")
    assert (found.name, round(found.seconds, 1), frames(path)) == ("c1-1.wav", 2.0, 2 * RATE)


def test_a_message_that_was_closed_is_left_as_it_is(tmp_path: Path) -> None:
    before = a_message(tmp_path / "c1-1.wav", 2.0).read_bytes()
    MessageRecorder(tmp_path).left_by("c1")
    assert (tmp_path / "c1-1.wav").read_bytes() == before


def bursts(path: Path, voice: int, noise: int) -> Path:
    """Four seconds of syllables of a level above the noise of the line."""
    syllable, pause = (struct.pack("<hh", level, -level) * (RATE // 8) for level in (voice, noise))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((syllable + pause) * 8)
    return path


@pytest.mark.parametrize(("voice", "noise"), [(60, 8), (100, 8), (150, 30), (900, 250)])
def test_a_faint_voice_is_heard_above_the_noise_of_its_line(tmp_path: Path, voice: int, noise: int) -> None:
    bursts(tmp_path / "c1-1.wav", voice, noise)
    (found,) = MessageRecorder(tmp_path).left_by("c1")
    assert round(found.seconds) == 4


@pytest.mark.parametrize("noise", [8, 35, 120])
def test_the_noise_of_a_line_is_no_voice(tmp_path: Path, noise: int) -> None:
    bursts(tmp_path / "c1-1.wav", noise, noise)
    assert MessageRecorder(tmp_path).left_by("c1") == []


def test_silence_and_a_file_with_no_header_are_no_message(tmp_path: Path) -> None:
    a_message(tmp_path / "c1-1.wav", 3.0, level=20)
    (tmp_path / "c1-2.wav").write_bytes(b"RIFF")
    assert MessageRecorder(tmp_path).left_by("c1") == []


def test_the_messages_of_another_call_are_not_its_own(tmp_path: Path) -> None:
    a_message(tmp_path / "c2-1.wav", 3.0)
    assert MessageRecorder(tmp_path).left_by("c1") == []


def as_another_account(work: Callable[[], T]) -> T:
    """What `work` gives to an account that owns nothing here, as on a box; to ours if we are not root."""
    if os.geteuid() != 0:
        return work()
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(60999)
    os.seteuid(60999)
    try:
        return work()
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MessageRecorder:
    """The folder of recordings, which others may go through but not write to."""
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above are closed to others
    return MessageRecorder(Path())


def test_a_message_of_another_account_is_measured_and_kept_as_it_is(recorder: MessageRecorder) -> None:
    path = a_message(recorder.path("c1-1.wav"), 2.0)
    path.chmod(0o444)
    assert as_another_account(lambda: [one.seconds for one in recorder.left_by("c1")]) == [2.0]


def test_a_torn_message_that_may_not_be_mended_is_kept(recorder: MessageRecorder) -> None:
    path = torn(a_message(recorder.path("c1-1.wav"), 2.0))
    path.chmod(0o444)
    assert as_another_account(lambda: [round(one.seconds, 1) for one in recorder.left_by("c1")]) == [2.0]


def test_a_message_that_may_not_even_be_read_is_kept_whatever_is_in_it(recorder: MessageRecorder) -> None:
    for number, level in ((1, 2000), (2, 20)):
        a_message(recorder.path(f"c1-{number}.wav"), float(number), level).chmod(0o000)
    assert as_another_account(lambda: [one.seconds for one in recorder.left_by("c1")]) == [1.0, 2.0]


def test_a_message_that_may_not_be_deleted_stops_no_call(recorder: MessageRecorder) -> None:
    a_message(recorder.path("c1-1.wav"), 1.0)
    recorder.path("").chmod(0o555)
    as_another_account(lambda: recorder.discard("c1-1.wav"))
    assert recorder.path("c1-1.wav").exists()
