"""`astreinte lab --boxes 2`: two boxes and their front started by one command, for anyone to kill."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import company
import pytest
from astreinte_lab import Lab, until
from phones import message as sip
from phones.caller import Caller
from phones.carrier import Carrier
from world import World

from appliance.lab.front import HOST
from tests.unit.store.postgres_server import private_server, programs

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


class LabOfBoxes(Lab):
    """One command, two boxes."""

    def box_folders(self) -> list[Path]:
        return [self.state / "boite-1", self.state / "boite-2"]

    def _meet(self) -> None:
        """It has no switch of its own."""

    def serving(self, caller: Caller) -> str:
        """The name of the box that has this caller's call now."""
        ports = {facts["ports"]["sip"]: name for name, facts in self.facts["boxes"].items()}
        return ports[sip.host_port(caller.target)[1]]


@dataclass
class Stage:
    """The lab, and people who call it."""

    lab: LabOfBoxes
    people: World

    def callers_at_each_menu(self) -> dict[str, Caller]:
        found: dict[str, Caller] = {}
        for _ in range(4):
            caller = self.people.caller().calls(company.DID)
            found.setdefault(self.lab.serving(caller), caller)
            caller.hears("menu")
        assert sorted(found) == ["boite-1", "boite-2"]
        return found


@pytest.fixture
def stage(tmp_path: Path, sentences: company.Sentences) -> Iterator[Stage]:
    folder = programs()
    if folder is None or shutil.which("kamailio") is None:
        pytest.skip("PostgreSQL et Kamailio ne sont pas installés")
    carrier = Carrier()
    carrier.file_of = sentences.named
    with private_server(folder) as database:
        options = ("--boxes", "2", "--database", database)
        lab = LabOfBoxes(
            tmp_path / "state", company.TEXT, [carrier.address], sentences.prompt_store.directory, *options
        )
        carrier.appliance = (HOST, lab.facts["front"]["port"])
        yield Stage(lab, World(lab, carrier, sentences))
        carrier.hang_up_all()
        if lab.process.poll() is None:
            lab.ends(signal.SIGTERM)
    carrier.close()


def told(lab: Lab, box: str, act: str) -> list[str]:
    """The command that the lab last told people for this box."""
    start = max(place for place, line in enumerate(lab.said) if line.startswith(f"{box} :"))
    line = next(line for line in lab.said[start:] if line.strip().startswith(act))
    return shlex.split(line.strip().removeprefix(act).partition("   (")[0])


def typed(lab: Lab, box: str, act: str) -> None:
    words = told(lab, box, act)
    assert words[0] == "astreinte"
    done = subprocess.run([sys.executable, "-m", "appliance", *words[1:]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_box_is_killed_and_another_is_drained_by_what_the_lab_tells_people(stage: Stage) -> None:
    lab = stage.lab
    callers = stage.callers_at_each_menu()
    before = len(lab.news)
    command = told(lab, "boite-1", "la tuer")
    assert command[:2] == ["kill", "-9"]
    subprocess.run(command, check=True)
    for _ in range(2):
        caller = stage.people.caller().calls(company.DID)
        caller.hears("menu", within=10)
        assert lab.serving(caller) == "boite-2"
    callers["boite-2"].presses("2")
    callers["boite-2"].hears("order_ask")
    lab.await_news("READY", 30, after=before)
    stage.callers_at_each_menu()
    typed(lab, "boite-2", "la vider")
    served = [stage.people.caller().calls(company.DID) for _ in range(3)]
    assert {lab.serving(caller) for caller in served} == {"boite-1"}
    typed(lab, "boite-2", "la remettre")


def test_ctrl_c_ends_it_all(stage: Stage) -> None:
    pids = list(stage.lab.facts["pids"].values())
    assert len(pids) == 7, "three programs a box, and the front"
    number = f"sip:+33{company.DID[1:]}@{HOST}:{stage.lab.facts['front']['port']}"
    until(lambda: number in "\n".join(stage.lab.said), 20, "people are told what to dial")
    assert stage.lab.ends(signal.SIGINT) == 0, stage.lab.last_errors()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 5, "nothing is left running")
    assert os.path.exists(stage.lab.facts["boxes"]["boite-1"]["logs"])
