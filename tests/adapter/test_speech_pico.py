"""Pico itself, in its child process: what it says, and what it must not do to us."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from appliance.prompts import audio, child, wav
from appliance.prompts.catalogue import number_read_back, whisper
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.languages import KNOWN
from appliance.prompts.pico import PicoVoice
from appliance.prompts.speech import SpeechError

pytestmark = pytest.mark.timed

VOICE = PicoVoice()  # py-nanotts, always installed with us
PICO2WAVE = """#!{python}
import sys, time, wave
option, path, end, text = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4]
assert (option, path[:7], end) == ("--lang=fr-FR", "--wave=", "--")
{act}
"""
SPEAKS = """
with wave.open(path[7:], "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    file.writeframes((b"\\0\\x20" * 8 + b"\\0\\xe0" * 8) * 100 * len(text))
"""


def said(text: str) -> audio.Samples:
    return audio.as_float(wav.samples_of(VOICE.speak(text, 10)))


def pico2wave(folder: Path, act: str) -> PicoVoice:
    program = folder / "pico2wave"
    program.write_text(PICO2WAVE.format(python=sys.executable, act=act))
    program.chmod(0o755)
    return PicoVoice(str(program))


@pytest.mark.parametrize("name", ["order_ask", "hold_word", "digit_6", "unanswered"])
def test_a_sentence_is_at_the_level_and_in_the_band_of_the_telephone(name: str) -> None:
    sound = said(FIXED[name])
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / wav.RATE)
    assert -24 < audio.active_rms(sound) < -19.5
    assert audio.peak(sound) <= -2.9
    assert spectrum[(hertz > 300) & (hertz < 3400)].sum() / spectrum.sum() > 0.6


def test_it_speaks_each_language_that_the_product_knows_by_a_voice_of_its_own() -> None:
    """Begun languages too: whoever writes one may listen to it."""
    spoken = {code: child.sound(["pico", one.voices["pico"]], "1, 2, 3.", 10) for code, one in KNOWN.items()}
    assert len(set(spoken.values())) == len(KNOWN)
    assert all(len(audio.as_float(wav.samples_of(sound))) > wav.RATE for sound in spoken.values())


def test_a_longer_text_takes_longer_at_the_pace_of_speech() -> None:
    text = FIXED["hold_word"]
    assert 0.04 < len(said(text)) / wav.RATE / len(text) < 0.12


def test_a_read_back_leaves_a_pause_between_digits() -> None:
    loudness = audio.frames(said(number_read_back("40719").text), 0.02)
    quiet = loudness < loudness.max() * 0.01
    pauses = np.flatnonzero(np.diff(quiet.astype(int)) == 1)
    assert len(pauses) >= 5


@pytest.mark.parametrize(
    "text",
    [
        number_read_back("40719").text,
        number_read_back("88260").text,
        whisper("Urgence serrurerie", "40719", "+33612345678").text,
        FIXED["hold_word"],
    ],
)
def test_what_is_said_between_two_breaths_is_as_loud_as_the_rest(text: str) -> None:
    sound = said(text)
    levels = [audio.active_rms(sound[start:end]) for start, end in audio.phrases(sound)]
    assert len(levels) > 2
    assert max(levels) - min(levels) < 2.0


def test_a_whole_whisper_is_ready_well_before_its_deadline() -> None:
    began = time.monotonic()
    VOICE.speak(whisper("dépannage", "40719", "+33612345678").text, 2.0)
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("markup", ["<volume level='0'>Bonjour</volume>", "<break time='60s'/>Bonjour", "Bonjour\0<"])
def test_markup_is_said_and_not_obeyed(markup: str) -> None:
    assert 0.5 < len(said(markup)) / wav.RATE < 6


def test_a_word_that_would_hang_the_engine_is_said_in_pieces() -> None:
    assert len(said("a" * 900)) / wav.RATE > 5


@pytest.mark.parametrize("text", ["你好", "😀", "", "a" * 5000, "\0"])
def test_what_cannot_be_said_is_one_clear_sentence_at_once(text: str) -> None:
    with pytest.raises(SpeechError) as error:
        VOICE.speak(text, 10)
    assert str(error.value).count("\n") == 0


def test_an_engine_that_hangs_is_killed_at_its_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(SpeechError, match=r"a dépassé 0\.7 s"):
        child.sound(["pico", "fr-FR"], "a" * 5000, 0.7)  # past `readable`, on purpose
    assert time.monotonic() - began < 1.5


def test_an_engine_that_says_nothing_is_found_out() -> None:
    with pytest.raises(SpeechError, match="que du silence"):
        child.sound(["pico", "fr-FR"], "你好", 10)


def test_debian_s_program_is_used_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pico2wave(tmp_path, SPEAKS)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    voice = PicoVoice.installed()
    assert voice.version == "pico2wave"
    audio.check_file(voice.speak("Bonjour à tous.", 10), "Bonjour à tous.")


def test_a_program_that_fails_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="pico2wave a échoué"):
        pico2wave(tmp_path, "sys.exit(3)").speak("Bonjour.", 10)


def test_a_program_that_hangs_is_killed_with_its_parent(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    act = f"import os; open({str(marker)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(SpeechError, match="a dépassé"):
        pico2wave(tmp_path, act).speak("Bonjour.", 1.5)
    assert ends_within(int(marker.read_text()), 5)


def ends_within(process: int, seconds: float) -> bool:
    """Whether a process that is told to die has done so; one that nobody has awaited yet counts as dead."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def test_the_parent_never_loads_numpy() -> None:
    code = "import sys; from appliance.prompts.build import open_prompt_store; assert 'numpy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
