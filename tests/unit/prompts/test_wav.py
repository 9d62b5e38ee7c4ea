"""Files that FreeSWITCH plays, written whole or not at all."""

import io
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from appliance.prompts import wav

FULL_DISK = """
import resource, sys
from pathlib import Path
from appliance.prompts import wav
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    wav.write(Path(sys.argv[1]), wav.container(bytes(100_000)))
except OSError as error:
    sys.exit(f"refused: {error.strerror}")
"""


def test_the_container_is_what_the_standard_library_reads() -> None:
    with wave.open(io.BytesIO(wav.container(b"\1\0" * 80))) as file:
        assert file.getparams()[:4] == (1, 2, 8000, 80)


def test_samples_come_back() -> None:
    assert wav.samples_of(wav.container(b"abcd")) == b"abcd"


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", wav.container(bytes(100))[:-1], wav.container(bytes(100)) + b"x", b"ID3" + bytes(100)],
)
def test_a_file_cut_short_or_of_another_format_is_not_whole(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert not wav.is_whole(path)
    with pytest.raises(ValueError, match=r"tronqué|WAV"):
        wav.samples_of(content)


def test_a_file_without_a_sample_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(wav.container(b""))
    assert not wav.is_whole(path)


def test_freeswitch_may_read_what_is_written_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        wav.write(tmp_path / "a.wav", wav.container(bytes(100)))
    finally:
        os.umask(before)
    assert (tmp_path / "a.wav").stat().st_mode & 0o777 == 0o644


def test_a_full_disk_leaves_the_last_good_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    wav.write(path, wav.container(b"good"))
    ended = subprocess.run([sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=False)
    assert "refused" in ended.stderr
    assert wav.samples_of(path.read_bytes()) == b"good"
    assert os.listdir(tmp_path) == ["a.wav"]


def test_a_fixed_name_is_moved_to_another_file_at_once(tmp_path: Path) -> None:
    for name in ("old.wav", "new.wav"):
        (tmp_path / name).write_text(name)
        wav.link(tmp_path / "names" / "hello.wav", tmp_path / name)
        assert (tmp_path / "names" / "hello.wav").read_text() == name
    assert os.listdir(tmp_path / "names") == ["hello.wav"]
