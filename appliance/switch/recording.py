"""A caller's message, from the tone to a file on disk."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from appliance.calls.leg import Recording
from appliance.off_hub import off_hub
from appliance.switch.commands import file_argument
from appliance.switch.control import LegWatch
from appliance.switch.speaking import LegGone, SpeakingLeg
from appliance.switch.transport import CommandRefused, CommandTimeout, Disconnected

log = logging.getLogger(__name__)

SPARE_BYTES = 20_000_000  # a record that cannot be opened makes FreeSWITCH hang up: do not begin on a full disk
SILENCE_LEVEL = 100  # mean amplitude of 16-bit samples; a quiet room on a telephone is above
SILENCE_SECONDS = 8
BYTES_PER_SECOND = 16_000  # 8 kHz, 16 bits, mono
HEADER_BYTES = 44
WRITTEN_SECONDS = 3  # after a hang-up, for FreeSWITCH to close the file


class MessageTape:
    """The folder in which FreeSWITCH writes messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Where the message of that name is: the name of a `Recording`."""
        return self._folder / name

    def record(self, leg: SpeakingLeg, watch: LegWatch, name: str, max_seconds: int) -> Recording:
        """Record until `#`, silence, hang-up or `max_seconds`; the tone has been heard already."""
        name = f"{name}.wav"
        if not self._has_room():
            log.error("no room on disk for a message")
            return Recording(name, 0.0, hung_up=False, saved=False)
        try:
            self._run(leg, name, max_seconds)
        except (Disconnected, LegGone, CommandRefused):  # refused: the leg went between two commands
            watch.gone.wait(WRITTEN_SECONDS)
        hung_up = leg.socket.hung_up.is_set()
        seconds = off_hub(lambda: self.seconds(name))
        return Recording(name, seconds, hung_up)

    def discard(self, name: str) -> None:
        """Remove a message said again, or an empty one."""
        off_hub(lambda: self.path(name).unlink(missing_ok=True))

    def _run(self, leg: SpeakingLeg, name: str, max_seconds: int) -> None:
        socket = leg.socket
        socket.set_variable("playback_terminators", "#")
        argument = f"{file_argument(self.path(name))} {max_seconds} {SILENCE_LEVEL} {SILENCE_SECONDS}"
        try:
            socket.wait(socket.start("record", argument), max_seconds + 10, after_hang_up=True)
        except CommandTimeout:
            log.error("the recording of a message did not end by itself")
            socket.api("uuid_break", leg.uuid, "all")
        socket.set_variable("playback_terminators", "none")

    def _has_room(self) -> bool:
        status = off_hub(lambda: os.statvfs(self._folder))
        return status.f_bavail * status.f_frsize > SPARE_BYTES

    def seconds(self, name: str) -> float:
        """How long the message is, from the size of its file: 0.0 if there is none."""
        try:
            size = self.path(name).stat().st_size
        except FileNotFoundError:
            return 0.0
        return max(0, size - HEADER_BYTES) / BYTES_PER_SECOND
