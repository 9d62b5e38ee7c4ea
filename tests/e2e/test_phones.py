"""The phones of these tests, one against the other: what they measure is what was sent. No FreeSWITCH here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier
from phones.hearing import FOLLOWED, LIKENESS, Ear
from phones.media import EVENT_CODES
from phones.softphone import WITH_PJSUA2, SoftPhone

Pair = tuple[Carrier, Carrier]


@pytest.fixture
def two_carriers() -> Iterator[Pair]:
    one, other = Carrier(), Carrier()
    one.appliance = (other.host, other.port)
    yield one, other
    one.close()
    other.close()


def test_a_law_survives_its_own_coding() -> None:
    every_byte = bytes(range(256))
    assert sound.to_alaw(sound.from_alaw(every_byte)) == every_byte
    assert sound.from_alaw(bytes([0xD5, 0x55, 0xAA, 0x2A])).tolist() == [8, -8, 32256, -32256]


def test_a_tone_is_told_from_another() -> None:
    mixed = sound.tone(440)
    assert sound.share(mixed, 440) > 0.95
    assert sound.share(mixed, 620) < 0.05
    assert sound.share(sound.silence(1), 440) == 0.0


def test_a_long_sentence_is_followed_through_a_jitter_buffer_that_drops_frames() -> None:
    sentence = np.random.default_rng(1).normal(0, 3000, 8 * sound.RATE).astype(np.int16)
    slipped = np.concatenate([part[: -sound.FRAME] for part in np.array_split(sentence, 4)])
    assert sound.find(sentence[: len(slipped)], slipped)[0] < LIKENESS
    assert sound.share_followed(sentence, slipped, LIKENESS) >= FOLLOWED


def test_a_sentence_is_found_again_after_it_came_late() -> None:
    sentence = np.random.default_rng(3).normal(0, 3000, 8 * sound.RATE).astype(np.int16)
    late = np.concatenate([sentence[: sound.RATE], sound.silence(0.62), sentence[sound.RATE :]])
    assert sound.share_followed(sentence, late, LIKENESS) >= FOLLOWED


def test_a_short_sentence_known_by_its_second_piece_has_its_first_before_it() -> None:
    sentence = np.random.default_rng(4).normal(0, 3000, 6 * sound.PIECE).astype(np.int16)
    slip = sound.PIECE * 3 // 2
    ear = Ear()
    ear.add(np.concatenate([sound.silence(1), sentence[:slip], sound.silence(0.02), sentence[slip:], sound.silence(1)]))
    assert ear.follows("a short sentence", sentence, within=0.0).likeness >= FOLLOWED


def test_a_sentence_that_ends_as_another_is_not_taken_for_it() -> None:
    random = np.random.default_rng(2)
    sentence, other = random.normal(0, 3000, (2, 8 * sound.RATE)).astype(np.int16)
    heard = np.concatenate([sentence[: 5 * sound.RATE], other[5 * sound.RATE :]])
    assert sound.share_followed(sentence, heard, LIKENESS) < FOLLOWED


def test_the_chatter_of_a_voicemail_holds_no_keypad_tone() -> None:
    speech = sound.chatter(5)
    for start in range(0, len(speech) - 400, 400):
        piece = speech[start : start + 400]
        low = max(sound.share(piece, f) for f in (697, 770, 852, 941))
        high = max(sound.share(piece, f) for f in (1209, 1336, 1477))
        assert not (low > 0.3 and high > 0.3)


def test_both_ends_of_a_call_hear_each_other(two_carriers: Pair) -> None:
    one, other = two_carriers
    mobile = other.mobile("0612345601")
    caller = Caller(one).dials("0612345601")
    call = mobile.rings()
    call.answers()
    caller.is_answered()
    caller.hums(440)
    call.hums(620)
    call.hears_tone(440)
    caller.hears_tone(620)
    caller.hangs_up()
    call.is_hung_up()


def test_a_mobile_refuses_with_the_status_it_was_told(two_carriers: Pair) -> None:
    one, other = two_carriers
    other.mobile("0612345601").will_refuse(486)
    assert Caller(one).dials("0612345601").is_refused() == 486


def test_a_caller_who_gives_up_stops_the_ringing(two_carriers: Pair) -> None:
    one, other = two_carriers
    mobile = other.mobile("0612345601")
    caller = Caller(one).dials("0612345601")
    call = mobile.rings()
    caller.timeline.wait("ringing", within=2)
    caller.gives_up()
    call.stops_ringing(within=1)
    assert caller.is_refused() == 487


def test_a_number_that_no_test_declared_is_unexpected(two_carriers: Pair) -> None:
    one, other = two_carriers
    assert Caller(one).dials("0699999999").is_refused() == 404
    assert other.unexpected


def test_keys_arrive_once_by_rfc_2833(two_carriers: Pair) -> None:
    one, other = two_carriers
    mobile = other.mobile("0612345601")
    caller = Caller(one).dials("0612345601")
    call = mobile.rings()
    call.answers()
    caller.is_answered()
    caller.presses("1240#")
    caller.hums(440)
    call.hears_tone(440)
    assert call.stream.keys_received == list("1240#")
    assert set(call.stream.keys_received) <= set(EVENT_CODES)


def test_keys_arrive_by_info(two_carriers: Pair) -> None:
    one, other = two_carriers
    mobile = other.mobile("0612345601")
    caller = Caller(one).dials("0612345601")
    call = mobile.rings()
    call.answers()
    caller.is_answered()
    caller.presses("12", by="info")
    assert [m.body.split()[0] for m in call.received if m.method == "INFO"] == ["Signal=1", "Signal=2"]


def test_a_sentence_is_known_from_another_by_its_beginning(two_carriers: Pair, tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    for name in ("said", "not_said"):
        noise = np.convolve(random.normal(0, 3000, 16000), np.ones(8) / 8, "same")
        soundfile.write(tmp_path / f"{name}.wav", noise.astype(np.int16), 8000, subtype="PCM_16")
    one, other = two_carriers
    one.file_of = lambda name: tmp_path / f"{name}.wav"
    mobile = other.mobile("0612345601")
    caller = Caller(one).dials("0612345601")
    call = mobile.rings()
    call.answers()
    caller.is_answered()
    call.says(sound.read_wav(tmp_path / "said.wav"))
    assert caller.hears("said").likeness > 0.8
    assert not caller.has_heard("not_said")


@WITH_PJSUA2
def test_the_soft_phone_and_ours_hear_each_other(tmp_path: Path) -> None:
    mine, soft = Carrier(), SoftPhone(tmp_path / "soft")
    try:
        soft.appliance = (mine.host, mine.port)
        mobile = mine.mobile("0612345601")
        caller = soft.dials("0612345601")
        call = mobile.rings()
        call.answers()
        caller.is_answered()
        caller.hums(440)
        call.hums(620)
        call.hears_tone(440)
        caller.hears_tone(620)
        caller.presses("5")
        call.hangs_up()
        caller.is_hung_up()
    finally:
        soft.close()
        mine.close()


@WITH_PJSUA2
def test_the_soft_phone_answers_ours(tmp_path: Path) -> None:
    mine, soft = Carrier(), SoftPhone(tmp_path / "soft")
    try:
        host, port = soft.address.split(":")
        mine.appliance = (host, int(port))
        caller = Caller(mine).dials("0612345602")
        call = soft.rings("0612345602")
        caller.timeline.wait("ringing", within=2)
        call.answers()
        caller.is_answered()
        caller.presses("12")
        caller.hums(440)
        call.hears_tone(440)
        caller.hangs_up()
        call.is_hung_up()
        assert call.keys == ["1", "2"]
    finally:
        soft.close()
        mine.close()
