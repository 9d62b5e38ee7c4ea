"""A leg that FreeSWITCH lets us speak to and listen to: files played, keys received, hang-up.

Everything that happens to the leg comes in order through one inbox; every verb reads it, so nothing is polled.
"""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import gevent
from gevent.queue import Empty, Queue

from appliance.calls.typing_pace import TYPING_SECONDS, at_one_go
from appliance.switch.commands import checked_uuid, file_argument
from appliance.switch.dtmf_deduplicator import renumbered
from appliance.switch.transport import CommandRefused, Disconnected, Event, LegSocket

log = logging.getLogger(__name__)

OFFER = "switch_r_sdp"  # of FreeSWITCH: the SDP that the other side sent
INBAND_DETECTION = "spandsp_start_dtmf"
STOP_SECONDS = 2.0
LONGEST_SPEECH_SECONDS = 300.0  # the end of a file may be lost: no caller waits in silence for it
BREAK_AGAIN_SECONDS = 0.1
KEYS = frozenset("0123456789*#")


class LegGone(Exception):
    """This leg has hung up, or its connection is lost."""


class Interrupted(Exception):
    """Somebody else put an end to what this leg was doing."""


@dataclass(frozen=True)
class Key:
    """A key pressed on this leg, and when: seconds of its clock."""

    digit: str
    at: float = 0.0


@dataclass(eq=False)
class Sound:
    """What is played. `cut`: it has just been asked to stop; `over`: FreeSWITCH has told its end, read by us or not."""

    cut: bool = False
    over: bool = False


@dataclass(frozen=True)
class Finished:
    """What was played has ended, by this event."""

    sound: Sound
    ended: Event


@dataclass(frozen=True)
class Gone:
    """This leg has hung up."""


@dataclass(frozen=True)
class Interruption:
    """Asked for by `interrupt`."""


