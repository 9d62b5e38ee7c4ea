"""Two fronts that share an address, in networks of their own: one dies, the other takes the calls."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from two_networks import inside

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

ROLE = Path(__file__).parents[3] / "deploy/ansible/roles/front"
FRONTS = {"one": "10.66.0.11", "two": "10.66.0.12"}
SHARED, BOX, OPERATOR = "10.66.0.5", "10.66.0.21", "10.66.0.31"
EVERYBODY = {**FRONTS, "box": BOX, "operator": OPERATOR}


class Fronts:
    """The two, and a box that answers everything."""

    def __init__(self, folder: Path, prefix: str, stack: ExitStack) -> None:
        self.folder, self.prefix = folder, prefix
        self.running: dict[str, list[subprocess.Popen[bytes]]] = {}
        for name in FRONTS:
            self.running[name] = [self._kamailio(name), self._keepalived(name)]
            stack.callback(self.kill, name)

    def network(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def kill(self, name: str, *, program: int | None = None) -> None:
        """Kamailio (0), keepalived (1), or the whole front."""
        for place, each in enumerate(self.running[name]):
            if program in (None, place):
                each.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    each.wait(5)
                each.kill()
                each.wait(5)

    def holder(self) -> set[str]:
        """Which of them has the shared address."""
        return {name for name in FRONTS if SHARED in self._addresses(name)}

    def _addresses(self, name: str) -> str:
        shown = ["ip", "-n", self.network(name), "-4", "address", "show"]
        return subprocess.run(shown, capture_output=True, text=True, check=True).stdout

    def _within(self, name: str, *command: str | Path) -> subprocess.Popen[bytes]:
        within = ["ip", "netns", "exec", self.network(name), *command]
        with (self.folder / f"{name}-{Path(command[0]).name}.log").open("wb") as log:
            return subprocess.Popen(within, stdout=log, stderr=log, cwd=self.folder / name)

    def _kamailio(self, name: str) -> subprocess.Popen[bytes]:
        home = self.folder / name
        home.mkdir()
        shutil.copy(ROLE / "files/kamailio.cfg", home)
        facts = {
            "astreinte_trunks": [{"proxy": OPERATOR, "sources": [OPERATOR]}],
            "astreinte_boxes": [{"address": BOX}],
            "astreinte_front_listen": [f"udp:{SHARED}:5060", f"udp:{FRONTS[name]}:5060"],
        }
        for file in ("machine.cfg", "boxes.list", "operators.list"):
            text = rendered(file, **facts)
            (home / file).write_text(text.replace("/etc/kamailio", str(home)), encoding="utf-8")
        return self._within(
            name, "kamailio", "-DD", "-E", "-f", home / "kamailio.cfg", "-Y", home, "-m", "64", "-M", "8"
        )

    def _keepalived(self, name: str) -> subprocess.Popen[bytes]:
        home, asked = self.folder / name, ROLE / "files/front_takes_calls.py"
        text = rendered("keepalived.conf", astreinte_sip_ip=FRONTS[name], inventory_hostname=name)
        file = home / "keepalived.conf"
        file.write_text(text.replace("/etc/keepalived/front_takes_calls.py", str(asked)), encoding="utf-8")
        own = ("-p", home / "keepalived.pid", "-r", home / "vrrp.pid")
        return self._within(name, "keepalived", "--dont-fork", "--log-console", "--vrrp", "-f", file, *own)


def rendered(file: str, **facts: object) -> str:
    """A template of the role, with what an inventory would say."""
    given = {
        "ansible_managed": "",
        "astreinte_front_address": f"{SHARED}/24",
        "astreinte_front_interface": "lan",
        "astreinte_front_peers": list(FRONTS.values()),
        "astreinte_front_router": 51,
        "astreinte_front_asked_port": 5059,
    }
    templates = Environment(loader=FileSystemLoader(ROLE / "templates"), trim_blocks=True, autoescape=False)  # noqa: S701
    return templates.get_template(f"{file}.j2").render({**given, **facts}) + "\n"


class AnsweringBox:
    """200 to everything: whether it is one, the front asks by OPTIONS."""

    def __init__(self, network: str) -> None:
        with inside(network):
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.bind((BOX, 5060))
        self.invited: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                packet, sender = self.socket.recvfrom(8192)
                lines = packet.decode().split("\r\n")
                self.invited += [line for line in lines[:1] if line.startswith("INVITE")]
                kept = [
                    one
                    for one in lines
                    if one.lower().startswith(("via:", "from:", "to:", "call-id:", "cseq:", "record"))
                ]
                if not lines[0].startswith("ACK"):
                    self.socket.sendto(
                        "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode(), sender
                    )


@contextmanager
def networks(prefix: str) -> Iterator[None]:
    """One network on which each of them has an address. Skips the test, with the reason, where it cannot be made."""
    names = [f"{prefix}-{name}" for name in ("lan", *EVERYBODY)]
    try:
        try:
            for each in names:
                ip("netns", "add", each)
                ip("-n", each, "link", "set", "lo", "up")
            ip("-n", names[0], "link", "add", "bridge", "type", "bridge")
            ip("-n", names[0], "link", "set", "bridge", "up")
            for name, address in EVERYBODY.items():
                joined(prefix, name, address)
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", None) or str(error)
            pytest.skip(f"des réseaux séparés ne peuvent pas être faits ici : {told.strip()}")
        yield
    finally:
        for each in names:
            subprocess.run(["ip", "netns", "del", each], capture_output=True, check=False)


def joined(prefix: str, name: str, address: str) -> None:
    lan, own = f"{prefix}-lan", f"{prefix}-{name}"
    ip("-n", lan, "link", "add", name, "type", "veth", "peer", "name", "lan", "netns", own)
    ip("-n", lan, "link", "set", name, "master", "bridge")
    ip("-n", lan, "link", "set", name, "up")
    ip("-n", own, "address", "add", f"{address}/24", "dev", "lan")
    ip("-n", own, "link", "set", "lan", "up")
    ip("netns", "exec", own, "sysctl", "-qw", "net.ipv4.ip_nonlocal_bind=1")


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], capture_output=True, text=True, check=True)


@pytest.fixture
def fronts(tmp_path: Path) -> Iterator[tuple[Fronts, AnsweringBox]]:
    for program in ("kamailio", "keepalived"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} n'est pas installé (apt install {program})")
    prefix = f"astreinte{threading.get_native_id()}"[-14:]
    with networks(prefix), ExitStack() as stack:
        box = AnsweringBox(f"{prefix}-box")
        stack.callback(box.socket.close)
        yield Fronts(tmp_path, prefix, stack), box


def until(told: Callable[[], bool], within: float, what: str) -> float:
    """The seconds it took."""
    began = time.monotonic()
    while not told():
        assert time.monotonic() - began < within, what
    return time.monotonic() - began


def answered(fronts: Fronts) -> bool:
    """Whether the operator's call to the shared address is answered at once."""
    with inside(fronts.network("operator")), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as calling:
        calling.bind((OPERATOR, 0))
        calling.settimeout(0.5)
        port, token = calling.getsockname()[1], f"{time.monotonic_ns()}"
        lines = (
            f"INVITE sip:0972000001@{SHARED} SIP/2.0",
            f"Via: SIP/2.0/UDP {OPERATOR}:{port};branch=z9hG4bK{token}",
            "Max-Forwards: 70",
            f"From: <sip:0678901234@{OPERATOR}>;tag={token}",
            f"To: <sip:0972000001@{SHARED}>",
            f"Call-ID: {token}",
            "CSeq: 1 INVITE",
            f"Contact: <sip:{OPERATOR}:{port}>",
            "Content-Length: 0",
        )
        calling.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), (SHARED, 5060))
        with suppress(TimeoutError, ConnectionError):
            while True:
                if b" 200 " in calling.recv(4096).split(b"\r\n", 1)[0]:
                    return True
    return False


@pytest.mark.parametrize("program", [0, None], ids=["its Kamailio", "the whole front"])
def test_the_other_front_takes_the_calls(fronts: tuple[Fronts, AnsweringBox], program: int | None) -> None:
    both, box = fronts
    until(lambda: len(both.holder()) == 1, 20, "one front has the address")
    until(lambda: answered(both), 10, "a call is answered")
    assert any("0972000001" in line for line in box.invited)
    (first,) = both.holder()
    both.kill(first, program=program)
    until(lambda: bool(both.holder() - {first}), 10, "the other has the address")
    until(lambda: answered(both), 10, "the next call is answered")
