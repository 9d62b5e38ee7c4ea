"""A real caller is forgotten: after their message and their order number, no byte of the state folder is theirs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import steps
from astreinte_lab import ASTREINTE
from phones import sound
from phones.caller import Caller
from world import World

from appliance.store.upkeep.personal_files import Holds, kind_of

pytestmark = pytest.mark.e2e

LAB_OPTIONS = ()  # a lab of its own
IN_MEMORY = "run/"  # FreeSWITCH's own, on a box in memory


def typed(world: World, *words: str) -> bytes:
    """A command of this box; what it says, and writes."""
    command = [*ASTREINTE, *words, "--config", world.lab.facts["config"]]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def files(world: World) -> dict[str, Path]:
    state = world.lab.state
    return {str(path.relative_to(state)): path for path in sorted(state.rglob("*")) if path.is_file()}


def holding(world: World, *markers: str) -> list[str]:
    wanted = re.compile("|".join(map(re.escape, markers)).encode())
    return [name for name, path in files(world).items() if wanted.search(path.read_bytes())]


def leaves_a_message(world: World) -> Caller:
    scene = steps.at_message(world)
    caller = scene.caller
    caller.hums(None)
    caller.says(sound.tone(steps.CALLER_TONE, seconds=2))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.hangs_up()
    return caller


def test_after_erasing_no_byte_of_the_state_folder_is_the_callers(world: World) -> None:
    caller = leaves_a_message(world)
    call = world.journal(caller, outcome="message")
    digits = caller.e164.removeprefix("+33")
    assert "astreinte.db" in "".join(holding(world, digits))
    archive = typed(world, "export", "--number", caller.e164)
    assert archive.startswith(b"PK") and call["message"]["file"].encode() in archive
    said = typed(world, "erase", caller.e164, "--yes").decode()
    assert "messages effacés : 1" in said
    assert [name for name in holding(world, digits, call["message"]["file"]) if not name.startswith(IN_MEMORY)] == []
    (after,) = [one for one in world.lab.calls() if one["id"] == call["id"]]
    assert (after["caller"], after["erased"], after["outcome"]) == (None, True, "message")


def test_every_file_of_a_box_that_took_calls_is_of_a_kind_that_the_registry_knows(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.caller.hangs_up()
    world.journal(scene.caller, outcome="connected")
    assert [name for name in files(world) if kind_of(name) is None] == []


def test_logs_say_no_number(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.caller.hangs_up()
    world.journal(scene.caller, outcome="connected")
    logs = [path for name, path in files(world).items() if (kind := kind_of(name)) and kind.holds is Holds.NUMBERS]
    told = world.lab.last_errors() + "".join(path.read_text(errors="replace") for path in logs)
    assert logs and scene.caller.e164.removeprefix("+33") not in told
