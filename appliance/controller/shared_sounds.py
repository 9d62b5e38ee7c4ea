"""Recordings of callers on every box: ours are given to the others, theirs are copied here, what is erased goes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent

from appliance.in_thread import Threads, in_thread
from appliance.store.boxes.register import known_boxes
from appliance.store.database import is_sqlite
from appliance.store.errors import StoreError
from appliance.store.journal.message_sounds import sound_path
from appliance.store.journal.shared_sounds import (
    boxes_of,
    deleted_sounds,
    kept_sounds,
    share,
    shared,
    sound_of,
    unshare,
)
from appliance.whole_file import write_whole

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 10.0
RESTS = 30  # times as long as it worked: all recordings are looked at, and a journal of years has many
LONGEST_REST_SECONDS = 60.0
MOST_BYTES = 20_000_000  # no message is so long
FOR_THE_GROUP = 0o640  # FreeSWITCH plays it, the pages too


class SharedSounds:
    """The folder of recordings, held to what the journal of all the boxes knows."""

    def __init__(self, database: Any, folder: Path, box: str) -> None:
        self._database, self._folder, self._box = database, folder, box

    def keep_sharing(self) -> None:
        """For ever, where several boxes share a database. Run it in a greenlet."""
        worked = 0.0
        while not is_sqlite(self._database):
            gevent.sleep(rest(worked))
            began = time.monotonic()
            try:
                in_thread(self.settle, threads=Threads.SOUND)
            except (StoreError, OSError) as error:
                log.warning("recordings are not shared yet: %s", error)
            worked = time.monotonic() - began

    def settle(self) -> None:
        """One look, in a thread. What fails is done at the next. StoreError, OSError.

        A box that has become the only one gives nothing more, and keeps the database rid of what is erased.
        """
        alone, there = len(known_boxes(self._database)) < 2, shared(self._database)
        if alone and not there:
            return
        kept = kept_sounds(self._database)
        for file, box in kept.items():
            if box == self._box and file not in there and not alone:
                self._alone(self._give, file)
            if box != self._box and file in there:
                self._alone(self._take, file)
        if gone := there - kept.keys():
            unshare(self._database, gone)
        self._erase(kept.keys())

    def _alone(self, work: Callable[[str], None], file: str) -> None:
        """One that the disk refuses holds up no other. StoreError."""
        try:
            work(file)
        except OSError as error:
            log.warning("a recording is not shared yet: %s", error.strerror)

    def _give(self, file: str) -> None:
        path = sound_path(self._folder, file)
        if path is not None and path.is_file() and path.stat().st_size <= MOST_BYTES:
            share(self._database, file, call_of(file), path.read_bytes())

    def _take(self, file: str) -> None:
        path = sound_path(self._folder, file)
        if path is None or path.exists():
            return
        sound = sound_of(self._database, file)
        if sound is not None:
            write_whole(path, sound, mode=FOR_THE_GROUP)

    def _erase(self, kept: Any) -> None:
        """What somebody deleted, here or on another box, and the copies of what the journal knows no more.

        What we made and the journal does not know may be on its way there: our own night removes it.
        """
        for file in deleted_sounds(self._database, self._box):
            if (path := sound_path(self._folder, file)) is not None:
                self._alone(self._remove, path.name)
        here = [path for path in self._folder.glob("*.wav") if path.name not in kept]
        boxes = boxes_of(self._database, {call_of(path.name) for path in here}) if here else {}
        for path in here:
            if boxes.get(call_of(path.name), self._box) != self._box:
                self._alone(self._remove, path.name)

    def _remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


def rest(worked: float) -> float:
    """Seconds until the next look, after one that lasted so many: it may have waited for a database that hung."""
    return min(max(LOOK_EVERY_SECONDS, RESTS * worked), LONGEST_REST_SECONDS)


def call_of(file: str) -> str:
    """The call that a recording is named after."""
    return file.rpartition("-")[0]