class SpeakingLeg:
    """One leg under control: what is played, and which keys are pressed. `clock`: monotonic seconds."""

    def __init__(self, socket: LegSocket, clock: Callable[[], float] = time.monotonic) -> None:
        self.socket = socket
        self.uuid = socket.uuid
        self.clock = clock
        self.inbox: Queue[object] = Queue()
        self.typed: deque[Key] = deque()
        self.last_key_at = -math.inf  # of those that `key` has given
        self._playing: Sound | None = None
        self._cutting: gevent.Greenlet | None = None
        self._ignored = ""
        self._keys_offered = ""  # the SDP that says how keys come, until it is compared with how they are heard
        self._let_go = 0.0  # seconds between two keys of the number that is let go by
        self._let_go_until = 0.0
        self._listen()

    def prepare(self) -> None:
        """No key stops a file by itself. Tones are heard where keys cannot be RTP events, or where the trunk says so.

        Once answered: the SDP of a caller whose INVITE had none is in their ACK. What the leg's connection has told as
        it opened is not asked again: each question holds the first word back.
        """
        opening = self.socket.opening
        if opening.variable("playback_terminators") != "none":
            self.socket.set_variable("playback_terminators", "none")
        sdp = opening.variable(OFFER) or self.socket.api("uuid_getvar", self.uuid, OFFER)
        if "telephone-event" not in sdp or opening.variable("astreinte_tones") == "true":
            self.socket.start(INBAND_DETECTION)
        else:
            self._keys_offered = sdp

    def release(self) -> None:
        """Stop listening to this leg."""
        self.socket.digits.leave(self._tell_key)
        self.socket.over.unlink(self._tell_gone)
        self._leave_cutting()

    def follow(self, socket: LegSocket) -> None:
        """Go on with the same leg on another connection: what the former one still has to tell is of no interest."""
        self.release()
        self.socket, self.inbox, self._playing = socket, Queue(), None
        self.typed.clear()
        self._listen()

    def next(self, seconds: float | None) -> object | None:
        """The next thing that happens to this leg; None when `seconds` pass. LegGone once it has hung up,
        Interrupted once if `interrupt` was called."""
        try:
            message = self.inbox.get(timeout=None if seconds is None else max(0.0, seconds))
        except Empty:
            return None
        if isinstance(message, Gone):
            self.inbox.put(message)  # every later verb sees it too
            raise LegGone
        if isinstance(message, Interruption):
            raise Interrupted
        return cast(object, message)

    def interrupt(self) -> None:
        """Make the verb that this leg is in, or its next one, raise Interrupted."""
        self.inbox.put(Interruption())

    def start(self, path: Path) -> None:
        """Begin to play a file; `next` tells its end by `Finished`."""
        self._begin("playback", file_argument(path))

    def start_tone(self, tone: str) -> None:
        """Begin a tone of ours (never one made of a caller's data)."""
        self._begin("playback", tone)

    def talk_along(self, other: str) -> None:
        """Hear, and be heard by, another leg and whom it talks to, until that ends; `other`: its uuid."""
        self._begin("three_way", checked_uuid(other))
        while self.playing():
            self._take_in(self.next(None))

    def playing(self) -> bool:
        """True while a file or tone is played."""
        return self._playing is not None

    def play(self, sounds: Iterable[Path | str], *, until_key: bool = False, deadline: float | None = None) -> None:
        """Play files, or tones of ours, one after the other. Keys are kept; with `until_key` the first one stops it.

        A key is acted upon at once: what is heard ends within a packet or two, and what is played next waits for it.
        """
        deadline = deadline or self.clock() + LONGEST_SPEECH_SECONDS
        for sound in sounds:
            if until_key and self._has_a_key():
                return
            self.start(sound) if isinstance(sound, Path) else self.start_tone(sound)
            while self.playing():
                left = deadline - self.clock()
                if self._take_in(self.next(left)) is None:
                    self.stop()
                    return
                if until_key and self.typed and self._playing:
                    self._cut_short(self._playing)
                    return

    def key(self, seconds: float) -> str | None:
        """The next key, typed ahead or within `seconds`; None for silence."""
        deadline = self.clock() + seconds
        while not self.typed:
            if self._take_in(self.next(deadline - self.clock())) is None:
                return None
        key = self.typed.popleft()
        self.last_key_at = key.at
        return key.digit

    def has_typed(self, digit: str) -> bool:
        """Whether this is the first key typed ahead, which is then forgotten."""
        typed = self._has_a_key() and self.typed[0].digit == digit
        if typed:
            self.typed.popleft()
        return typed

    def typed_at_one_go(self, most: int) -> str:
        """As `CallerLeg` says."""
        self._has_a_key()
        while 0 < len(run := at_one_go([(key.digit, key.at) for key in self.typed], most)) == len(self.typed) < most:
            if self._take_in(self.next(self.typed[-1].at + TYPING_SECONDS - self.clock())) is None:
                break
        return run

    def forget_keys(self) -> None:
        """Flush keys typed ahead, those not yet read from the inbox too, and interruptions already obeyed."""
        self.typed.clear()
        waiting = [self.inbox.get_nowait() for _ in range(self.inbox.qsize())]
        for message in waiting:
            if not isinstance(message, Key | Interruption):
                self.inbox.put(message)

    def let_keys_go(self, seconds: float) -> None:
        """Flush keys typed ahead, and every one that comes within `seconds` of now or of another let go."""
        self.forget_keys()
        self._let_go, self._let_go_until = seconds, self.clock() + seconds

    def stop(self) -> None:
        """Stop what is played, and wait until it has stopped."""
        self._leave_cutting()
        deadline = self.clock() + STOP_SECONDS
        while (sound := self._playing) and self.clock() < deadline:
            if not sound.cut:
                self._break()
            sound.cut = False
            self._take_in(self.next(BREAK_AGAIN_SECONDS))
        self._playing = None

    def _cut_short(self, sound: Sound) -> None:
        """Stop what is played, and wait for nothing."""
        self._break()
        sound.cut = True
        self._cutting = gevent.spawn(self._break_again, sound)

    def _break_again(self, sound: Sound) -> None:
        until = self.clock() + STOP_SECONDS
        gevent.sleep(BREAK_AGAIN_SECONDS)
        with suppress(LegGone):
            while not sound.over and self.clock() < until:
                self._break()
                gevent.sleep(BREAK_AGAIN_SECONDS)

    def _leave_cutting(self) -> None:
        if self._cutting is not None:
            self._cutting.kill(block=False)
            self._cutting = None

    def _break(self) -> None:
        """Lost if the file has not begun yet: to be said again."""
        try:
            self.socket.api("uuid_break", self.uuid)
        except (Disconnected, CommandRefused) as error:
            raise LegGone from error

    def finished(self, message: object) -> bool:
        """Note the end of what was played, if that is what this message tells."""
        if not isinstance(message, Finished):
            return False
        self._compare_keys(message.ended)
        if message.sound is self._playing:
            self._playing = None
            return True
        return False

    def ignore_once(self, digit: str) -> None:
        """If this is the next key pressed, it says nothing: `#` after a number that its length had ended."""
        self._ignored = digit
        if self.typed and self.typed[0].digit == digit:
            self.typed.popleft()
            self._ignored = ""

    def _take_in(self, message: object | None) -> object | None:
        """Keep a key for later, note an end; give the message back."""
        if isinstance(message, Key):
            self._take_key(message)
        self.finished(message)
        return message

    def _has_a_key(self) -> bool:
        """Whether one has been typed ahead, by now."""
        while not self.typed and self._take_in(self.next(0.0)) is not None:
            pass
        return bool(self.typed)

    def lets_go(self) -> bool:
        """Whether a key that has just come belongs to what is let go by."""
        still_typing = self.clock() < self._let_go_until
        if still_typing:
            self._let_go_until = self.clock() + self._let_go
        return still_typing

    def _take_key(self, key: Key) -> None:
        if self.lets_go():
            return
        if key.digit != self._ignored:
            self.typed.append(key)
        self._ignored = ""

    def _begin(self, application: str, argument: str) -> None:
        if self._playing and self._playing.cut:
            self.stop()
        self._leave_cutting()
        sound = Sound()
        try:
            self.socket.start(application, argument, told=partial(self._tell_end, sound))
        except Disconnected as error:
            raise LegGone from error
        self._playing = sound

    def _tell_end(self, sound: Sound, ended: Event) -> None:
        """In the hub."""
        sound.over = True
        self.inbox.put(Finished(sound, ended))

    def _compare_keys(self, ended: Event) -> None:
        """Once: the end of what was played first tells what RTP is heard by."""
        offered, self._keys_offered = self._keys_offered, ""
        if offered and (payload := renumbered(offered, ended.variable("rtp_2833_recv_payload"))):
            log.warning(
                "keys of this operator come as payload %s, which we did not offer: sip.telephone_event", payload
            )

    def _listen(self) -> None:
        self.socket.over.rawlink(self._tell_gone)
        self.socket.digits.listen(self._tell_key)

    def _tell_key(self, digit: str) -> None:
        if digit in KEYS:
            self.inbox.put(Key(digit, self.clock()))

    def _tell_gone(self, _: object) -> None:
        self.inbox.put(Gone())
