"""A real FreeSWITCH on our configuration, with no controller: what a caller gets when Python is not there."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from on_a_box import CONF, start_freeswitch

from appliance.company.model import Agent, Behaviour, CallTeam, Company, Line, Ring, Team
from appliance.config import Config, Sip, Switch, Trunk
from appliance.lab.ports import PortBlock
from appliance.planning.hours import Period
from appliance.planning.team_plan import TeamPlan
from appliance.prompts.catalogue import Sentence
from appliance.switch import fallback

SECRET = "a-secret-of-the-tests"
START_SECONDS = 40
PORTS = 106  # six of signalling, a hundred of voices


Says = Callable[[Sentence], Path | None]


def nothing(sentence: Sentence) -> None:
    """No voice: beeps."""


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody has, UDP and TCP alike."""
    held, ports = [], []
    while len(ports) < count:
        tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        held += [tcp, udp]
        tcp.bind(("127.0.0.1", 0))
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            continue
        ports.append(tcp.getsockname()[1])
    for each in held:
        each.close()
    return ports


def company(*, default: bool = False, ring: Ring | None = None, **line_facts: Any) -> Company:
    """One line, one team of two agents on call always. `line_facts`: of the line, if not the usual ones."""
    agents = {
        "durand": Agent("durand", "Claire Durand", ("+33612345601", "+33172000001")),
        "petit": Agent("petit", "Hugo Petit", ("+33612345602",)),
    }
    plan = TeamPlan(levels=(("durand", "petit"),), timezone="Europe/Paris")
    team = Team("depannage", "Dépannage", plan, ring or Ring(seconds=5, rounds=1))
    behaviour = Behaviour("Bonjour.", CallTeam("depannage"))
    usual = {"behaviours": {period: behaviour for period in Period}, "default": default}
    line = Line("urgence", "Urgence", ("+33972000001",), "Europe/Paris", **(usual | line_facts))
    return Company(
        "Serrurerie Martin",
        "Europe/Paris",
        "FR",
        agents=agents,
        teams={"depannage": team},
        lines={"urgence": line},
    )


class BareFreeSwitch:
    """`trunks`: carriers' addresses in order, on 127.0.0.1."""

    def __init__(self, state: Path, program: Path, trunks: tuple[Trunk, ...], max_callers: int = 3) -> None:
        self._ports = PortBlock(PORTS)  # voices where a telephone of another test has its own would be refused: 488
        self.esl_port, first, second, _, self.sip_port, _, low, *_, high = range(
            self._ports.first, self._ports.first + PORTS
        )
        self.config = Config(
            state=str(state),
            switch=Switch(esl_port=self.esl_port, esl_secret=SECRET, socket_ports=(first, second)),
            sip=Sip(
                port=self.sip_port,
                rtp_ports=(low, high),
                max_callers=max_callers,
                joined_media_timeout_seconds=20,
            ),
            trunks=trunks,
        )
        self.conf_dir = state / CONF
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self.log_at_start = ""

    def trusts(self, authorities: Path) -> None:
        """Operators over TLS show a certificate signed by one of these."""
        sip = msgspec.structs.replace(self.config.sip, tls_authorities=str(authorities))
        self.config = msgspec.structs.replace(self.config, sip=sip)

    def start(self) -> None:
        self._process = start_freeswitch(self.config, self._program)
        deadline = time.monotonic() + START_SECONDS
        while "RUNNING" not in self._try("sofia status"):
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
        self.log_at_start = self.log()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._ports.close()

    def export(self, company: Company, *trunks: str, days_ago: int = 0, says: Says = nothing) -> None:
        """What the controller does at every change. `trunks`: these alone, in this order. `says`: the voice.

        A trunk of another name is one that FreeSWITCH has lost.
        """
        known = {trunk.name: trunk for trunk in self.config.trunks}
        listed = (known.get(name) or Trunk(name=name, proxy="192.0.2.1") for name in trunks or known)
        config = msgspec.structs.replace(self.config, trunks=tuple(listed))
        fallback.export(company, config, datetime.now(UTC) - timedelta(days=days_ago), says)

    def api(self, command: str, how: str = "api") -> str:
        """One API command, on a connection of its own. `how`: bgapi, for one that waits."""
        with (
            socket.create_connection(("127.0.0.1", self.esl_port), timeout=5) as connection,
            connection.makefile("rb") as stream,
        ):
            _frame(stream)
            connection.sendall(f"auth {SECRET}\n\n".encode())
            _frame(stream)
            connection.sendall(f"{how} {command}\n\n".encode())
            return _frame(stream)

    def log(self) -> str:
        return (self.config.state_dir / "log" / "freeswitch.log").read_text(errors="replace")

    def channels(self) -> int:
        return int(self.api("show channels count").split()[0])

    def is_empty(self, within: float = 5.0) -> None:
        """Wait until no leg is left."""
        deadline = time.monotonic() + within
        while left := self.channels():
            assert time.monotonic() < deadline, f"{left} legs are left: {self.api('show channels')}"

    def _try(self, command: str) -> str:
        """ "" while nobody listens yet: a refused connection is told at once, so wait a little for the next."""
        try:
            return self.api(command)
        except OSError:
            with socket.socket() as patience:
                patience.settimeout(0.05)
                patience.bind(("127.0.0.1", 0))
                patience.listen()
                try:
                    patience.accept()
                except TimeoutError:
                    return ""
            return ""


def _frame(stream: BinaryIO) -> str:
    length = 0
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.partition(b": ")
        length = int(value) if name.lower() == b"content-length" else length
    return stream.read(length).decode()
