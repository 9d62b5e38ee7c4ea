"""Call detail records: what FreeSWITCH wrote of each caller's leg at its end, with or without a controller.

A record holds numbers: it is its owner's and group's alone (umask), and is deleted once what it says is in the journal.
One that is not understood is put aside under another name, and read again when the next controller starts.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from appliance.believed import Believed
from appliance.switch.causes import REFUSALS
from appliance.switch.fallback_languages import CHOSEN
from appliance.switch.joined import Joined, gone_at_once, joined_of

log = logging.getLogger(__name__)

SUFFIX = ".cdr.json"
ASIDE = ".rejected"
APART = timedelta(seconds=10)  # between the end of a call and its record on the disk, when nothing is wrong
TORN_AFTER_SECONDS = 3600  # a record is written in one go: one unreadable for so long will never be whole


@dataclass(frozen=True)
class CallRecord:
    """A caller's leg, ended. Times are UTC; numbers as the trunk wrote them (None: none, or hidden).

    FreeSWITCH's clock stays where it was when a call began, and may be far from this machine's: what two of these times
    are apart is always true; the end is that of this machine's clock, which dated the file.
    `refused`: why the dialplan answered nothing, as the journal's note has it: `no_room`, `unknown_number`, `no_codec`.
    `agent`: whom the fallback joined to the caller, from `bridged` on; `phone`: on which of their telephones, from 0.
    `recording`: the name of the message that the
    fallback took, less `.wav`, in the folder of recordings; `recording_seconds`, 0.0 for silence cut short.
    `language`: the code of the one that the caller chose, None for one who chose none.
    `ended_by`: FreeSWITCH's hangup cause. `joined`: the last whom a controller joined, unless they were gone at once;
    `gone`: who was, where no controller has served the caller since.
    """

    file: Path
    uuid: str
    trunk: str | None
    called: str | None
    caller: str | None
    line: str | None
    started: datetime
    answered: datetime | None
    bridged: datetime | None
    ended: datetime
    fallback: bool
    refused: str | None
    agent: str | None
    phone: int
    recording: str | None
    recording_seconds: float
    language: str | None
    ended_by: str
    joined: Joined | None
    gone: str | None


def read_cdr_files(folder: Path, believed: Callable[[], Believed | None] = lambda: None) -> list[CallRecord]:
    """The records of callers' legs, oldest first. Those of other legs are deleted, torn ones of an hour ago put aside.

    One bad file never hides the others. `believed`: asked for a torn one alone; None leaves it where it is.
    """
    found = [record for path in sorted(folder.glob(f"*{SUFFIX}")) if (record := _read(path, believed)) is not None]
    return sorted(found, key=lambda record: record.ended)


def waits_in(folder: Path) -> bool | None:
    """False where no record waits there; None: one may, and one never knows when it is whole, or nobody's any more."""
    try:
        return None if any(name.endswith(SUFFIX) for name in os.listdir(folder)) else False
    except OSError:
        return None


def put_aside(path: Path) -> None:
    """Keep a record that nobody understands out of the way of the others. OSError."""
    path.rename(path.with_name(path.name + ASIDE))


def put_aside_if_old(path: Path, now: Believed | None) -> None:
    """A torn record; a young one may still be being written. OSError."""
    if now is not None and now.timestamp() - path.stat().st_mtime > TORN_AFTER_SECONDS:
        put_aside(path)


def take_up_again(folder: Path) -> None:
    """Give what was put aside another chance: a newer release may understand it."""
    for path in folder.glob(f"*{SUFFIX}{ASIDE}"):
        try:
            path.rename(path.with_name(path.name.removesuffix(ASIDE)))
        except OSError as error:
            log.error("%s stays aside (%s)", path.name, error.strerror)


def discard(record: CallRecord) -> None:
    """Delete a record once imported. No error if it is gone already."""
    record.file.unlink(missing_ok=True)


def _read(path: Path, believed: Callable[[], Believed | None]) -> CallRecord | None:
    """The record of a caller's leg; None if it is another's, or not to be read now."""
    try:
        variables = _variables(path)
        if variables is None:
            put_aside_if_old(path, believed())
        elif variables.get("astreinte_role") == "caller":
            return _record(path, variables)
        else:
            path.unlink()
    except OSError as error:
        log.error("a call detail record cannot be read (%s): it is tried again", error.strerror)
    except (ValueError, OverflowError) as error:
        log.error("a call detail record says what cannot be (%s): it is left there", type(error).__name__)
    return None


def _variables(path: Path) -> dict[str, str] | None:
    """The variables of the leg; None when the file is not whole (FreeSWITCH is writing it, or the disk was full)."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        read: Any = json.loads(text)
        variables = {name: unquote(str(value)) for name, value in read["variables"].items()}
        return _if_whole(variables)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None


def _if_whole(variables: dict[str, str]) -> dict[str, str] | None:
    return variables if variables.get("uuid") and _moment(variables, "start") and _moment(variables, "end") else None


def _record(path: Path, variables: dict[str, str]) -> CallRecord:
    late = _late(path, _since_epoch(variables["end_uepoch"]))
    answered, bridged = (_moment(variables, name) for name in ("answer", "bridge"))
    recording = variables.get("astreinte_recording", "").removesuffix(".wav") or None
    return CallRecord(
        file=path,
        uuid=variables["uuid"],
        trunk=variables.get("astreinte_trunk") or None,
        called=variables.get("astreinte_called") or None,
        caller=variables.get("astreinte_caller") or None,
        line=variables.get("astreinte_line") or None,
        started=_since_epoch(variables["start_uepoch"]) + late,
        answered=answered + late if answered else None,
        bridged=bridged + late if bridged else None,
        ended=_since_epoch(variables["end_uepoch"]) + late,
        fallback=variables.get("astreinte_fallback") == "1",
        refused=variables.get("astreinte_refused") or _refused_by_the_fallback(variables),
        agent=(variables.get("astreinte_agent") or None) if bridged else None,
        phone=int(phone) if (phone := variables.get("astreinte_phone", "")).isdecimal() else 0,
        recording=recording,
        recording_seconds=_milliseconds(variables.get("record_ms", "")) / 1000 if recording else 0.0,
        language=variables.get(CHOSEN) or None,
        ended_by=variables.get("hangup_cause", ""),
        joined=joined_of(variables),
        gone=gone_at_once(variables),
    )


def _late(path: Path, ended: datetime) -> timedelta:
    """How far FreeSWITCH's clock was behind this machine's when it wrote the record; nothing if about the same."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written - ended if abs(written - ended) > APART else timedelta()


def _refused_by_the_fallback(variables: dict[str, str]) -> str | None:
    """Why FreeSWITCH refused a call that no controller answered, whose own script would have written it."""
    unanswered = _moment(variables, "answer") is None
    in_fallback = variables.get("astreinte_fallback") == "1"
    return REFUSALS.get(variables.get("hangup_cause", "")) if unanswered and in_fallback else None


def _milliseconds(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _moment(variables: dict[str, str], name: str) -> datetime | None:
    """A time that FreeSWITCH wrote in microseconds; 0 stands for never."""
    text = variables.get(f"{name}_uepoch", "0")
    return _since_epoch(text) if text.isdecimal() and int(text) else None


def _since_epoch(microseconds: str) -> datetime:
    return datetime.fromtimestamp(int(microseconds) / 1e6, UTC)
