"""The music that is missing is made once, aside: no caller waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import gevent
import pytest

from appliance.prompts.speech import SpeechError
from appliance.switch.made_aside import AGAIN_SECONDS, MadeAside

MUSIC = Path("music.wav")


class Composer:
    """Makes the music once told to, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_end = threading.Event()
        self.broken = False

    def make(self) -> Path:
        self.asked += 1
        if not self.may_end.wait(20):
            raise OSError("nobody let the composer end")
        if self.broken:
            raise SpeechError("Le disque est plein.")
        return MUSIC


def until(true: Callable[[], bool]) -> None:
    with gevent.Timeout(10):
        while not true():
            gevent.sleep(0.01)


def test_whoever_asks_while_it_is_made_goes_on_without_it_and_it_is_made_once() -> None:
    composer, turns = Composer(), []
    music = MadeAside(composer.make)
    other_calls = gevent.spawn(lambda: [turns.append(gevent.sleep(0.01)) for _ in range(1000)])
    with gevent.Timeout(5):
        assert [music.soon(), music.soon()] == [None, None]
    assert len(turns) > 5, "other calls went on meanwhile"
    other_calls.kill()
    composer.may_end.set()
    until(lambda: music.soon() == MUSIC)
    assert composer.asked == 1


def test_callers_who_ask_together_share_one_making() -> None:
    composer = Composer()
    music = MadeAside(composer.make)
    asking = [gevent.spawn(music.soon) for _ in range(12)]
    gevent.joinall(asking, timeout=5)
    composer.may_end.set()
    assert [one.value for one in asking] == [None] * 12
    assert composer.asked == 1


def test_what_could_not_be_made_is_tried_again_later(caplog: pytest.LogCaptureFixture) -> None:
    composer, seconds = Composer(), [0.0]
    composer.may_end.set()
    composer.broken = True
    music = MadeAside(composer.make, lambda: seconds[0])
    assert music.soon() is None
    assert "Le disque est plein." in caplog.text
    composer.broken = False
    seconds[0] = AGAIN_SECONDS - 1
    assert music.soon() is None
    assert composer.asked == 1
    seconds[0] = AGAIN_SECONDS
    assert music.soon() == MUSIC
