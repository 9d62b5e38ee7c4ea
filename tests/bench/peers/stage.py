"""One FreeSWITCH, with this project's configuration, and every peer beside each other on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "e2e"))

import company  # noqa: E402
from astreinte_lab import Lab, free_sip_port, until  # noqa: E402

from appliance.prompts.catalogue import announcement  # noqa: E402
from appliance.switch.switch_process import find_freeswitch  # noqa: E402
from tests.bench.peers.callers import mobiles  # noqa: E402

OURS = "Astreinte"
XML, LUA = "7001", "7002"  # numbers that the peers are called by
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
    """What is measured, and where callers call from."""

    peers: list[Peer]
    missing: list[str]
    appliance: int
    callers: int
    freeswitch: int
    lab: Lab


@contextmanager
def stage(most_callers: int) -> Iterator[Stage]:
    """All of it, until it is let go. What cannot be measured here is in `missing`, with the reason."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        folder.chmod(0o755)  # the box's accounts read there
        sentences = company.Sentences(folder / "prompts")
        heard = sentences.file(announcement(company.NIGHT_GREETING))
        callers, ringing = free_sip_port(), free_sip_port()
        mobile = mobiles(ringing)
        held.callback(mobile.kill)
        beside = folder / "peers"
        (beside / "bin").mkdir(parents=True)
        peers, missing = _beside_ours(beside, folder / "state" / "prompts" / heard.name, held)
        lab = Lab(
            folder / "state",
            company.TEXT,
            [f"127.0.0.1:{port}" for port in (ringing, callers)],
            sentences.prompt_store.directory,
            *("--max-callers", str(most_callers)),
            environment=_with_peers(beside),
        )
        held.callback(lab.stop)
        if "mod_lua" not in lab.esl.api("show application"):
            missing.append("mod_lua: this FreeSWITCH has no such module")
            peers = [peer for peer in peers if peer.number != LUA]
        ours = Peer(OURS, company.NIGHT, lab.pid("controller"))
        yield Stage([*peers, ours], missing, lab.sip_port, callers, lab.pid("freeswitch"), lab)


def _beside_ours(folder: Path, heard: Path, held: ExitStack) -> tuple[list[Peer], list[str]]:
    """The peers, each with an extension of its own before ours, in a file of this folder."""
    script = Path(shutil.copy(HERE / "answer.lua", folder))
    peers, missing = [Peer("FreeSWITCH, XML alone", XML), Peer("mod_lua", LUA)], []
    answers = {XML: [("answer", ""), ("playback", str(heard)), ("hangup", "")]}
    answers[LUA] = [("set", f"bench_file={heard}"), ("lua", str(script))]
    for number, name, python in (("7003", "greenswitch", Path(sys.executable)), ("7004", "genesis", APART)):
        if not python.exists():
            missing.append(f"{name}: `make bench` installs it")
            continue
        port = free_sip_port()
        process = _started([str(python), str(HERE / f"{name}_peer.py"), str(port), str(heard)], port, held)
        peers.append(Peer(f"{name} {_version(python, name)}", number, process))
        answers[number] = [("socket", f"127.0.0.1:{port} async full"), ("hangup", "")]
    extensions = "".join(_extension(number, actions) for number, actions in answers.items())
    (folder / EXTENSIONS).write_text(extensions)
    return peers, missing


def _with_peers(folder: Path) -> dict[str, str]:
    """The environment in which the lab finds a FreeSWITCH that knows the peers."""
    program = Path(shutil.copy(HERE / "freeswitch_with_peers.sh", folder / "bin"))
    itself = str(find_freeswitch())
    return os.environ | {
        "FREESWITCH": str(program),
        "FREESWITCH_ITSELF": itself,
        "PEERS_EXTENSIONS": str(folder / EXTENSIONS),
    }


def _started(words: list[str], port: int, held: ExitStack) -> int:
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    held.callback(process.kill)
    until(lambda: f":{port:04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text(), 20.0, words[1])
    return process.pid


def _version(python: Path, name: str) -> str:
    asked = f"import importlib.metadata as of; print(of.version({name!r}))"
    return subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()


def _extension(number: str, actions: list[tuple[str, str]]) -> str:
    said = "".join(f'<action application="{name}" data="{data}"/>' for name, data in actions)
    condition = f'<condition field="destination_number" expression="^{number}$">{said}</condition>'
    return f'<extension name="{number}">{condition}</extension>\n'
