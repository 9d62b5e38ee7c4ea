"""What the tests on the wire share: the line, the telephones of its list, and what a call leaves on disk."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from bare_freeswitch import BareFreeSwitch

from appliance.config import Trunk
from appliance.switch import switch_process
from appliance.switch.cdr import CallRecord, read_cdr_files

FREESWITCH = switch_process.find_freeswitch()
ON_THE_WIRE = [
    pytest.mark.e2e,
    pytest.mark.short,
    pytest.mark.skipif(FREESWITCH is None, reason="FreeSWITCH n'est pas installé ($FREESWITCH, PATH, /opt/freeswitch)"),
]
IN_THE_MATRIX = [mark for mark in ON_THE_WIRE if mark != pytest.mark.short]  # `make e2e`, not `make test`
DID = "0972000001"
FIRST, SECOND, THIRD = "0612345601", "0172000001", "0612345602"  # telephones of the list, in the order rung
CALLERS = 3


def a_trunk(name: str, address: str, **settings: object) -> Trunk:
    return Trunk(
        name=name,
        proxy=address,
        sources=("127.0.0.1/32",),
        ping_seconds=0,
        dial_format="national",
        **settings,  # type: ignore[arg-type]
    )


def record_of(switch: BareFreeSwitch, number: str | None, within: float = 5.0) -> CallRecord:
    """The record of the call of this caller (None: hidden), just ended."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for record in read_cdr_files(switch.config.cdr_dir):
            if record.caller == number:
                return record
    raise AssertionError(f"no call record of {number}, but {read_cdr_files(switch.config.cdr_dir)}")


def is_recorded(folder: Path, within: float = 15.0) -> None:
    """Wait until a second of a new message is on disk."""
    began, deadline = time.time(), time.monotonic() + within
    while not any(path.stat().st_mtime > began and path.stat().st_size > 16_000 for path in folder.glob("*.wav")):
        assert time.monotonic() < deadline, "nothing is recorded"
