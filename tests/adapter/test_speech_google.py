"""gTTS, unpatched, against a stand-in for Google on this machine: what we do with every way that it may answer."""

import os
from collections.abc import Iterator
from pathlib import Path

import lameenc
import numpy as np
import pytest
import soxr

from appliance.prompts import audio, pico, wav
from appliance.prompts.build import State, build
from appliance.prompts.catalogue import announcement, say
from appliance.prompts.google import LONGEST_PART, REST, GoogleVoice, parts
from appliance.prompts.pico import PicoVoice
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import SpeechError
from tests.adapter.google_stand_in import StandIn, certificate

TEXT = (
    "Bonjour, vous êtes en relation avec le service d'astreinte. "
    "Veuillez saisir votre numéro de commande, suivi de la touche dièse."
)
RATE = 24000


def mp3_of(text: str) -> bytes:
    """What Google would send: a voice at 24 kHz, in MP3."""
    samples, rate = pico.synthesise(text, "fr-FR")
    speech = soxr.resample(np.frombuffer(samples, "<i2").astype(np.float32), rate, RATE).astype("<i2")
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.silence()
    return bytes(encoder.encode(speech.tobytes())) + bytes(encoder.flush())


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def google(identity: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    stand_in = StandIn(identity, mp3_of)
    for name in list(os.environ):
        if name.lower() in ("no_proxy", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HTTPS_PROXY", stand_in.address)
    yield stand_in
    stand_in.close()


@pytest.fixture
def voice(tmp_path: Path) -> GoogleVoice:
    return GoogleVoice(tmp_path / "refusal", timeout=(10, 15), whole_job=40)


def test_a_sentence_is_said_at_the_level_of_the_telephone(google: StandIn, voice: GoogleVoice) -> None:
    sound = voice.speak(TEXT, 60)
    audio.check_file(sound, TEXT)
    assert -24 < audio.active_rms(audio.as_float(wav.samples_of(sound))) < -19.5


def test_the_text_is_asked_for_sentence_by_sentence_and_nothing_is_dropped(google: StandIn, voice: GoogleVoice) -> None:
    voice.speak(TEXT, 60)
    assert " ".join(google.asked) == TEXT
    assert len(google.asked) == 2


@pytest.mark.parametrize("mode", ["429", "403", "503", "consent", "null", "not_mp3", "cut", "second_fails"])
def test_every_failure_is_one_sentence_and_no_sound(google: StandIn, voice: GoogleVoice, mode: str) -> None:
    google.mode = mode
    with pytest.raises(SpeechError, match=r"Google|vraisemblable") as error:
        voice.speak(TEXT, 60)
    assert "\n" not in str(error.value)


def test_a_server_that_says_nothing_is_given_up(google: StandIn, tmp_path: Path) -> None:
    google.mode = "hang"
    with pytest.raises(SpeechError, match="Google"):
        GoogleVoice(tmp_path / "refusal", timeout=(10, 1), whole_job=40).speak(TEXT, 60)


def test_a_reply_that_never_ends_is_cut_by_the_whole_job(google: StandIn, tmp_path: Path) -> None:
    google.mode = "drip"
    with pytest.raises(SpeechError, match="arrêtée"):
        GoogleVoice(tmp_path / "refusal", timeout=(2, 1), whole_job=1.5).speak(TEXT, 20)


def test_an_unreachable_proxy_is_one_sentence(
    google: StandIn, voice: GoogleVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(SpeechError, match="injoignable"):
        voice.speak(TEXT, 60)


@pytest.mark.parametrize("mode", ["429", "403"])
def test_after_a_refusal_google_is_left_alone_for_an_hour_by_every_process(
    google: StandIn, voice: GoogleVoice, mode: str
) -> None:
    google.mode = mode
    with pytest.raises(SpeechError):
        voice.speak(TEXT, 60)
    google.mode, asked = "ok", len(google.asked)
    refused_at = voice.refusal.stat().st_mtime
    with pytest.raises(SpeechError, match="prochain essai dans 60 min"):
        GoogleVoice(voice.refusal, clock=lambda: refused_at + 1).speak(TEXT, 20)
    assert len(google.asked) == asked
    GoogleVoice(voice.refusal, clock=lambda: refused_at + REST + 1).speak(TEXT, 20)
    assert len(google.asked) == asked + 2


def test_a_failure_that_is_no_refusal_does_not_keep_google_away(google: StandIn, voice: GoogleVoice) -> None:
    google.mode = "503"
    with pytest.raises(SpeechError):
        voice.speak(TEXT, 60)
    google.mode = "ok"
    assert voice.speak(TEXT, 60)


def test_a_company_hears_pico_when_google_refuses_and_google_is_asked_once(google: StandIn, tmp_path: Path) -> None:
    google.mode = "429"
    prompt_store = PromptStore(tmp_path, GoogleVoice(tmp_path / "refusal", timeout=(10, 15)), PicoVoice.installed())
    report = build(prompt_store, [announcement("Bonjour."), announcement("Bonsoir."), say("goodbye")])
    assert [built.state for built in report] == [State.REPLACED] * 3
    assert all(built.path and "-pico-" in built.path.name for built in report)
    assert google.asked == ["Bonjour."]


def test_a_digit_alone_is_a_likely_answer(google: StandIn, voice: GoogleVoice) -> None:
    assert voice.speak("Six.", 20)


@pytest.mark.parametrize(
    "text", [TEXT, "Oui.", "a" * 60 + " " + "b" * 60, "un, deux, trois, " * 20 + "fin.", "mot " * 90]
)
def test_parts_are_short_and_lose_no_word(text: str) -> None:
    assert " ".join(parts(text)).split() == text.split()
    assert max(map(len, parts(text))) <= LONGEST_PART


@pytest.mark.live
def test_the_real_google_still_answers_as_gtts_expects(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if "live" not in str(request.config.getoption("markexpr")):
        pytest.skip("asks Google; run with -m live")
    audio.check_file(GoogleVoice(tmp_path / "refusal").speak(TEXT, 60), TEXT)
