"""The children that speak and read uploads do so in the sandbox of a box's units, too."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.prompts import wav
from tests.unit.prompts.jail import REFUSED
from tests.unit.prompts.recordings import hum, sent_as

JAIL = Path(__file__).parent / "jail.py"
pytestmark = pytest.mark.skipif(platform.machine() not in REFUSED, reason="the numbers of its system calls are unknown")


def in_jail(*words: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(JAIL), sys.executable, *words]
    return subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)


def test_the_jail_refuses_what_the_sandbox_refuses() -> None:
    done = in_jail("-c", "import os; os.nice(5)", given=b"")
    assert b"PermissionError" in done.stderr


def test_the_voice_speaks() -> None:
    done = in_jail("-P", "-m", "appliance.prompts.speak", "pico", "fr-FR", given="Bonjour à tous.".encode())
    assert wav.samples_of(done.stdout), done.stderr


@pytest.mark.parametrize(("way", "kind"), [("m4a", "mov"), ("webm", "matroska")])
def test_an_upload_is_read(way: str, kind: str) -> None:
    done = in_jail("-P", "-m", "appliance.prompts.read_upload", kind, given=sent_as(way, hum()))
    assert wav.samples_of(done.stdout), done.stderr
