"""Callers and mobiles played by a real SIP stack, pjsua2, in a child process: the independent witness."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from phones import sound
from phones.hearing import Ear, Heard, needle
from phones.priority import before_the_others
from phones.timeline import DidNotHappen, Timeline

WAV_HEADER = 44  # bytes
PROGRAM = Path(__file__).with_name("pjsua_process.py")


class SoftCall:
    """One call of the soft phone: what was done, what happened, what is heard."""

    def __init__(self, phone: SoftPhone, name: str, number: str) -> None:
        self.phone, self.name, self.number = phone, name, number
        self.timeline = Timeline(f"{name} ({number})")
        self.ear = Ear()
        self.invite = ""
        self.keys: list[str] = []
        self.file = phone.folder / f"{name}.wav"
        self.read = WAV_HEADER

    def answers(self) -> SoftCall:
        self.phone.order("answer", call=self.name, status=200)
        self.timeline.wait("CONFIRMED", within=5)
        return self

    def rings(self) -> SoftCall:
        self.phone.order("answer", call=self.name, status=180)
        return self

    def is_answered(self, within: float = 5.0) -> float:
        return self.timeline.wait("CONFIRMED", within=within).at

    def presses(self, keys: str) -> None:
        self.phone.order("press", call=self.name, keys=keys)

    def hums(self, frequency: float) -> None:
        self.phone.order("emit", call=self.name, frequency=frequency)

    def plays(self, file: Path) -> None:
        self.phone.order("emit", call=self.name, file=str(file))

    def hears(self, sentence: str | Path, within: float = 8.0, seconds: float = 1.2) -> Heard:
        path = sentence if isinstance(sentence, Path) else self.phone.file_of(sentence)
        return self.ear.follows(str(sentence), needle(path, seconds), within)

    def has_heard(self, sentence: str) -> bool:
        return self.ear.has_followed(needle(self.phone.file_of(sentence), 1.2))

    def hears_tone(self, frequency: float, within: float = 4.0) -> float:
        return self.ear.hears_tone(frequency, within)

    def hangs_up(self) -> None:
        self.phone.order("hang up", call=self.name)

    def is_hung_up(self, within: float = 5.0) -> float:
        return self.timeline.wait("DISCONNECTED", within=within).at

    def listen(self) -> None:
        """Take in what the recorder has written since last time."""
        if self.file.exists() and self.file.stat().st_size >= self.read + 2:
            with self.file.open("rb") as file:
                file.seek(self.read)
                new = file.read()
            new = new[: len(new) // 2 * 2]
            self.read += len(new)
            self.ear.add(np.frombuffer(new, dtype=np.int16))


WITH_PJSUA2 = pytest.mark.skipif(
    find_spec("pjsua2") is None, reason="pjsua2 n'a pas de paquet pour ce Python et ce processeur (pjsua2-python)"
)


class SoftPhone:
    """The child process. `appliance`: where the product's SIP port is."""

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.appliance: tuple[str, int] = (host, 0)
        self.file_of: Callable[[str], Path] = lambda name: Path(name)
        self.calls: dict[str, SoftCall] = {}
        self.errors: list[str] = []
        self._ready = threading.Event()
        self._changed = threading.Condition()
        self._fresh: list[SoftCall] = []
        command = [sys.executable, str(PROGRAM), host, str(folder)]
        with (folder / "pjsua.log").open("wb") as log:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
                preexec_fn=before_the_others,
            )
        self._reader = threading.Thread(target=self._read, name="pjsua", daemon=True)
        self._listener = threading.Thread(target=self._listen, name="pjsua-ear", daemon=True)
        self._over = threading.Event()
        self._reader.start()
        self._listener.start()
        assert self._ready.wait(20), "pjsua2 did not start"

    def dials(self, number: str) -> SoftCall:
        """Call the appliance."""
        call = SoftCall(self, f"out{len(self.calls) + 1}", number)
        self.calls[call.name] = call
        host, port = self.appliance
        call.timeline.add("dialled")
        self.order("dial", call=call.name, uri=f"sip:{number}@{host}:{port}")
        return call

    def rings(self, number: str, within: float = 6.0) -> SoftCall:
        """Wait for a call to this mobile."""

        def take() -> SoftCall | None:
            return next((call for call in self._fresh if call.number == number), None)

        with self._changed:
            self._changed.wait_for(lambda: take() is not None, within)
            call = take()
            if call is None:
                raise DidNotHappen(f"{number} was not rung within {within} s; {self.errors}")
            self._fresh.remove(call)
        return call.rings()

    def was_never_rung(self, number: str) -> None:
        assert all(call.number != number for call in self.calls.values()), f"{number} was rung"

    def order(self, what: str, **facts: Any) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps({"do": what, **facts}).encode() + b"\n")

    def close(self) -> None:
        """End every call and the process."""
        self.order("quit")
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._over.set()
        self._listener.join(5)
        self._reader.join(5)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in iter(self._child.stdout.readline, b""):
            self._note(json.loads(line))

    def _note(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "ready":
                self.address = str(event["address"])
                self._ready.set()
            case "incoming":
                self._incoming(event)
            case "state":
                self.calls[event["call"]].timeline.add(event["state"], str(event["status"]))
            case "key":
                self.calls[event["call"]].keys.append(event["key"])
            case "error":
                self.errors.append(f"{event['call']}: {event['reason']}")

    def _incoming(self, event: dict[str, Any]) -> None:
        call = SoftCall(self, event["call"], event["number"])
        call.invite = event["invite"]
        with self._changed:
            self.calls[call.name] = call
            self._fresh.append(call)
            self._changed.notify_all()

    def _listen(self) -> None:
        """The recorder's files grow by a quarter of a second at a time."""
        while not self._over.wait(0.05):
            for call in list(self.calls.values()):
                call.listen()


def write_speech(path: Path, samples: sound.Samples) -> Path:
    """A file for `plays`."""
    import soundfile

    soundfile.write(path, samples, sound.RATE, subtype="PCM_16")
    return path
