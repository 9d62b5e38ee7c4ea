"""Measured, not asserted: how long a caller waits for each thing, and what fifty callers cost. Prints a table.

Run with `ASTREINTE_BENCH=1 pytest -s tests/bench`, alone on the machine; with `ASTREINTE_BENCH_BUSY=4` beside four
programs that want all the processor that they can have: the units of a box give FreeSWITCH and the controller ten and
eight times the weight of any other (`CPUWeight`). A wait for a key begins with the packet that tells its end.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

import company
import steps
from phones.carrier import Carrier
from world import World, start_lab

from appliance.switch.switch_process import find_freeswitch
from tests.bench.peers.usage import cpu_seconds, megabytes

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s tests/bench"
    ),
    pytest.mark.skipif(find_freeswitch() is None, reason="FreeSWITCH n'est pas installé"),
]

ROUNDS = 20
BUSY = int(os.environ.get("ASTREINTE_BENCH_BUSY", "0"))
CALLERS = 50
HELD_SECONDS = 10.0
PATIENCE_SECONDS = 3.0
READ_SECONDS = 3.0  # after the last digit: it is being read back, and may be judged (calls/typing_pace.py)


@pytest.fixture(scope="module")
def bench_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A lab wide enough for fifty callers."""
    sentences = company.Sentences(tmp_path_factory.getbasetemp().parent / "prompts")
    carrier = Carrier()
    lab = start_lab(tmp_path_factory.mktemp("bench"), sentences, [carrier.address], "--max-callers", str(CALLERS + 10))
    carrier.appliance = ("127.0.0.1", lab.sip_port)
    carrier.file_of = sentences.named
    yield World(lab, carrier, sentences)
    carrier.hang_up_all()
    lab.stop()
    carrier.close()


def told(name: str, seconds: list[float]) -> None:
    """One line of the table, in milliseconds: half of the waits, nineteen in twenty, the longest."""
    ordered = [1000 * wait for wait in sorted(seconds)]
    middle, most = statistics.median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1]
    print(f"{name:<46} {middle:5.0f} / {most:5.0f} / {ordered[-1]:5.0f} ms   ({len(ordered)} mesures)")


@pytest.fixture(scope="module", autouse=True)
def beside_others() -> Iterator[None]:
    """Programs that count as fast as they may, each with a tenth of the weight of one of ours, as on a box."""
    counting = ["nice", "-n", "10", sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(counting) for _ in range(BUSY)]
    yield
    for other in others:
        other.kill()
        other.wait()


def test_the_waits_of_a_call(bench_world: World) -> None:
    world = bench_world
    words, rings, voices = [], [], []
    solo = world.mobile(company.SOLO)
    for _ in range(ROUNDS):
        caller = world.caller().dials(company.DID)
        caller.is_answered()
        words.append(caller.hears("greeting", seconds=0.5).at - caller.dialled_at)
        caller.hears("menu")
        caller.presses("8")
        agent = solo.rings()
        rings.append(agent.timeline.happenings[0].at - caller.stream.key_ended_at)
        agent.answers()
        agent.hears("whisper", seconds=0.6)
        caller.hums(steps.CALLER_TONE)
        agent.hums(steps.AGENT_TONE)
        agent.presses("1")
        heard = agent.stream.ear.hears_tone_begin(steps.CALLER_TONE, PATIENCE_SECONDS)
        both = max(heard, caller.stream.ear.hears_tone_begin(steps.AGENT_TONE, PATIENCE_SECONDS))
        voices.append(both - agent.stream.key_ended_at)
        caller.hangs_up()
        agent.is_hung_up()
        world.lab.has_no_leg(within=3)
    print()
    told("INVITE -> premier mot", words)
    told("touche -> premier mobile sonne", rings)
    told("touche 1 -> les deux voix", voices)


def test_the_wait_after_an_order_number(bench_world: World) -> None:
    """Its last digit to its read-back; then from the 1 that confirms it to the ring, once enough was read back: sooner
    it may be a digit too many, and is asked about."""
    world, reads, rings = bench_world, [], []
    durand = world.mobile(company.DURAND)
    for _ in range(ROUNDS):
        caller = world.caller().calls(company.DID)
        caller.hears("menu")
        caller.presses("2")
        caller.hears("order_ask")
        caller.presses("40719")
        heard = caller.hears(world.sentences.read_back("40719"), seconds=0.5).at
        reads.append(heard - caller.stream.key_ended_at)
        caller.stream.ear.hears_no_tone(steps.AGENT_TONE, READ_SECONDS)
        caller.presses("1")
        agent = durand.rings()
        rings.append(agent.timeline.happenings[0].at - caller.stream.key_ended_at)
        caller.hangs_up()
        world.lab.has_no_leg(within=3)
    print()
    told("dernier chiffre -> il est relu", reads)
    told("1 au numéro relu -> premier mobile sonne", rings)


def test_the_cost_of_fifty_callers(bench_world: World) -> None:
    world = bench_world
    controller = world.lab.pid("controller")
    alone, used = megabytes(controller), cpu_seconds(controller)
    world.mobile(company.LATE)
    callers = []
    for _ in range(CALLERS):
        caller = world.caller().dials(company.DID)
        caller.stream.mute = True  # fifty talking streams would measure this process
        callers.append(caller)
        threading.Event().wait(0.1)  # ten calls a second
    for caller in callers:
        caller.is_answered(within=10)
        caller.presses("9")
    began, at_full = time.monotonic(), cpu_seconds(controller)
    threading.Event().wait(HELD_SECONDS)
    held = (cpu_seconds(controller) - at_full) / (time.monotonic() - began)
    print()
    print(f"contrôleur au repos                          {alone:6.0f} Mo")
    print(f"contrôleur, {CALLERS} appels                        {megabytes(controller):6.0f} Mo")
    print(f"processeur par appel établi                  {1000 * (at_full - used) / CALLERS:6.1f} ms")
    print(f"processeur, {CALLERS} appels en attente             {100 * held:6.1f} % d'un cœur")
    for caller in callers:
        caller.hangs_up()
    world.lab.has_no_leg(within=15)
    print(f"processeur par appel, du début à la fin      {1000 * (cpu_seconds(controller) - used) / CALLERS:6.1f} ms")
    print(f"contrôleur après                             {megabytes(controller):6.0f} Mo")
