"""The sound that a telephone takes."""

import numpy as np
import pytest

from appliance.prompts import audio, wav
from appliance.prompts.audio import Samples
from appliance.prompts.speech import SpeechError

TEXT = "Un texte de vingt-cinq signes"
RATE = 16000


def speech(seconds: float = 2.0, amplitude: float = 0.3, rate: int = RATE) -> Samples:
    """A buzz that swells and dies four times a second, as syllables do."""
    time = np.arange(int(seconds * rate)) / rate
    buzz: Samples = sum((np.sin(2 * np.pi * 180 * rank * time) / rank for rank in range(1, 15)), np.zeros(len(time)))
    return amplitude * buzz / np.abs(buzz).max() * (0.55 - 0.45 * np.cos(2 * np.pi * 4 * time))


def finished(samples: Samples, rate: int = RATE, text: str = TEXT) -> Samples:
    return audio.as_float(wav.samples_of(audio.telephone((samples, rate), text)))


@pytest.mark.parametrize("amplitude", [0.02, 0.3, 0.95])
@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100])
def test_speech_of_any_level_and_rate_comes_out_at_the_level_of_the_telephone(amplitude: float, rate: int) -> None:
    result = finished(speech(amplitude=amplitude, rate=rate), rate)
    assert audio.active_rms(result) == pytest.approx(-20, abs=0.5)
    assert audio.peak(result) <= -2.9
    assert len(result) / wav.RATE == pytest.approx(2.3, abs=0.2)


def test_a_peaky_sound_is_kept_below_the_peak_limit_rather_than_made_louder() -> None:
    clicks = np.zeros(RATE * 2)
    clicks[::800] = 0.9
    result = finished(clicks + speech(amplitude=0.02))
    assert audio.peak(result) == pytest.approx(-3, abs=0.1)
    assert audio.active_rms(result) < -20


def test_a_phrase_said_more_faintly_is_as_loud_as_the_others() -> None:
    pause = np.zeros(RATE // 3)
    sound = finished(np.concatenate([speech(0.8), pause, speech(0.5, amplitude=0.1), pause, speech(0.8)]))
    levels = [audio.active_rms(sound[start:end]) for start, end in audio.phrases(sound)]
    assert len(levels) == 3
    assert max(levels) - min(levels) < 1.0


def test_a_sound_without_a_pause_is_one_phrase() -> None:
    assert len(audio.phrases(finished(speech(1.0)))) == 1


def test_pcm_bytes_are_taken_as_well_as_numbers() -> None:
    pcm = (speech() * 32767).astype("<i2").tobytes()
    assert audio.telephone((pcm, RATE), TEXT)[:4] == b"RIFF"


def test_silence_around_speech_is_trimmed_and_pauses_inside_are_kept() -> None:
    quiet = np.zeros(RATE)
    result = finished(np.concatenate([quiet, speech(1.0), quiet * 0, speech(1.0), quiet]))
    assert len(result) / wav.RATE == pytest.approx(3.0 + 0.3, abs=0.25)


def test_a_faint_consonant_at_the_end_of_a_digit_is_not_trimmed() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.002, RATE // 5)  # the s of « six », some 45 dB below the vowel
    result = finished(np.concatenate([speech(0.5), hiss]), text="Six.")
    assert len(result) / wav.RATE > 0.9


def test_hum_and_direct_current_do_not_pass() -> None:
    time = np.arange(RATE * 2) / RATE
    result = finished(speech() + 0.2 * np.sin(2 * np.pi * 50 * time) + 0.1)
    spectrum = np.abs(np.fft.rfft(result)) ** 2
    hertz = np.fft.rfftfreq(len(result), 1 / wav.RATE)
    assert spectrum[hertz < 100].sum() / spectrum.sum() < 0.01


@pytest.mark.parametrize(
    ("sound", "complaint"),
    [
        (np.zeros(0), "n'a rien dit"),
        (np.zeros(RATE), "que du silence"),
        (np.full(RATE, np.nan), "son invalide"),
        (np.sign(speech()), "sature"),
        (speech(0.1), "pas vraisemblable"),
        (speech(60), "pas vraisemblable"),
    ],
)
def test_a_sound_that_is_no_speech_is_refused_in_one_sentence(sound: Samples, complaint: str) -> None:
    with pytest.raises(SpeechError, match=complaint) as error:
        audio.telephone((sound, RATE), TEXT)
    assert "\n" not in str(error.value)


def test_a_finished_file_that_is_too_faint_is_found() -> None:
    with pytest.raises(SpeechError, match="niveau du téléphone"):
        audio.check_file(audio.to_wav(speech(2.0, 0.02, wav.RATE)), TEXT)
