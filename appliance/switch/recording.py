"""A caller's message, from the tone to a file on disk.

FreeSWITCH listens beside what it plays (`record_session` over silence): its `record` application would hang up
when a dying controller's `socket_resume` ends it, and the caller would lose the fallback.
"""

from __future__ import annotations

import logging
import os
import re
import struct
from array import array
from contextlib import suppress
from pathlib import Path

from gevent.event import AsyncResult

from appliance.calls.leg import Recording
from appliance.in_thread import Threads, in_thread
from appliance.run_forever import told_without_message
from appliance.switch.commands import file_argument
from appliance.switch.speaking import Key, LegGone, SpeakingLeg
from appliance.switch.transport import CommandRefused, Disconnected

log = logging.getLogger(__name__)

SPARE_BYTES = 20_000_000  # on a full disk, say so at once rather than after three minutes of speech
SILENCE = "silence_stream://-1"
SILENCE_MS = 8000  # before or after the words: the caller has nothing (more) to say
END_KEY = "#"
WORDS = "-words.wav"  # ends the name of what is no message: what a caller said before anybody was rung
TALK = re.compile(r"-talk\d+\.wav$", re.ASCII)  # likewise, a conversation
BYTES_PER_SECOND = 16_000  # 8 kHz, 16 bits, mono
HEADER_BYTES = 44
FRAME_SAMPLES = 160  # 20 ms
VOICE_LEVEL = 200  # mean amplitude of a 16-bit frame: a voice, whatever the noise around it
FAINTEST_VOICE = 40  # -58 dBFS, on a line that says nothing else
QUIET_LINE = 60  # below it FreeSWITCH counts the seconds of silence; a noisy line waits for the key, or the end
ABOVE_NOISE = 3  # how much louder than the line itself a faint voice is
VOICED_SECONDS = 0.4  # less is a click or a breath, not a message
CLOSED_SECONDS = 3  # for FreeSWITCH to close the file
GONE = (LegGone, Disconnected, CommandRefused)  # refused: the leg went between two commands


