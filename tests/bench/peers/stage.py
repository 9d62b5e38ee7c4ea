"""One FreeSWITCH, with this project's configuration, and every peer beside each other on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.peers.callers import mobiles
from tests.bench.peers.counts import counting
from tests.bench.peers.scenarios import GENESIS, GREENSWITCH, HERE, LUA, MOBILE, XML, Actions, Scenario, company_text

import company  # isort: skip
from astreinte_lab import Lab, free_sip_port, until  # isort: skip
from appliance.switch.switch_process import find_freeswitch  # isort: skip

OURS = "Astreinte"
EXTENSIONS = "peers.xml"
APART = Path(sys.prefix) / "bench" / "bin" / "python"  # of a peer with an environment of its own


@dataclass(frozen=True)
class Peer:
    """Who answers `number`. `process`: 0 where it is FreeSWITCH itself."""

    name: str
    number: str
    process: int = 0


@dataclass(frozen=True)
class Stage:
    """What is measured, and where callers call from. `counts`: the folder of what the processes count, if they do."""

    scenario: Scenario
    peers: list[Peer]
    missing: list[str]
    appliance: int
    callers: int
    freeswitch: int
    lab: Lab
    counts: Path | None


@contextmanager
def stage(
    scenario: Scenario, most_callers: int, rate: float, *, counted: bool = False, alone: bool = False
) -> Iterator[Stage]:
    """All of it, for so many calls a second, until it is let go. What cannot be measured is in `missing`, with why.

    `alone`: ours without any peer, on the box's own configuration of FreeSWITCH.
    """
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        folder.chmod(0o755)  # the box's accounts read there
        sentences = company.Sentences(folder / "prompts")
        callers, ringing = free_sip_port(), free_sip_port()
        mobile = mobiles(ringing, scenario.mobile)
        held.callback(mobile.kill)
        counts = _folder_of_counts(held) if counted else None
        environment: Mapping[str, str] = counting(counts) if counts else {}
        peers: list[Peer] = []
        missing: list[str] = []
        if not alone:
            beside = _beside(folder / "peers", scenario, sentences)
            peers, missing = _beside_ours(beside, scenario, environment, held)
            environment = _with_peers(beside, environment)
        lab = Lab(
            folder / "state",
            company_text(rate),
            [f"127.0.0.1:{port}" for port in (ringing, callers)],
            sentences.prompt_store.directory,
            *("--max-callers", str(most_callers)),
            environment={**os.environ, **environment},
        )
        held.callback(lab.stop)
        if peers and "mod_lua" not in lab.esl.api("show application"):
            missing.append("mod_lua: this FreeSWITCH has no such module")
            peers = [peer for peer in peers if peer.number != LUA]
        ours = Peer(OURS, scenario.ours, lab.pid("controller"))
        yield Stage(scenario, [*peers, ours], missing, lab.sip_port, callers, lab.pid("freeswitch"), lab, counts)


def _folder_of_counts(held: ExitStack) -> Path:
    """One where every unit of a box may write: there is none other than below /dev."""
    folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir="/dev/shm")))
    folder.chmod(0o777)
    return folder


def _beside(folder: Path, scenario: Scenario, sentences: company.Sentences) -> Path:
    """The folder of the peers, with what they play."""
    (folder / "bin").mkdir(parents=True)
    scenario.sounds(sentences, folder)
    for script in HERE.glob("*.lua"):
        shutil.copy(script, folder)
    return folder


def _beside_ours(
    folder: Path, scenario: Scenario, environment: Mapping[str, str], held: ExitStack
) -> tuple[list[Peer], list[str]]:
    """The peers, each with an extension of its own before ours, in a file of this folder."""
    dial = f"{{rtp_liberal_dtmf=true}}sofia/gateway/carrier1/{MOBILE}"
    peers, missing = [Peer("FreeSWITCH, XML alone", XML), Peer("mod_lua", LUA)], []
    answers = {XML: scenario.xml(folder, dial), LUA: [*scenario.lua(folder, dial), ("hangup", "")]}
    for number, name, python in ((GREENSWITCH, "greenswitch", Path(sys.executable)), (GENESIS, "genesis", APART)):
        version = installed(python, name)
        if version is None:
            missing.append(f"{name}: `make bench` installs it, where this Python is one that it knows")
            continue
        port, program = free_sip_port(), HERE / f"{name}_{scenario.programs}.py"
        words = [str(python), str(program), str(port), *scenario.told(folder, dial)]
        process = _started(words, port, environment, held)
        peers.append(Peer(f"{name} {version}", number, process))
        answers[number] = [("socket", f"127.0.0.1:{port} async full"), ("hangup", "")]
    extensions = "".join(_extension(number, actions) for number, actions in answers.items())
    (folder / EXTENSIONS).write_text(extensions)
    return peers, missing


def _with_peers(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """The environment in which the lab finds a FreeSWITCH that knows the peers."""
    program = Path(shutil.copy(HERE / "freeswitch_with_peers.sh", folder / "bin"))
    itself = str(find_freeswitch())
    return {
        **more,
        "FREESWITCH": str(program),
        "FREESWITCH_ITSELF": itself,
        "PEERS_EXTENSIONS": str(folder / EXTENSIONS),
    }


def _started(words: list[str], port: int, more: Mapping[str, str], held: ExitStack) -> int:
    environment = {**os.environ, **more}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    held.callback(process.kill)
    until(lambda: f":{port:04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text(), 20.0, words[1])
    return process.pid


def installed(python: Path, name: str) -> str | None:
    """The version of a package beside this Python; None without one, or without that Python."""
    asked = f"import importlib.metadata as of; print(of.version({name!r}))"
    told = subprocess.run([python, "-c", asked], capture_output=True, text=True) if python.exists() else None
    return told.stdout.strip() if told and told.returncode == 0 else None


def _extension(number: str, actions: Actions) -> str:
    actions = [("set", "rtp_liberal_dtmf=true"), *actions]  # keys are SIP INFO, as on our trunks
    said = "".join(f'<action application="{name}" data="{data}"/>' for name, data in actions)
    condition = f'<condition field="destination_number" expression="^{number}$">{said}</condition>'
    return f'<extension name="{number}">{condition}</extension>\n'
