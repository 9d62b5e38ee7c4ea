"""A release whose dialplan asks for more than a FreeSWITCH of the one before lets be run: nobody hears of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import company
import pytest
import steps
from world import World

LAB_OPTIONS: tuple[str, ...] = ()
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

ROOT = Path(__file__).parents[2]
FALLBACK = '<condition field="destination_number" expression="^fallback$">\n'
ASKED = '<action application="sleep" data="20"/>\n'  # an application that no release of ours has allowed
LIST = "<interface-allowlist>\n"
ALLOWED = '<allow name="mod_dptools.sleep.app"/>\n'
AFTER_CONNECT = 7.0  # seconds until the fallback is heard


@pytest.fixture
def next_release(world: World) -> Path:
    """This checkout, but that its fallback begins by an application which it allows besides; a box's units see it."""
    folder = world.lab.state / "next"
    for part in ("appliance", "freeswitch"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file, place, more in (("dialplan.xml", FALLBACK, ASKED), ("switch.xml", LIST, ALLOWED)):
        path = folder / "freeswitch" / file
        text = path.read_text(encoding="utf-8")
        assert place in text
        path.write_text(text.replace(place, place + more), encoding="utf-8")
    return folder


def reloads(world: World, release: Path) -> str:
    """What the reload of that release says, as its unit runs it."""
    config = Path(world.lab.facts["config"])
    own = config.with_name("freeswitch.toml")
    words = ("freeswitch", "reload", "--conf", str(world.lab.state / "freeswitch"))
    program = ("env", f"PYTHONPATH={release}", sys.executable, "-m", "appliance", *words)
    command = [
        *world.lab.becoming("astreinte-freeswitch-conf"),
        *program,
        "--config",
        str(own if own.exists() else config),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_fallback_that_asks_for_more_waits_for_the_freeswitch_that_lets_it(world: World, next_release: Path) -> None:
    """Its dialplan read at once, FreeSWITCH would hang up on whoever comes to that application."""
    world.mobile(company.DURAND)
    talking = steps.at_conversation(world)
    told = reloads(world, next_release)
    said = len(world.lab.news)
    killed = world.lab.hurt("controller")
    caller = world.caller().dials(company.DID)
    caller.is_answered(within=AFTER_CONNECT)
    heard = caller.hears("fallback_apology", within=AFTER_CONNECT + 2.0)
    assert heard.at - killed <= AFTER_CONNECT
    steps.hear_each_other(talking)
    for each in (caller, talking.caller):
        each.hangs_up()
    world.lab.is_whole_again(said)
    assert told.startswith("À redémarrer quand la ligne est libre, rien n'est pris avant : switch.xml"), told