class MessageRecorder:
    """The folder in which FreeSWITCH writes messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Where the message of that name is: the name of a `Recording`."""
        return self._folder / name

    def record(self, leg: SpeakingLeg, name: str, max_seconds: int, ends: str = END_KEY) -> Recording:
        """Record until one of these keys, silence, hang-up or `max_seconds`; the tone has been heard already.

        Nothing that fails once the caller speaks is raised: what is on the disk is what they said (design, law 13).
        """
        name = f"{name}.wav"
        if not self.has_room():
            log.error("no room on disk for a message")
            return Recording(name, 0.0, hung_up=False, saved=False)
        began, closed = leg.clock(), self._listen(leg, name)
        if not leg.socket.over.is_set() and not in_thread(self.path(name).exists, threads=Threads.SOUND):
            log.error("FreeSWITCH writes no message: its account must be able to write in the folder of recordings")
            with suppress(*GONE):
                leg.stop()
            return Recording(name, 0.0, hung_up=False, saved=False)
        self._hear_out(leg, name, closed, max_seconds, ends)
        return Recording(name, self._seconds_said(name, leg.clock() - began), leg.socket.over.is_set())

    def _hear_out(self, leg: SpeakingLeg, name: str, closed: AsyncResult, max_seconds: int, ends: str) -> None:
        try:
            with suppress(*GONE):
                self._wait(leg, closed, max_seconds, ends)
                leg.stop()
                leg.socket.execute("stop_record_session", file_argument(self.path(name)), timeout=CLOSED_SECONDS)
            closed.wait(CLOSED_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller has spoken
            log.error("a message ended badly, what is on the disk is kept: %s", told_without_message(error))

    def _seconds_said(self, name: str, spent: float) -> float:
        """How long the message is; the time spent if the disk does not say."""
        try:
            return in_thread(lambda: self._finish(name), threads=Threads.SOUND)
        except OSError as error:
            log.error("a message cannot be measured (%s): it is kept", error.strerror)
            return spent

    def discard(self, name: str) -> None:
        """Remove a message said again, or an empty one. One that cannot be is no business of the caller's."""
        try:
            in_thread(lambda: self.path(name).unlink(missing_ok=True), threads=Threads.SOUND)
        except OSError as error:
            log.error("a message that nobody wants stays on the disk (%s)", error.strerror)

    def left_by(self, call: str) -> list[Recording]:
        """The messages on disk of a call whose script did not live to tell; those in which somebody speaks."""
        names = sorted(path.name for path in self._folder.glob(f"{call}-*.wav") if _is_message(path.name))
        found = [Recording(name, self._finish(name), hung_up=False) for name in names]
        return [recording for recording in found if recording.seconds]

    def seconds(self, name: str) -> float:
        """How long the message is, from the size of its file: 0.0 if there is none, or if nobody speaks in it.

        One that this account may not read is kept, whatever is in it. OSError when the disk says nothing of the file.
        """
        path = self.path(name)
        try:
            content = path.read_bytes()[HEADER_BYTES:]
        except FileNotFoundError:
            return 0.0
        except OSError as error:
            log.error("a message cannot be read (%s): it is kept all the same", error.strerror)
            return max(0, path.stat().st_size - HEADER_BYTES) / BYTES_PER_SECOND
        return len(content) / BYTES_PER_SECOND if voiced_seconds(content) >= VOICED_SECONDS else 0.0

    def _finish(self, name: str) -> float:
        """How long the message is, of a file that may be played even if FreeSWITCH did not live to close it."""
        try:
            close_header(self.path(name))
        except FileNotFoundError:
            return 0.0
        except OSError as error:
            log.warning("the header of a message stays torn (%s): its length is that of the file", error.strerror)
        return self.seconds(name)

    def _listen(self, leg: SpeakingLeg, name: str) -> AsyncResult:
        """Begin to record; what is returned is set when FreeSWITCH has closed the file."""
        limits = f"RECORD_MIN_SEC=0,RECORD_READ_ONLY=true,RECORD_INITIAL_TIMEOUT_MS={SILENCE_MS}"
        limits += f",RECORD_SILENCE_THRESHOLD={QUIET_LINE}"
        variables = f"{{{limits},RECORD_FINAL_TIMEOUT_MS={SILENCE_MS}}}"
        closed = leg.socket.recorded = AsyncResult()
        with suppress(*GONE):
            leg.socket.subscribe("RECORD_STOP")  # not among `myevents`; of this leg alone
            leg.socket.execute(
                "record_session", f"{file_argument(self.path(name))} {variables}", timeout=CLOSED_SECONDS
            )
            leg.start_tone(SILENCE)
            closed.rawlink(lambda _: leg.inbox.put(closed))
        return closed

    @staticmethod
    def _wait(leg: SpeakingLeg, closed: AsyncResult, max_seconds: int, ends: str) -> None:
        deadline = leg.clock() + max_seconds
        while not closed.ready():
            message = leg.next(deadline - leg.clock())
            if message is None or (isinstance(message, Key) and message.digit in ends):
                return

    def has_room(self) -> bool:
        """Whether the disk takes a recording. Off the hub."""
        return in_thread(self._has_room, threads=Threads.SOUND)

    def whole_seconds(self, name: str) -> float:
        """How long a conversation is that was recorded under this name, whatever is heard in it; 0.0 if it is nowhere.

        Off the hub: never raises.
        """
        return in_thread(lambda: _length(self.path(name)), threads=Threads.SOUND)

    def _has_room(self) -> bool:
        status = os.statvfs(self._folder)
        return status.f_bavail * status.f_frsize > SPARE_BYTES


def _is_message(name: str) -> bool:
    return not name.endswith(WORDS) and TALK.search(name) is None


def _length(path: Path) -> float:
    try:
        with suppress(PermissionError):
            close_header(path)
        return max(0, path.stat().st_size - HEADER_BYTES) / BYTES_PER_SECOND
    except OSError as error:
        log.error("a conversation that was recorded cannot be measured: %s", error.strerror)
        return 0.0


def close_header(path: Path) -> None:
    """Write the sizes in the header of a WAV file whose writer, which does so last, has died. OSError.

    A file that was closed well is only read: it may be another account's.
    """
    with path.open("rb") as file:
        head, size = file.read(HEADER_BYTES), file.seek(0, os.SEEK_END)
    if len(head) < HEADER_BYTES or head[4:8] == struct.pack("<I", size - 8):
        return
    with path.open("r+b") as file:
        file.write(head[:4] + struct.pack("<I", size - 8) + head[8:-4] + struct.pack("<I", size - HEADER_BYTES))


def voiced_seconds(samples: bytes) -> float:
    """How long somebody speaks in 16-bit, 8 kHz samples: the frames of 20 ms louder than a quiet room, or, of a faint
    voice, than the noise of the line.
    """
    values = array("h", samples[: len(samples) // 2 * 2])
    frames = range(0, len(values) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    levels = [sum(map(abs, values[at : at + FRAME_SAMPLES])) / FRAME_SAMPLES for at in frames]
    noise = sorted(levels)[len(levels) // 5] if levels else 0.0
    threshold = min(VOICE_LEVEL, max(FAINTEST_VOICE, ABOVE_NOISE * noise))
    loud = sum(level > threshold for level in levels)
    return loud * FRAME_SAMPLES * 2 / BYTES_PER_SECOND
