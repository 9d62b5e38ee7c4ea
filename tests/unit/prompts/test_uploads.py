"""Sounds that people send: every usual format becomes a telephone WAV, everything else one sentence."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from appliance.prompts import audio, uploads, wav
from appliance.prompts.speech import SpeechError
from appliance.prompts.uploads import telephone_sound
from tests.unit.prompts.recordings import RATE, WAYS, hum, sent_as, written

SOUNDS = Path(__file__).parents[2] / "data" / "sounds"


def heard(content: bytes) -> audio.Samples:
    return audio.as_float(wav.samples_of(content))


@pytest.mark.parametrize("way", WAYS)
def test_a_sound_of_any_usual_format_is_levelled_and_its_silence_cut(way: str) -> None:
    samples = heard(telephone_sound(sent_as(way, hum(3.0, silence=1.5))))
    assert 3.0 <= len(samples) / wav.RATE <= 3.8
    assert audio.active_rms(samples) == pytest.approx(-20, abs=0.5)
    assert audio.peak(samples) <= audio.PEAK_LIMIT + 0.1
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.fft.rfftfreq(len(samples), 1 / wav.RATE)[spectrum.argmax()] == pytest.approx(700, abs=3)


def test_a_faint_recording_and_a_loud_one_are_heard_alike() -> None:
    faint, loud = (telephone_sound(written(hum(amplitude=level), "WAV")) for level in (0.01, 0.8))
    assert audio.active_rms(heard(faint)) == pytest.approx(audio.active_rms(heard(loud)), abs=0.3)


def as_a_stream(promise: int) -> bytes:
    """A whole WAV as a program writes it that does not know yet how long it will be."""
    content = bytearray(written(hum(3.0), "WAV"))
    struct.pack_into("<I", content, 4, promise)
    struct.pack_into("<I", content, content.index(b"data") + 4, max(0, promise - 36))
    return bytes(content)


@pytest.mark.parametrize("promise", [0, 0x7FFFF024, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF])
def test_what_a_header_promises_without_having_counted_does_not_matter(promise: int) -> None:
    assert len(heard(telephone_sound(as_a_stream(promise)))) / wav.RATE == pytest.approx(3.3, abs=0.3)


def test_an_mp3_whose_length_is_only_guessed_from_its_rate_is_whole() -> None:
    assert len(heard(telephone_sound((SOUNDS / "average-rate-without-tag.mp3").read_bytes()))) / wav.RATE > 6


def test_speech_on_a_constant_offset_is_heard_alone() -> None:
    speech = hum(2.0, silence=0.5)
    shifted, right = (heard(telephone_sound(written(sound, "WAV"))) for sound in (0.5 + speech, speech))
    assert audio.active_rms(shifted) == pytest.approx(audio.active_rms(right), abs=0.3)
    edge = int(0.2 * wav.RATE)
    assert audio.peak(shifted[: edge // 2]) < -50
    assert audio.peak(shifted[-edge:]) < -50
    assert len(shifted) == pytest.approx(len(right), abs=edge)


@pytest.mark.parametrize("other", ["opposed", "silent", "late", "hum"])
def test_a_voice_that_the_other_channel_would_take_away_is_heard(other: str) -> None:
    voice = hum(2.0)
    second = {"opposed": -voice, "silent": 0 * voice, "late": np.roll(voice, RATE // 1400), "hum": hum(2.0, 50.0)}
    samples = heard(telephone_sound(written(np.column_stack([voice, second[other]]), "WAV")))
    assert audio.active_rms(samples) == pytest.approx(-20, abs=0.5)
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.fft.rfftfreq(len(samples), 1 / wav.RATE)[spectrum.argmax()] == pytest.approx(700, abs=3)


def test_the_voice_in_one_channel_of_six_is_heard() -> None:
    around = np.zeros((2 * RATE, 6))
    around[:, 2] = hum(2.0, amplitude=0.05)
    assert audio.active_rms(heard(telephone_sound(written(around, "WAV")))) == pytest.approx(-20, abs=0.5)


def test_a_room_that_hums_is_not_heard_before_the_voice() -> None:
    noise = np.random.default_rng(1).normal(0, 0.0005, 5 * RATE)
    noise[2 * RATE : 3 * RATE] += hum(1.0)
    assert len(heard(telephone_sound(written(noise, "WAV")))) / wav.RATE < 1.8


def silent_ogg(minutes: int) -> bytes:
    """Minutes of nothing are a few kilobytes, and would be megabytes once read."""
    out, minute = io.BytesIO(), np.zeros(60 * 8000)
    with soundfile.SoundFile(out, "w", 8000, 1, format="OGG") as file:
        for _ in range(minutes):
            file.write(minute)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sound.wav", written(hum(), "WAV"))
    return out.getvalue()


def bomb() -> bytes:
    """A WAV that says 65535 channels at 4 GHz."""
    content = bytearray(written(hum(), "WAV"))
    content[22:28] = struct.pack("<HI", 65535, 4_000_000_000)
    return bytes(content)


def click() -> np.ndarray:
    samples = hum(3.0, amplitude=0.001)
    samples[RATE : RATE + 20] = 0.95
    return samples


REFUSED = {
    "nothing": (lambda: b"", "Aucun fichier"),
    "a text": (lambda: b"Bonjour, ceci n'est pas un son.\n" * 50, "n'est pas un son que l'on sait lire"),
    "a page": (lambda: b"<script>alert(1)</script>", "n'est pas un son que l'on sait lire"),
    "an archive": (zipped, "n'est pas un son que l'on sait lire"),
    "a playlist": (lambda: b"#EXTM3U\n/etc/passwd\n", "n'est pas un son que l'on sait lire"),
    "another format": (lambda: written(hum(), "FLAC"), "n'est pas un son que l'on sait lire"),
    "noise behind the head of a WAV": (lambda: b"RIFF\x00\x00\x00\x00WAVE" + bytes(range(256)) * 40, "abîmé"),
    "noise behind the head of an MP3": (lambda: b"\xff\xfb" + bytes(range(255)) * 40, "abîmé"),
    "half an MP3": (lambda: sent_as("mp3", hum(6.0))[: 12 * 1024], "incomplet"),
    "half a WAV": (lambda: sent_as("wav", hum(6.0))[:100_000], "incomplet"),
    "half an M4A": (lambda: sent_as("m4a", hum(6.0))[:20_000], "abîmé"),
    "strange numbers": (bomb, "abîmé|inhabituels"),
    "twenty minutes of silence": (lambda: silent_ogg(20), "plus de 60 secondes"),
    "a minute and a half": (lambda: sent_as("mp3", hum(90.0)), "plus de 60 secondes"),
    "silence": (lambda: written(np.zeros(3 * RATE), "WAV"), "On n'entend rien"),
    "a blink": (lambda: written(hum(0.1), "WAV"), "trop court"),
    "saturation": (lambda: written(np.clip(hum(amplitude=3.0), -1, 1), "WAV"), "sature"),
    "a click": (lambda: written(click(), "WAV"), "bruit bref"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_good_sound_is_refused_in_a_sentence(name: str) -> None:
    make, sentence = REFUSED[name]
    with pytest.raises(SpeechError, match=sentence):
        telephone_sound(make())


def test_a_file_too_heavy_is_not_even_read() -> None:
    with pytest.raises(SpeechError, match="dépasse 8 Mo"):
        telephone_sound(b"RIFF" + bytes(uploads.LARGEST))


def test_a_file_that_takes_for_ever_is_given_up() -> None:
    with pytest.raises(SpeechError, match="trop de travail"):
        telephone_sound(sent_as("wav", hum()), seconds=0.01)


def test_a_picture_in_an_mp3_is_no_matter() -> None:
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x17" + b"APIC" + struct.pack(">IH", 13, 0) + b"\x00image/png\x00\x03\x00"
    assert telephone_sound(tag + sent_as("mp3", hum()))
