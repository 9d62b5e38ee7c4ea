"""What goes wrong around a running appliance: it says so, and the callers are served on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import company
import msgspec
import pytest
import steps
from astreinte_lab import ASTREINTE
from phones.carrier import Carrier
from world import World, start_lab

from appliance.lab import toml
from appliance.lab.ports import PortBlock
from appliance.prompts.recordings import text_key

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

DISK = "96m"  # the recording of a message wants 20 MB free


def typed(*words: str) -> tuple[int, str]:
    """A command, typed beside the running appliance: its exit code and what it says on stderr."""
    done = subprocess.run([*ASTREINTE, *words], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


def test_a_wrong_password_ends_the_controller_with_a_sentence(world: World, tmp_path: Path) -> None:
    block = PortBlock(2)
    good = world.lab.config
    wrong = msgspec.structs.replace(good.switch, esl_secret="x" * 24, socket_ports=(block.first, block.first + 1))
    other = tmp_path / "wrong.toml"
    toml.write(msgspec.structs.replace(good, state=str(tmp_path / "state"), box="essai", switch=wrong), other)
    code, told = typed("serve", "--config", str(other))
    block.close()
    assert code == 1, told
    sentence = told.splitlines()[-1]
    assert "mot de passe" in sentence, told
    assert "esl_secret" in sentence, told
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    caller.hangs_up()


def test_a_company_full_of_errors_leaves_the_former_settings_in_use(world: World, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    text = company.TEXT.replace(company.GREETING, company.HOURS)
    bad.write_text(text.replace("[durand, petit]", "[durand, nobody]").replace("max_wait: 60", "max_wait: x"))
    code, told = typed("import", str(bad), "--config", world.lab.facts["config"])
    assert code == 1
    assert len([line for line in told.splitlines() if line.startswith(f"{bad}:")]) >= 3, told
    scene = steps.at_whisper(world)
    scene.caller.hangs_up()
    assert world.journal(scene.caller, outcome="abandoned")["line"] == "urgence"


def test_a_sentence_whose_file_is_gone_is_made_again_in_the_call(world: World) -> None:
    key = text_key(company.GREETING)
    files = list((world.lab.state / "prompts").glob(f"{key}-*.wav"))
    assert files
    for file in files:
        file.unlink()
    caller = world.caller().calls(company.DID)
    caller.hears("greeting", within=8)
    caller.hears("menu")
    caller.hangs_up()
    assert list((world.lab.state / "prompts").glob(f"{key}-*.wav"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own for the state of a lab."""
    if os.geteuid() != 0:
        pytest.skip("il faut être root pour monter un petit disque")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if (done := subprocess.run(mounting, capture_output=True, check=False)).returncode:
        pytest.skip(f"un petit disque ne peut pas être monté ici : {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_world(small_disk: Path, sentences: company.Sentences) -> Iterator[World]:
    carrier = Carrier()
    lab = start_lab(small_disk, sentences, [carrier.address])
    carrier.appliance, carrier.file_of = ("127.0.0.1", lab.sip_port), sentences.named
    yield World(lab, carrier, sentences)
    carrier.forget()
    code = lab.stop()
    carrier.close()
    assert code == 0, lab.last_errors()


def fill(disk: Path) -> Path:
    """Leave nothing free."""
    filling = disk / "filling"
    with filling.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            return filling


def test_a_full_disk_loses_no_call(small_world: World, small_disk: Path) -> None:
    world = small_world
    filling = fill(small_disk)

    messenger = steps.at_menu(world)
    messenger.caller.presses("3")
    messenger.caller.hears("message_lost", within=15)
    messenger.caller.is_hung_up(within=10)

    talker = steps.at_hunt(world)
    talker.agent.answers()
    talker.agent.hears("whisper_plain")  # the call's own whisper could not be written
    talker.agent.presses("1")
    steps.hear_each_other(talker)
    talker.caller.hangs_up()
    talker.agent.is_hung_up(within=1)

    filling.unlink()
    call = world.journal(talker.caller, within=15, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]
    world.journal(messenger.caller, within=5, message=None)

    again = steps.at_message(world)
    again.caller.hangs_up()
    world.lab.has_no_leg(within=5)
