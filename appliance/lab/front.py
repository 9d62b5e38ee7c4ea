"""The SIP proxy before the boxes of a lab: Kamailio, with the configuration of an installed front."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.lab.child import Program
from appliance.lab.errors import LabError
from appliance.lab.questions import front_answers

HOST = "127.0.0.9"  # apart from the operators': a box tells its front from its trunks by the address
INSTALLED = Path(__file__).with_name("kamailio.cfg")
CHECKOUT = Path(__file__).parents[2] / "deploy/ansible/roles/front/files/kamailio.cfg"
ELSEWHERE = "/usr/sbin/kamailio"  # Debian's, where PATH is not root's
MEMORY = ("-m", "64", "-M", "8")  # megabytes: shared, and of each process


@dataclass(frozen=True)
class Front:
    """A front that may be started: its files are in `folder`. Operators call `port` of HOST."""

    kamailio: str
    folder: Path
    port: int

    @property
    def log(self) -> Path:
        return self.folder / "kamailio.log"

    @property
    def command(self) -> tuple[str, ...]:
        folder = str(self.folder)
        return (self.kamailio, "-DD", "-E", "-f", f"{folder}/kamailio.cfg", "-Y", folder, *MEMORY)

    @property
    def facts(self) -> dict[str, object]:
        """What one needs to call it."""
        return {"address": HOST, "port": self.port, "log": str(self.log)}

    @property
    def program(self) -> Program:
        """Ready once it would give a call to a box."""
        return Program("front", self.command, log=self.log, answers=lambda: front_answers(HOST, self.port))


def find_kamailio() -> str:
    """LabError, one sentence, where it is not installed."""
    if found := shutil.which("kamailio") or shutil.which(ELSEWHERE):
        return found
    raise LabError("Kamailio est introuvable : installez-le (apt install kamailio), ou lancez une boîte, sans --boxes.")


def prepare_front(kamailio: str, folder: Path, port: int, boxes: Iterable[int], operators: Iterable[str]) -> Front:
    """Write its files. `boxes`: their SIP ports on 127.0.0.1; `operators`: the addresses whose calls it takes."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_configuration(), folder / "kamailio.cfg")
    named = {
        "boxes.list": [f"1 sip:127.0.0.1:{box}" for box in boxes],
        "operators.list": [f"1 {address} 32" for address in operators],
        "machine.cfg": _machine(folder, port),
    }
    for name, lines in named.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Front(kamailio, folder, port)


def _machine(folder: Path, port: int) -> list[str]:
    own = f"udp:{HOST}:{port}"
    lists = {"BOXES": "boxes.list", "OPERATORS": "operators.list"}
    said = [f"listen={own}", "#!define CHILDREN 2", f'#!substdef "!OWN!{own}!g"']
    return said + [f'#!substdef "!{name}!\\"{folder / file}\\"!g"' for name, file in lists.items()]


def _configuration() -> Path:
    """That of a front as Ansible makes it: in `appliance` once installed, with the roles in a checkout."""
    for file in (INSTALLED, CHECKOUT):
        if file.is_file():
            return file
    raise LabError("La configuration du frontal manque dans l'installation ; réinstallez astreinte.")
