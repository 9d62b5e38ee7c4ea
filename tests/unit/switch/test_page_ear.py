"""Whether a page is there, in which an agent talks: it is asked once it has sent no sound for three seconds."""

from __future__ import annotations

import pytest

from appliance.switch import page_ear
from appliance.switch.errors import Disconnected
from appliance.switch.page_ear import AGAIN_SECONDS, MUTE_SECONDS, hear_page

from .test_silence import Switch

PAGE = "page"


class Told(Switch):
    """Plays one look after the other: how many packets have come, None for a leg that is gone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *packets: str | None) -> None:
        super().__init__()
        self.now, self._packets = 0.0, iter(packets)
        self.has(PAGE)
        monkeypatch.setattr(page_ear.gevent, "sleep", self._passes)

    def _passes(self, seconds: float) -> None:
        self.now += seconds
        packets = next(self._packets)
        if packets is None:
            self.gone.add(PAGE)
        else:
            self.has(PAGE, packets=packets)

    def api(self, command: str, *arguments: str) -> str:
        if self.legs[PAGE]["rtp_audio_in_packet_count"] == "away":
            raise Disconnected("away")
        return super().api(command, *arguments)

    def asked(self) -> int:
        hear_page(self, PAGE, lambda: self.now)
        return len(self.offers)


def test_a_page_that_is_heard_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Told(monkeypatch, *map(str, range(50, 1000, 50)), None).asked() == 0


def test_one_that_is_mute_is_asked_and_seldom_again_as_long_as_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    mute = int(MUTE_SECONDS)
    assert Told(monkeypatch, "50", *["50"] * (mute - 1), None).asked() == 0
    assert Told(monkeypatch, "50", *["50"] * mute, None).asked() == 1
    again = mute + int(AGAIN_SECONDS)
    assert Told(monkeypatch, "50", *["50"] * (again - 1), None).asked() == 1
    assert Told(monkeypatch, "50", *["50"] * again, None).asked() == 2


def test_nothing_is_known_of_it_while_the_switch_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Told(monkeypatch, "50", "50", "50", *["away"] * 5, "50", "50", None).asked() == 0
