"""RTP of every phone: one thread sends a frame to each stream every 20 ms and receives what comes."""

from __future__ import annotations

import random
import selectors
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Container, Iterator
from enum import Enum, auto

import numpy as np

from phones import sound
from phones.hearing import Ear
from phones.priority import before_the_others
from phones.sound import FRAME, Samples

PCMA, EVENTS = 8, 101
EVENT_CODES = "0123456789*#ABCD"
SILENT = sound.to_alaw(np.zeros(FRAME, dtype=np.int16))
LATE = 1600  # samples
JUMP = 8000 * 60  # a timestamp further away than this is another stream


class Fate(Enum):
    """What becomes of a packet."""

    IN_TIME = auto()
    LATE = auto()
    LOST = auto()


class Stream:
    """The sound of one call, both ways. PCMA, and telephone-event as payload 101."""

    def __init__(self, host: str, pump: Pump) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.port: int = self.socket.getsockname()[1]
        self.peer: tuple[str, int] | None = None
        self.ear = Ear()
        self.keys_received: list[str] = []
        self.key_ended_at = 0.0  # monotonic moment of the first packet that told the end of the last key pressed
        self.events = EVENTS  # payload type by which the other side takes keys
        self.mute = False  # send nothing at all
        self.heard_by: Stream | None = None  # another that says all that this one hears
        self._speech: deque[tuple[bytes, Fate]] = deque()
        self._late: list[bytes] = []  # packets that the network still has
        self._endless: list[bytes] = []
        self._keys: deque[tuple[int, bool, bytes]] = deque()
        self._sequence = random.randrange(1 << 15)
        self._timestamp = random.randrange(1 << 30)
        self._ssrc = random.randrange(1 << 32)
        self._turn = 0
        self._heard: tuple[int, int] | None = None  # ssrc, timestamp that comes next
        self._event_seen = -1
        self._key_ending = False
        self._received = -1  # last sequence number
        self._key_timestamp = 0
        self._all_said = threading.Event()
        self._pump = pump
        pump.add(self)

    def say(self, samples: Samples, lost: Container[int] = (), late: Container[int] = ()) -> None:
        """Send this once, after what is already waiting to be sent.

        `lost`: the frames that never come. `late`: those that come together with the next that is neither.
        """
        self._all_said.clear()
        for number, frame in enumerate(frames(samples)):
            fate = Fate.LOST if number in lost else Fate.LATE if number in late else Fate.IN_TIME
            self._speech.append((frame, fate))

    def wait_until_said(self, within: float) -> None:
        """Until the last frame of `say` is sent."""
        assert self._all_said.wait(within), f"not all said within {within} s"

    def hum(self, samples: Samples | None) -> None:
        """Send this again and again (None: silence) whenever there is nothing else to send."""
        self._endless = [] if samples is None else list(frames(samples))

    def press(self, keys: str, each: int = 8, gap: int = 4) -> None:
        """Press keys by RFC 2833, `each` and `gap` in frames of 20 ms."""
        for key in keys:
            code = EVENT_CODES.index(key)
            for n in range(1, each + 1):
                self._keys.append((0 if n == 1 else 1, n == 1, struct.pack("!BBH", code, 10, n * FRAME)))
            end = struct.pack("!BBH", code, 0x80 | 10, each * FRAME)
            self._keys.extend([(1, False, end)] * 3)
            self._keys.extend([(2, False, b"")] * gap)

    def send_frame(self) -> None:
        """Called every 20 ms."""
        if self._keys:
            order, marker, payload = self._keys.popleft()
            if order == 2:
                self._send(PCMA, SILENT, False, self._timestamp)
            else:
                if order == 0:
                    self._key_timestamp = self._timestamp
                self._send(self.events, payload, marker, self._key_timestamp)
                self._date(payload)
        elif not self.mute:
            frame, fate = self._next_sound()
            self._send(PCMA, frame, False, self._timestamp, fate)
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF

    def _date(self, key: bytes) -> None:
        """The three packets of an end are the same one, sent again (RFC 4733, 2.5.1.4)."""
        ends = bool(key[1] & 0x80)
        if ends and not self._key_ending:
            self.key_ended_at = time.monotonic()
        self._key_ending = ends

    def _next_sound(self) -> tuple[bytes, Fate]:
        if self._speech:
            spoken = self._speech.popleft()
            if not self._speech:
                self._all_said.set()
            return spoken
        if self._endless:
            self._turn = (self._turn + 1) % len(self._endless)
            return self._endless[self._turn], Fate.IN_TIME
        return SILENT, Fate.IN_TIME

    def _send(self, kind: int, payload: bytes, marker: bool, timestamp: int, fate: Fate = Fate.IN_TIME) -> None:
        if self.peer is None:
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        header = struct.pack("!BBHII", 0x80, kind | (0x80 if marker else 0), self._sequence, timestamp, self._ssrc)
        if fate is not Fate.LOST:
            self._late.append(header + payload)
        if fate is Fate.IN_TIME:
            self._arrive(self.peer)

    def _arrive(self, peer: tuple[str, int]) -> None:
        """The packets that the network has, in their order."""
        packets, self._late = self._late, []
        for packet in packets:
            try:
                self.socket.sendto(packet, peer)
            except OSError:
                return  # the other end has closed its port; the SIP dialog tells

    def receive(self) -> None:
        """Take in every packet that has come."""
        while True:
            try:
                packet = self.socket.recv(2048)
            except OSError:
                return
            if len(packet) > 12 and packet[0] >> 6 == 2:
                self._take(packet)

    def _take(self, packet: bytes) -> None:
        kind = packet[1] & 0x7F
        sequence, timestamp, ssrc = struct.unpack("!HII", packet[2:12])
        lost, self._received = sequence != (self._received + 1) & 0xFFFF, sequence
        if kind == PCMA:
            self._hear(sound.from_alaw(packet[12:]), timestamp, ssrc, lost)
        elif len(packet) == 16 and timestamp != self._event_seen:
            self._event_seen = timestamp
            self.keys_received.append(EVENT_CODES[packet[12]])

    def _hear(self, samples: Samples, timestamp: int, ssrc: int, lost: bool) -> None:
        """A sender that was late by a few frames jumps ahead and loses nothing: that is no hole in what is heard."""
        skipped = 0
        if self._heard is not None and self._heard[0] == ssrc:
            ahead = (timestamp - self._heard[1]) & 0xFFFFFFFF
            skipped = ahead if ahead < JUMP and (lost or ahead > LATE) else 0
        self._heard = (ssrc, (timestamp + len(samples)) & 0xFFFFFFFF)
        self.ear.add(samples, skipped)
        if self.heard_by is not None:
            self.heard_by.say(samples)

    def close(self) -> None:
        """No more sound."""
        self._pump.remove(self)


