"""A key that comes several ways counts once; a way that errs spoils no other key."""

from __future__ import annotations

import pytest

from appliance.switch.dtmf_deduplicator import DtmfDeduplicator, renumbered


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def heard(sources: DtmfDeduplicator, *arrivals: str) -> str:
    """The keys that count, of those written as way and digit: `R1`."""
    return "".join(digit for way, digit in arrivals if sources.is_new(way, digit))


def test_a_tone_beside_an_event_is_the_same_key(clock: Clock) -> None:
    assert heard(DtmfDeduplicator(clock), "R4", "T4", "T0", "R0", "R7", "T7") == "407"


def test_a_digit_typed_twice_counts_twice_by_each_way(clock: Clock) -> None:
    assert heard(DtmfDeduplicator(clock), "R4", "R4", "T4", "T4") == "44"
    assert heard(DtmfDeduplicator(clock), "R4", "T4", "R4", "T4") == "44"


def test_a_tone_believed_heard_in_a_voice_takes_no_key_away(clock: Clock) -> None:
    """The agent says « allô », in which a 6 is heard; their 1 accepts all the same, and so would a 6."""
    assert heard(DtmfDeduplicator(clock), "T6", "R1", "T1") == "61"


def test_a_tone_that_was_missed_takes_no_key_away(clock: Clock) -> None:
    assert heard(DtmfDeduplicator(clock), "R4", "R0", "T0", "R7", "T7") == "407"


def test_the_same_digit_later_is_another_key(clock: Clock) -> None:
    sources = DtmfDeduplicator(clock)
    assert heard(sources, "R1") == "1"
    clock.now += 5.0
    assert heard(sources, "T1", "R1") == "1"


@pytest.mark.parametrize(
    ("named", "payload", "told"),
    [("101", "101", ""), ("96", "101", "96"), ("", "101", ""), ("96", "_undef_", "")],
)
def test_an_operator_that_renumbers_the_keys_is_told(named: str, payload: str, told: str) -> None:
    sdp = "m=audio 4000 RTP/AVP 8\r\n" + (f"a=rtpmap:{named} telephone-event/8000\r\n" if named else "")
    assert renumbered(sdp, payload) == told
