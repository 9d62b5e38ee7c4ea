"""A-law as recordings ship in it: what a telephone would carry, and nothing of it lost by being kept."""

import numpy as np
import pytest

from appliance.prompts import alaw, wav

EVERY_BYTE = bytes(range(256))


def samples(content: bytes) -> list[int]:
    return list(np.frombuffer(wav.samples_of(content), dtype="<i2"))


def test_a_byte_is_the_sample_that_g711_says() -> None:
    assert samples(alaw.expanded(alaw.container(bytes([0xD5, 0x55, 0xAA, 0x2A])))) == [8, -8, 32256, -32256]


def test_what_was_carried_once_is_carried_again_unchanged() -> None:
    once = alaw.container(EVERY_BYTE)
    assert alaw.compressed(wav.samples_of(alaw.expanded(once))) == once


def test_a_sample_becomes_the_nearest_that_there_is() -> None:
    meant = np.arange(-32768, 32767, 97, dtype="<i2")[:674]
    carried = np.array(samples(alaw.expanded(alaw.compressed(meant.tobytes()))))
    assert (
        np.abs(carried - meant) <= np.maximum(np.abs(meant.astype(int)) / 32, 8) + 512 * (np.abs(meant) > 32256)
    ).all()


def test_an_odd_number_of_samples_ends_in_silence() -> None:
    assert samples(alaw.expanded(alaw.compressed(b"\0\0" * 3)))[-1] == 8
    assert len(alaw.compressed(b"\0\0" * 3)) == wav.HEADER.size + 4


@pytest.mark.parametrize("spoilt", [b"", b"RIFF", alaw.container(EVERY_BYTE)[:-3], wav.container(EVERY_BYTE)])
def test_any_other_file_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ValueError, match="A-law"):
        alaw.expanded(spoilt)
