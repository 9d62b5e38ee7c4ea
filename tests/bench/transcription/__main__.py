"""Messages written down, measured: `python -m tests.bench.transcription`, a table; `--help` for less of it.

24 messages of several voices, through A-law, clean and with noise behind them, by the real child on the weights that
`make recordings` installs, shut in as its unit is: there it may not make itself the last to be served, which on a busy
machine would never end. Processor time is of the child alone: another program's work makes none of it.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.voice.weights import PYTHON, ROOT, whisper_folder

if PYTHON is None:
    sys.exit("make recordings installs what this listens with.")
if Path(sys.prefix) != Path(PYTHON).parents[1]:
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(PYTHON, [PYTHON, "-m", "tests.bench.transcription", *sys.argv[1:]])  # noqa: S606 - itself, where its packages are

import numpy as np

from appliance.prompts import alaw, audio, wav
from appliance.prompts.audio import Samples
from appliance.transcription.child import RECOGNISER, Batch, Work, effort_of, write_down
from tests.bench.transcription.messages import EXPECTED, MESSAGES, NAMES
from tests.bench.transcription.noise import babble, behind, white
from tests.bench.transcription.scores import Score
from tests.bench.transcription.voices import voices

CHILD = (str(ROOT / "tests" / "unit" / "prompts" / "jail.py"), "--code", sys.executable, "-m", RECOGNISER)
SEED = 7
MOST_SECONDS, MOST_MEGABYTES = 600, 1600
Spoiled = Callable[[Samples, np.random.Generator], Samples]


@dataclass(frozen=True)
class Condition:
    """How a message reaches the recogniser, and what it expects. `noise`: so many dB under; None: none."""

    name: str
    noise: str | None = None
    decibels: float = 0.0
    prompt: str = EXPECTED


CONDITIONS = (
    Condition("clean"),
    Condition("clean, urgent words not expected", prompt=NAMES),
    Condition("clean, nothing expected", prompt=""),
    Condition("white noise, 20 dB", "white", 20),
    Condition("white noise, 10 dB", "white", 10),
    Condition("white noise, 10 dB, urgent words not expected", "white", 10, NAMES),
    Condition("people talking, 20 dB", "babble", 20),
    Condition("people talking, 10 dB", "babble", 10),
)


@dataclass
class Cost:
    """Of the child: seconds of processor, megabytes that it touched at most."""

    seconds: float = 0.0
    megabytes: float = 0.0

    def watched(self, pid: int) -> float:
        """In the place of `effort_of`: the same, and what it has touched so far."""
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                self.megabytes = max(self.megabytes, int(line.split()[1]) / 1024)
        return effort_of(pid)


@contextmanager
def timed(cost: Cost) -> Iterator[None]:
    """What children that end within use of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.seconds += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def heard(sounds: list[Path], prompt: str, cost: Cost) -> Batch:
    """What the child writes down of files, all in one start."""
    work = Work(str(whisper_folder()), [str(one) for one in sounds], prompt, MOST_SECONDS, MOST_MEGABYTES)
    with timed(cost):
        return write_down(work, lambda: False, CHILD, cost.watched)


def filed(sounds: list[Samples], folder: Path) -> list[Path]:
    """Each as a recording of the box, in A-law."""
    paths = [folder / f"{place}.wav" for place in range(len(sounds))]
    for path, one in zip(paths, sounds, strict=True):
        path.write_bytes(alaw.compressed(wav.samples_of(audio.to_wav(one))))
    return paths


def carried(speech: list[Samples], condition: Condition) -> list[Samples]:
    """The messages with their noise."""
    dice = np.random.default_rng(SEED)
    found = []
    for place, one in enumerate(speech):
        others = [other for other_place, other in enumerate(speech) if other_place != place]
        match condition.noise:
            case "white":
                one = behind(one, white(len(one), dice), condition.decibels)
            case "babble":
                one = behind(one, babble(len(one), others, dice), condition.decibels)
        found.append(one)
    return found


def row(voice: str, speech: list[Samples], condition: Condition, folder: Path, start: float, *, shown: bool) -> str:
    """One line of the table. `start`: seconds of processor that the child takes before its first message."""
    cost, score = Cost(), Score()
    batch = heard(filed(carried(speech, condition), folder), condition.prompt, cost)
    for said, one in zip(MESSAGES, batch.heard, strict=True):
        score.add(said, one["text"], doubtful=one["doubtful"])
        if shown:
            print(f"    {'?' if one['doubtful'] else ' '} {one['text']}", file=sys.stderr)
    sound = sum(map(len, speech)) / wav.RATE
    return (
        f"| {voice} | {condition.name} | {score.wrong / score.said:.1%} | {score.doubtful} of {score.messages} "
        f"| {score.unmarked / score.said:.1%} | {score.raised} of {score.urgent} | {score.raised_in_vain} "
        f"| {(cost.seconds - start) / sound:.2f} | {cost.megabytes:.0f} |"
    )


def nobody() -> list[Samples]:
    """Messages in which nobody speaks: a hiss, faint to loud, and the hum of the mains with it, of 4 to 12 seconds."""
    dice = np.random.default_rng(SEED)
    found = []
    for place in range(len(MESSAGES)):
        length = wav.RATE * (4 + place % 3 * 4)
        hum = np.sin(np.arange(length) * 2 * np.pi * 100 / wav.RATE) * (place % 2)
        found.append((white(length, dice) + hum) * 10 ** (-(25 + 5 * (place % 6)) / 20))
    return found


def silence(folder: Path, *, shown: bool) -> str:
    """What is written where nobody speaks."""
    score, written = Score(), 0
    for one in heard(filed(nobody(), folder), EXPECTED, Cost()).heard:
        score.add("", one["text"], doubtful=one["doubtful"])
        written += bool(one["text"])
        if shown:
            print(f"    {'?' if one['doubtful'] else ' '} {one['text']}", file=sys.stderr)
    return f"{written} of {score.messages} have words, {score.doubtful} doubtful, {score.raised_in_vain} an urgent one"


def started(times: int = 3) -> tuple[float, float]:
    """Seconds of processor, and by the clock, of a child that is given nothing: the least of some."""
    found = []
    for _ in range(times):
        cost, began = Cost(), time.monotonic()
        heard([], "", cost)
        found.append((cost.seconds, time.monotonic() - began))
    return min(one for one, _ in found), min(one for _, one in found)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench.transcription", description=__doc__)
    asked.add_argument("--voice", default="", help="a part of the name of the voices to hear")
    asked.add_argument("--carried", default="", help="a part of the name of how they are carried")
    asked.add_argument("--shown", action="store_true", help="what was written, on the standard error; ? for doubtful")
    given = asked.parse_args()
    weights = sum(path.stat().st_size for path in whisper_folder().iterdir()) / 1e6
    effort, clock = started()
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        print(f"Nobody speaks: {silence(Path(folder), shown=given.shown)}.")
    print(f"Start: {effort:.1f} s of processor, {clock:.1f} s by the clock. Weights: {weights:.0f} MB.")
    print(
        "| voice | carried | wrong words | doubtful | wrong words in the others | urgent found | in vain "
        "| work for 1 s | MB |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        flush=True,
    )
    for voice, say in voices().items():
        if given.voice not in voice:
            continue
        speech = [say(text) for text in MESSAGES]
        for condition in (one for one in CONDITIONS if given.carried in one.name):
            with tempfile.TemporaryDirectory() as folder:
                print(row(voice, speech, condition, Path(folder), effort, shown=given.shown), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
