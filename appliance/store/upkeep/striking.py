"""A caller taken out of the files of the state folder: what nobody imported, silent recordings, logs."""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from appliance.believed import Believed
from appliance.planning.number_traces import Traces, masked, struck
from appliance.store.upkeep.personal_data import OWN_STEPS
from appliance.store.upkeep.personal_files import Holds, files_of
from appliance.whole_file import whole_file

CALLER_VARIABLES = ("astreinte_caller", "sip_from_user", "sip_from_uri")
PENDING = ".cdr.json"  # a report that the controller will import
REJECTED = "rejected-"
IDENTIFIER = re.compile(r"[A-Za-z0-9_\-]+")
Record = dict[str, Any]


@dataclass
class Swept:
    """How many files were removed or rewritten, and what could not be: a path and why. `unread`: logs in memory."""

    files: int = 0
    left: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @contextmanager
    def at(self, path: Path) -> Iterator[None]:
        """What this account may not do is told, and stops nothing else."""
        try:
            yield
        except FileNotFoundError:
            return
        except OSError as error:
            told = f"{path} ({error.strerror})"
            self.left += [told] if told not in self.left else []


def calls_in_files(state: Path, traces: Traces) -> set[str]:
    """The calls of this number that the files know, whether or not the journal does.

    The number of who called, alone: a line's or an agent's own stands in the calls of everybody.
    """
    found = set()
    for path in _readable(state, Holds.REPORT):
        with suppress(OSError):  # imported meanwhile; or not for us to read, which `strike_calls` tells
            if traces.search(_caller_of(path.read_text(encoding="utf-8", errors="replace"))):
                found.add(path.name.partition(".")[0])
    for path in _readable(state, Holds.RECORDS):
        with suppress(OSError):
            for record in _records(path.read_bytes()):
                if isinstance(record, dict) and traces.search(str(record.get("caller"))):
                    found.add(str(record.get("call", "")))
    return found - {""}


def _caller_of(report: str) -> str:
    """Where a report names who called; nothing in one that is torn."""
    try:
        variables = json.loads(report)["variables"]
        return " ".join(unquote(str(variables.get(name, ""))) for name in CALLER_VARIABLES)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def strike_calls(state: Path, calls: Collection[str], traces: Traces | None, swept: Swept) -> None:
    """Take these calls, and whatever else has the number, out of every file but those of messages in the journal."""
    strike_voices(state, calls, swept)
    for path in _readable(state, Holds.REPORT, swept):
        with swept.at(path):
            _strike_report(path, calls, traces, swept)
    for path in _readable(state, Holds.RECORDS, swept):
        with swept.at(path):
            _strike_records(path, calls, traces, swept)
    if traces is not None:
        _mask_logs(state, traces, swept)


def strike_voices(state: Path, calls: Collection[str], swept: Swept) -> None:
    """Remove the recordings of these calls that no message of the journal is."""
    for path in _readable(state, Holds.VOICE, swept):
        if _call_of(path) in calls:
            with swept.at(path):
                path.unlink()
                swept.files += 1


def voices_of(state: Path) -> dict[str, str]:
    """The call of each recording on the disk, by its file. OSError."""
    return {path.name: _call_of(path) for path in files_of(state, Holds.VOICE)}


def sweep_said(state: Path, before: datetime, swept: Swept) -> None:
    """Remove what was said for calls before that moment: one under way may be about to hear the others."""
    for path in _readable(state, Holds.SAID, swept):
        with swept.at(path):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                swept.files += 1


def sweep_old(state: Path, before: datetime, now: Believed, known: Callable[[str], bool], swept: Swept) -> None:
    """Remove what nobody imported and is older than `before`. `known`: a recording that the journal has."""
    before = min(before, now)
    for holds in (Holds.VOICE, Holds.REPORT, Holds.RECORDS):
        for path in _readable(state, holds, swept):
            with swept.at(path):
                if path.stat().st_mtime < before.timestamp() and not (holds is Holds.VOICE and known(path.name)):
                    if holds is Holds.RECORDS and not _is_free(path):
                        continue
                    path.unlink()
                    swept.files += 1


