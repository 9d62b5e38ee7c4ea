"""The child that writes messages down, started for some of them and watched: ended for a call, or when it is late."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from appliance.prompts.deadline import content, memory_file
from appliance.prompts.languages import USUAL

SLOWEST = 20  # times as long as it takes alone: the last to be served may wait
LOOK_SECONDS = 0.5  # a call that comes waits no longer for the processor
# It asks nothing of a hub of models; its libraries start no thread beside its own.
ENVIRONMENT = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
RECOGNISER = "appliance.transcription.recogniser"


class TranscriptionError(Exception):
    """Nothing can be written down on this machine; the message says why."""


class End(Enum):
    """How a child ended."""

    WHOLE = auto()
    CALLED_AWAY = auto()  # a call came
    LOST = auto()  # it was late, or died, on one message


@dataclass(frozen=True)
class Work:
    """What the child is to do. `sounds`: files; `prompt`: words that it may hear; `most_seconds`: of work on one.

    `language`: what is spoken in them, as ISO 639-1 names it.
    """

    model: str
    sounds: Sequence[str]
    prompt: str
    most_seconds: int
    most_megabytes: int
    language: str = USUAL


@dataclass(frozen=True)
class Batch:
    """What it has written down of the first sounds, in their order: `text` and `doubtful`, or `fault`."""

    heard: list[dict[str, Any]]
    end: End


def write_down(
    work: Work,
    called_away: Callable[[], bool],
    program: Sequence[str] = ("-m", RECOGNISER),
    effort: Callable[[int], float] | None = None,
) -> Batch:
    """The words of some sounds. TranscriptionError before the first of them, StoreError of `called_away`.

    `called_away`: whether a call is up, asked twice a second. `program`: what Python runs. `effort`: see `effort_of`.
    """
    with ExitStack() as stack:
        given, output, complaint = (memory_file(stack, name) for name in ("stdin", "stdout", "stderr"))
        os.write(given, json.dumps(asdict(work)).encode())
        os.lseek(given, 0, os.SEEK_SET)
        child = subprocess.Popen(
            [sys.executable, "-P", *program],
            stdin=given,
            stdout=output,
            stderr=complaint,
            env={**os.environ, **ENVIRONMENT},
        )
        try:
            end = _watched(child, output, work.most_seconds, called_away, effort or effort_of)
        finally:
            child.kill()
            child.wait()
        answers = _answers(output)
        if not answers and end is not End.CALLED_AWAY:
            told = content(complaint).decode(errors="replace").strip().splitlines()
            raise TranscriptionError(told[-1] if told else "La transcription n'a pas pu démarrer.")
        return Batch(answers[1:], end)


def _watched(
    child: subprocess.Popen[bytes],
    output: int,
    most_seconds: int,
    called_away: Callable[[], bool],
    effort: Callable[[int], float],
) -> End:
    since, answered = 0.0, 0
    while True:
        try:
            return End.WHOLE if child.wait(LOOK_SECONDS) == 0 else End.LOST
        except subprocess.TimeoutExpired:
            pass
        if called_away():
            return End.CALLED_AWAY
        now, answers = effort(child.pid), len(_answers(output))
        if answers > answered:
            since, answered = now, answers
        elif now - since > most_seconds:
            return End.LOST


def effort_of(pid: int) -> float:
    """Seconds of the processor that a process has had; where it has waited for them, a twentieth of its age."""
    facts = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    second = os.sysconf("SC_CLK_TCK")
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(facts[19]) / second
    return max((int(facts[11]) + int(facts[12])) / second, age / SLOWEST)


def _answers(output: int) -> list[dict[str, Any]]:
    """The whole lines that it has written."""
    return [json.loads(line) for line in content(output).splitlines(keepends=True) if line.endswith(b"\n")]
