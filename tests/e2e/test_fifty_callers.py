"""Fifty callers on three boxes want three agents: each agent has one call at a time, each caller is in the journal."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import company
import pytest
from astreinte_lab import free_sip_port, until
from phones.mobile import MobileCall, Plan
from two_boxes import CALLED, Boxes, boxes_on, rung

from tests.unit.store.postgres_server import private_server, programs

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

NAMES = ("salle-1", "salle-2", "salle-3")
AGENTS = (company.DURAND, company.PETIT, company.MARTIN)
CALLERS = [f"06781{place:05d}" for place in range(50)]
SCENARIO = Path(__file__).with_name("holding_caller.xml")
SECONDS = 170  # for SIPp: its callers give up after 84 s


@pytest.fixture
def boxes(tmp_path: Path, sentences: company.Sentences) -> Iterator[Boxes]:
    folder = programs()
    if folder is None or shutil.which("sipp") is None:
        pytest.skip("PostgreSQL et SIPp ne sont pas installés (apt install postgresql sip-tester)")
    with (
        private_server(folder) as database,
        boxes_on(database, sentences, tmp_path, "--max-callers", "25", names=NAMES) as three,
    ):
        yield three


def test_fifty_callers_ring_no_agent_twice_together_and_all_are_in_the_journal(boxes: Boxes, tmp_path: Path) -> None:
    """Each agent now refuses, now lets ring, now takes the call and talks for a while."""
    mobiles = [boxes.one.mobile(number) for number in AGENTS]
    for first, mobile in enumerate(mobiles):
        mobile.plan = of_every_temper(first)
    calling(boxes, tmp_path)
    for world in boxes.worlds.values():
        world.lab.has_no_leg(within=20)
    for mobile in mobiles:
        spans = sorted(rung(call) for call in mobile.calls)
        together = [(end - start, one, two) for (one, end), (start, two) in pairwise(spans) if end > start]
        assert not together, (mobile.number, together)
        assert len(spans) > 3, mobile.number
    calls = until(lambda: all_over(boxes), 30, "fifty calls of the journal, each with its end")
    assert Counter(call["called"] for call in calls) == {CALLED: len(CALLERS)}
    assert {call["box"] for call in calls} == set(NAMES)
    talked = sum(1 for mobile in mobiles for call in mobile.calls if call.timeline.first("talked"))
    outcomes = Counter(call["outcome"] for call in calls)
    assert outcomes["connected"] == talked > 3, outcomes


def of_every_temper(first: int) -> Plan:
    """In turn: busy, no answer, takes the call and hangs up after three seconds of talk."""
    turns = itertools.count(first)

    def plan(call: MobileCall) -> None:
        match next(turns) % 3:
            case 0:
                call.refuses(486)
            case 1:
                call.rings()
            case _:
                call.rings()
                call.carrier.after(0.3, call.picks_up)
                call.carrier.after(1.5, lambda: presses_one(call))

    return plan


def presses_one(call: MobileCall) -> None:
    if not call.ended:
        call.presses("1")
        call.carrier.after(4.0, lambda: hangs_up(call))


def hangs_up(call: MobileCall) -> None:
    if not call.ended:
        call.timeline.add("talked")
        call.hangs_up()


def calling(boxes: Boxes, folder: Path) -> None:
    """Every caller, five a second, until the last is gone; none is refused or cut off."""
    numbers = folder / "callers.csv"
    numbers.write_text("SEQUENTIAL\n" + "".join(f"{number}\n" for number in CALLERS), encoding="ascii")
    host, port = boxes.front.address
    words = ["sipp", f"{host}:{port}", "-sf", SCENARIO, "-s", company.DID, "-inf", numbers, "-i", "127.0.0.1"]
    words += ["-p", str(free_sip_port()), "-m", str(len(CALLERS)), "-r", "5", "-l", "60", "-rtp_echo", "-nostdin"]
    words += ["-timeout", str(SECONDS), "-trace_err"]
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    told = "".join(file.read_text(errors="replace")[:3000] for file in folder.glob("*errors.log"))
    assert done.returncode == 0, told or done.stdout[-3000:]


def all_over(boxes: Boxes) -> list[dict[str, object]]:
    """The callers' calls; none until each is there once, with its end."""
    ours = {"+33" + number[1:] for number in CALLERS}
    calls = [call for call in boxes.one.lab.calls() if call["caller"] in ours]
    assert len(calls) <= len(CALLERS)
    return calls if len(calls) == len(CALLERS) and all(call["ended_at"] for call in calls) else []
