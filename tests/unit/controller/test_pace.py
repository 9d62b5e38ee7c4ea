"""Who looks, and how often: a clock is stepped, a beat at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path

import gevent
import pytest
from gevent.event import Event

from appliance.controller.pace import BEAT_SECONDS, Beat, Pace
from appliance.switch.cdr import waits_in

SOON, LATE = 2.0, 10.0


class Watch:
    """A beat whose clock is stepped, and somebody who looks. `mark`: what the next beat finds."""

    def __init__(self) -> None:
        self.seconds, self.asked, self.looks = 0.0, 0, 0
        self.mark: Hashable = "nothing new"
        self.under_way, self.stop = False, Event()
        self.beat = Beat(lambda: self.seconds)
        self.looking = gevent.spawn(self._look, self.beat.pace(self._ask, SOON, LATE))
        gevent.idle()

    def _ask(self) -> Hashable:
        self.asked += 1
        return self.mark

    def _look(self, pace: Pace) -> None:
        while not pace.wait(self.stop, under_way=self.under_way):
            self.looks += 1

    def passes(self, beats: int) -> int:
        """The looks of so many beats."""
        before = self.looks
        for _ in range(beats):
            self.seconds += BEAT_SECONDS
            self.beat.beat()
            gevent.idle()
        return self.looks - before


@pytest.fixture
def watch() -> Iterator[Watch]:
    made = Watch()
    made.passes(int(LATE))  # what was there before the first look
    yield made
    made.looking.kill()


def test_where_nothing_is_written_nobody_looks_before_it_is_late(watch: Watch) -> None:
    assert watch.passes(60) == 6


def test_what_is_written_is_looked_at_soon_and_once(watch: Watch) -> None:
    watch.mark = "a row"
    assert watch.passes(int(SOON)) == 1
    assert watch.passes(int(LATE - SOON)) == 0


def test_one_who_has_just_looked_does_not_look_again_at_each_row(watch: Watch) -> None:
    looks = 0
    for row in range(20):
        watch.mark = row
        looks += watch.passes(1)
    assert looks == 20 * BEAT_SECONDS / SOON


def test_what_is_written_while_one_looks_is_looked_at_again(watch: Watch) -> None:
    watch.mark = "a row"
    watch.passes(int(SOON))
    watch.mark = "another, of the same second"
    assert watch.passes(int(SOON)) == 1


def test_a_mark_that_is_not_known_spares_no_look(watch: Watch) -> None:
    watch.mark = None
    assert watch.passes(20) == 20 * BEAT_SECONDS / SOON


def test_what_goes_on_elsewhere_is_looked_at_though_nothing_is_written(watch: Watch) -> None:
    watch.under_way = True
    watch.passes(int(LATE))
    assert watch.passes(20) == 20 * BEAT_SECONDS / SOON


def test_a_question_that_fails_spares_no_look(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch.beat, "_ask", dict)
    assert watch.passes(20) == 20 * BEAT_SECONDS / SOON


def test_a_beat_asks_once_for_all_who_look_for_the_same(watch: Watch) -> None:
    others = [gevent.spawn(watch.beat.pace(watch._ask, SOON, LATE).wait) for _ in range(9)]
    before = watch.asked
    watch.passes(5)
    gevent.killall(others)
    assert watch.asked - before == 5


def test_a_mark_made_of_another_is_asked_after_it_whoever_is_registered_first() -> None:
    asked: list[str] = []
    beat = Beat(lambda: 0.0, first=lambda: asked.append("first"))
    beat.pace(lambda: asked.append("made of it"), SOON, LATE)
    beat.beat()
    assert asked == ["first", "made of it"]


def test_one_who_is_stopped_looks_no_more(watch: Watch) -> None:
    watch.stop.set()
    gevent.idle()
    assert watch.looking.ready()
    assert watch.passes(20) == 0


def test_a_folder_with_a_record_always_may_have_something_new(tmp_path: Path) -> None:
    assert waits_in(tmp_path) is False
    (tmp_path / "a.cdr.json.rejected").touch()
    assert waits_in(tmp_path) is False
    (tmp_path / "b.cdr.json").touch()
    assert waits_in(tmp_path) is None
    assert waits_in(tmp_path / "none") is None
