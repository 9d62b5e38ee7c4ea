"""The real recogniser on its real weights (make recordings installs them apart), shut in as its unit on a box is.

There it may not make itself the last to be served, which on a busy machine would make this test last for ever.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.prompts import alaw, wav
from appliance.prompts.pico import PicoVoice
from appliance.transcription.child import RECOGNISER, Batch, End, TranscriptionError, Work, write_down
from tests.bench.voice.weights import PYTHON, whisper_folder

ROOT = Path(__file__).parents[3]
JAIL = Path(__file__).parents[1] / "prompts" / "jail.py"
pytestmark = [
    pytest.mark.skipif(PYTHON is None, reason="the recogniser is not installed: make recordings"),
    pytest.mark.timeout(900),
]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "m.wav"
    spoken = PicoVoice.installed().speak("Il y a une fuite dans le couloir du deuxième étage.", 300.0)
    path.write_bytes(alaw.compressed(wav.samples_of(spoken)))
    return path


def heard(sound: Path, monkeypatch: pytest.MonkeyPatch, *more: str, megabytes: int = 1600) -> Batch:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # its packages are in an environment of their own
    work = Work(str(whisper_folder()), [str(sound)], "", 300, megabytes)
    return write_down(work, lambda: False, (str(JAIL), *more, str(PYTHON), "-m", RECOGNISER))


def test_a_message_is_written_down_in_the_sandbox_within_its_bounds(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = heard(sound, monkeypatch, "--code")
    assert done.end is End.WHOLE
    assert "couloir" in done.heard[0]["text"]


def test_too_little_memory_is_said_in_a_sentence(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TranscriptionError, match="ne se chargent pas"):
        heard(sound, monkeypatch, "--code", megabytes=300)