def frames(samples: Samples) -> Iterator[bytes]:
    """A-law frames of 20 ms; the last is filled with silence."""
    padded = np.concatenate([samples, np.zeros(-len(samples) % FRAME, dtype=np.int16)])
    encoded = sound.to_alaw(padded)
    return (encoded[start : start + FRAME] for start in range(0, len(encoded), FRAME))


class Pump:
    """The thread behind every stream."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="rtp", daemon=True)
        self._thread.start()

    def add(self, stream: Stream) -> None:
        with self._lock:
            self._streams.add(stream)
            self._selector.register(stream.socket, selectors.EVENT_READ, stream)

    def remove(self, stream: Stream) -> None:
        with self._lock:
            if stream in self._streams:
                self._streams.discard(stream)
                self._selector.unregister(stream.socket)
                stream.socket.close()

    def stop(self) -> None:
        """Close every stream and end the thread."""
        self._over = True
        self._thread.join(5)
        for stream in list(self._streams):
            self.remove(stream)
        self._selector.close()

    def _run(self) -> None:
        before_the_others()
        due = time.monotonic()
        while not self._over:
            ready = self._selector.select(max(0.0, min(0.02, due - time.monotonic())))
            with self._lock:
                for key, _ in ready:
                    if key.data in self._streams:
                        key.data.receive()
                while due <= time.monotonic():
                    for stream in self._streams:
                        stream.send_frame()
                    due += 0.02
