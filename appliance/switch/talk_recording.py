"""A conversation recorded: told to both by FreeSWITCH first, on their own legs, then written on the caller's."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import gevent

from appliance.switch.commands import file_argument, many_variables
from appliance.switch.control import Control, LegWatch
from appliance.switch.transport import SwitchError

log = logging.getLogger(__name__)

TOLD_SECONDS = 20.0  # for a sentence to be heard on both legs
LONGEST_SECONDS = 7200
WHOLE = {"RECORD_MIN_SEC": "0"}  # FreeSWITCH would throw away what lasts less than three seconds


def told_both(control: Control, caller: str, agent: str, words: Sequence[Path]) -> bool:
    """Have these files heard by both who talk, whole; False: one of them has not heard one."""
    try:
        return bool(words) and all(_told(control, caller, agent, path) for path in words)
    except SwitchError as error:
        log.warning("two who talk could not be told that they are recorded: %s", error)
        return False


def _told(control: Control, caller: str, agent: str, path: Path) -> bool:
    with control.watch(caller) as one, control.watch(agent) as other:
        control.api("uuid_broadcast", caller, file_argument(path), "both")
        return _heard(one, other)


def _heard(one: LegWatch, other: LegWatch) -> bool:
    """Whether both have heard it to its end; no, as soon as one of them has hung up."""
    until = time.monotonic() + TOLD_SECONDS
    while waited := [leg.played for leg in (one, other) if not leg.played.is_set()]:
        left = max(0.0, until - time.monotonic())
        came = gevent.wait([*waited, one.gone, other.gone], timeout=left, count=1)
        if not came or one.gone.is_set() or other.gone.is_set():
            return False
    return True


def begin(control: Control, caller: str, path: Path) -> bool:
    """Record both, as they are heard by the caller's leg. False: FreeSWITCH cannot."""
    try:
        control.api("uuid_setvar_multi", *many_variables(caller, WHOLE))
        control.api("uuid_record", caller, "start", file_argument(path), str(LONGEST_SECONDS))
    except SwitchError as error:
        log.error("a conversation is not recorded: %s", error)
        return False
    return True


def end(control: Control, caller: str, path: Path) -> None:
    """No error if it has ended by itself."""
    with suppress(SwitchError):
        control.api("uuid_record", caller, "stop", file_argument(path))