def _readable(state: Path, holds: Holds, swept: Swept | None = None) -> list[Path]:
    try:
        return files_of(state, holds)
    except OSError as error:
        if swept is not None:
            swept.left.append(f"{error.filename} ({error.strerror})")
        return []


def _call_of(path: Path) -> str:
    """The call whose name a recording bears: `<call>-1.wav`, `<call>-fallback.wav`, `.<call>-1.wav.restore`."""
    name = path.name.lstrip(".").partition(".")[0]
    return name.rpartition("-")[0] or name


def _strike_report(path: Path, calls: Collection[str], traces: Traces | None, swept: Swept) -> None:
    """One that was put aside goes, with its call; one to be imported, or of somebody else, loses the number alone."""
    mine = path.name.partition(".")[0] in calls
    text = path.read_text(encoding="utf-8", errors="replace")
    named = traces is not None and traces.search(text) is not None
    if (mine or (named and _is_torn(text))) and not path.name.endswith(PENDING):
        path.unlink()
        swept.files += 1
    elif traces is not None and named:
        former = path.stat()
        with whole_file(path, mode=stat.S_IMODE(former.st_mode)) as file:
            file.write(struck(text, traces).encode())
            file.flush()
            os.utime(file.fileno(), ns=(former.st_atime_ns, former.st_mtime_ns))  # it is as old as it was
        swept.files += 1


def _is_torn(report: str) -> bool:
    try:
        json.loads(report)
    except ValueError:
        return True
    return False


def _strike_records(path: Path, calls: Collection[str], traces: Traces | None, swept: Swept) -> None:
    """The lines of a call that was put aside go; of one still to be written, what names its caller."""
    with path.open("r+b") as file:
        free, age, content = _locked(file.fileno()), os.fstat(file.fileno()), file.read()
        lines = [_line(line, calls, traces, path.name.startswith(REJECTED)) for line in content.splitlines()]
        kept = b"".join(line + b"\n" for line in lines if line is not None)
        if kept == content:
            return
        if not free:
            swept.left.append(f"{path} (le contrôleur y écrit ; recommencez quand il l'aura rendu)")
            return
        swept.files += 1
        if not kept:
            path.unlink()
            return
        file.seek(0)
        file.write(kept)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
        os.utime(path, ns=(age.st_atime_ns, age.st_mtime_ns))  # it is as old as it was


def _line(line: bytes, calls: Collection[str], traces: Traces | None, rejected: bool) -> bytes | None:
    text = line.decode("utf-8", "replace")
    (record,) = _records(line) or [None]
    if not isinstance(record, dict):
        return None if traces and traces.search(text) else line
    if record.get("call") not in calls:
        return struck(text, traces).encode() if traces else line
    if rejected or record.get("kind") in ("order", "message", "words", "talk"):
        return None
    bare = dict(record)
    if "caller" in bare:
        bare["caller"] = None
    if bare.get("kind") == "step" and bare.get("name") not in OWN_STEPS:
        bare["detail"] = ""
    return json.dumps(bare).encode()


def _records(content: bytes) -> list[Any]:
    found = []
    for line in content.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _is_free(path: Path) -> bool:
    with path.open("rb") as file:
        return _locked(file.fileno())


def _locked(descriptor: int) -> bool:
    """Whether the program that wrote this file has left it to us; until it is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _mask_logs(state: Path, traces: Traces, swept: Swept) -> None:
    """In place, each letter by another: FreeSWITCH goes on writing at the end. On a box, they are its own."""
    try:
        for path in files_of(state, Holds.NUMBERS):
            content = path.read_bytes()
            without = masked(content, traces)
            if without != content:
                with path.open("r+b") as file:
                    file.write(without)
                swept.files += 1
    except OSError as error:
        swept.unread.append(str(error.filename))
