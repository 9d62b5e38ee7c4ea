"""Ten thousand hostile messages under calls: `python -m tests.bench.hostile --seed 7`. Ends with 1 if any got through.

They come from the operator's own address, which the box trusts most, and from this very machine. Three conversations
go on meanwhile: each side must hear the other to the end, and the next caller must be served.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import socket
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from appliance.company.numbers import UNREADABLE
from tests.bench.hostile.grammar import Grammar
from tests.bench.hostile.senders import HOST, Sent, by_connections, by_datagrams, send_all
from tests.bench.peers.usage import megabytes
from tests.bench.soak import tests_end_to_end  # noqa: F401 - their folder is found

import company  # isort: skip
import steps  # isort: skip
from phones.timeline import DidNotHappen  # isort: skip
from world import World, world_of_a_bench  # isort: skip

SHARES = {"SIP": 0.4, "copies of SIP": 0.2, "frames": 0.2, "HTTP": 0.2}
TALKING = {"8": company.SOLO, "7": company.TURNS[0], "1": company.DURAND}
CALLERS = 30  # at once
LOOKS_EVERY = 5.0
TOGETHER = 100  # connections that wait for an answer
GROWTH_MEGABYTES = {"controller": 60.0, "web": 60.0, "freeswitch": 250.0}  # thirty callers at once are in the last
LOGS_MEGABYTES = {"freeswitch.log": 60.0, "controller.log": 10.0, "web.log": 10.0}
REST_SECONDS = 90.0


@dataclass
class Verdict:
    """A sentence for each thing that went wrong."""

    wrong: list[str] = field(default_factory=list)

    def expect(self, good: object, otherwise: str) -> None:
        if not good:
            self.wrong.append(otherwise)


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--many", type=int, default=10_000)
    wanted.add_argument("--rate", type=float, default=100.0, help="messages a second, of all kinds together")
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    verdict = Verdict()
    with world_of_a_bench(CALLERS) as world, tempfile.TemporaryDirectory() as folder:
        canary = Path(folder) / "canary"
        Path(folder).chmod(0o777)
        before = {name: (world.lab.pid(name), megabytes(world.lab.pid(name))) for name in GROWTH_MEGABYTES}
        scenes = _talking(world)
        known = {call["id"] for call in world.lab.calls()}
        sent = _attack(world, scenes, asked, canary, verdict)
        _judge(world, scenes, known, canary, before, verdict)
    print(f"{platform.machine()}, {os.cpu_count()} processors; seed {asked.seed}, {asked.rate:g} a second")
    print("| kind | sent | answered |\n| --- | --- | --- |")
    for one in sent:
        answers = ", ".join(f"{word}: {many}" for word, many in one.answered.most_common(12))
        print(f"| {one.kind} | {one.many} | {answers} |")
    print(f"wrong: {len(verdict.wrong)}")
    for sentence in verdict.wrong:
        print(f"  {sentence}")
    return 1 if verdict.wrong else 0


def _talking(world: World) -> list[steps.Scene]:
    """A conversation for each of these keys."""
    scenes = []
    for key, number in TALKING.items():
        scene = steps.at_hunt(world, key, number)
        scene.agent.answers()
        scene.agent.hears("whisper", seconds=0.6)
        scene.agent.presses("1")
        steps.hear_each_other(scene)
        scenes.append(scene)
    return scenes


def _attack(
    world: World, scenes: list[steps.Scene], asked: argparse.Namespace, canary: Path, verdict: Verdict
) -> list[Sent]:
    """Every kind at once; each conversation is listened to meanwhile."""
    ports, lines = world.lab.facts["ports"], (company.DID, company.NIGHT, company.SPARE, company.OFFICE_LINE)
    sent, stop = [Sent(kind) for kind in SHARES], threading.Event()
    with ExitStack() as held:
        speaker, copier = (held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2))
        speaker.bind((HOST, 0))
        here, box = f"{HOST}:{speaker.getsockname()[1]}", f"{HOST}:{world.lab.sip_port}"
        waiting = held.enter_context(ThreadPoolExecutor(TOGETHER))
        made = [Grammar(asked.seed + place, str(canary), lines, box, here) for place in range(len(sent))]
        ways = (
            by_datagrams(made[0].sip, ports["sip"], speaker),
            by_datagrams(made[1].captured, ports["socket"], copier),
            by_connections(made[2].frames, ports["socket"], waiting),
            by_connections(made[3].web, ports["web"], waiting),
        )
        threads = []
        for one, way, share in zip(sent, ways, SHARES.values(), strict=True):
            words = (one, way, int(asked.many * share), asked.rate * share, stop)
            threads.append(threading.Thread(target=send_all, args=words, daemon=True))
            threads[-1].start()
        while any(thread.is_alive() for thread in threads) and not verdict.wrong:
            stop.wait(LOOKS_EVERY)
            _listen(scenes, "while it was attacked", verdict)
        stop.set()
        for thread in threads:
            thread.join(10)
    return sent


def _listen(scenes: list[steps.Scene], when: str, verdict: Verdict) -> None:
    for scene in scenes:
        try:
            scene.caller.hears_tone(steps.AGENT_TONE)
            scene.agent.hears_tone(steps.CALLER_TONE)
        except (DidNotHappen, AssertionError) as error:
            verdict.expect(False, f"a conversation was disturbed {when}: {error}")


def _judge(
    world: World,
    scenes: list[steps.Scene],
    known: set[str],
    canary: Path,
    before: dict[str, tuple[int, float]],
    verdict: Verdict,
) -> None:
    """Nothing through, nobody disturbed, nothing left, nothing beyond its bound."""
    lab, expect = world.lab, verdict.expect
    expect(not canary.exists(), "a command that a stranger wrote was run")
    try:
        rest = 2 * len(scenes)
        threading.Event().wait(5)
        deadline = threading.Event()
        for _ in range(int(REST_SECONDS)):
            if len(lab.legs()) <= rest:
                break
            deadline.wait(1)
        expect(len(lab.legs()) == rest, f"{len(lab.legs())} legs are there, where {rest} talk")
        _listen(scenes, "afterwards", verdict)
        caller = world.caller().calls(company.DID)
        caller.hears("greeting")
        caller.hangs_up()
        for scene in scenes:
            scene.caller.hangs_up()
            scene.agent.is_hung_up()
        lab.has_no_leg(within=10)
        for scene in scenes:
            world.journal(scene.caller, within=15, over=True, outcome="connected")
    except (DidNotHappen, AssertionError) as error:
        expect(False, f"the next caller, or the end of a conversation: {error}")
    for name, (pid, memory) in before.items():
        expect(lab.pid(name) == pid, f"{name} died")
        grown = megabytes(lab.pid(name)) - memory
        expect(grown < GROWTH_MEGABYTES[name], f"{name} grew by {grown:.0f} MB")
    for call in lab.calls():
        number = str(call["caller"] or "")
        if call["id"] not in known and number != UNREADABLE:
            expect(re.fullmatch(r"\+?[0-9]{0,20}", number), f"the journal has a caller {number!r}")
    ours = set(re.findall(r"\b0[1-9][0-9]{8}\b", company.TEXT))
    for invite in world.carrier.invited:
        dialled = invite.first.split(" ")[1].removeprefix("sip:").partition("@")[0]
        expect(dialled in ours, f"a number of nobody's was dialled: {dialled}")
    for name, most in LOGS_MEGABYTES.items():
        held = sum(file.stat().st_size for file in (lab.state / "log").glob(f"{name}*")) / 1e6
        expect(held < most, f"{name} has {held:.1f} MB, of {most:g}")


if __name__ == "__main__":
    sys.exit(main())
