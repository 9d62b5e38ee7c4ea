"""Machines of one inventory, on one network: a database, its standby, a front, two boxes, later a third.

Ansible is on the first.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.deploy import inventory
from tests.deploy.box import Box

ZONE = "essai"
ADDRESSES = {
    "base-1": "10.77.0.4",
    "base-2": "10.77.0.6",
    "front-1": "10.77.0.5",
    "astreinte-1": "10.77.0.11",
    "astreinte-2": "10.77.0.12",
    "astreinte-3": "10.77.0.13",
}
THIRD = "astreinte-3"  # it joins the others when a test says so
GROUPS = {"boxes": ["astreinte-1", "astreinte-2"], "fronts": ["front-1"], "database": ["base-1", "base-2"]}
OPERATOR = "10.77.0.9"  # an address of the database's machine, where the tests' operator speaks
SECRET = "/etc/ansible-essai"
PASSWORD = "mot/de p@sse d'essai"  # with what an URL and SQL would stumble over
PHONES = Path(__file__).with_name("phones_of_several.py")
# The tree has the packages of all; Debian starts what it installs, and a machine installs its own alone.
PROGRAMS = {"kamailio.service": "fronts", "postgresql.service": "database"}


@dataclass(frozen=True)
class Several:
    """They run, each from `tree` with `shared` bound in. `control`: where Ansible is."""

    tree: Path
    work: Path
    shared: list[Path]
    machines: dict[str, Box]

    @property
    def boxes(self) -> list[Box]:
        return [machine for name, machine in self.machines.items() if name.startswith("astreinte-")]

    def add(self, name: str) -> Box:
        """A bare Debian more, not on the network yet."""
        self.machines[name] = Box(self.tree, self.work / name, self.shared, name, ZONE)
        return self.machines[name]

    @property
    def control(self) -> Box:
        return self.machines["base-1"]

    def stop(self) -> None:
        for machine in self.machines.values():
            machine.stop()


def start(tree: Path, work: Path, shared: list[Path]) -> Several:
    """Bare Debians that reach one another, and that Ansible enters by SSH."""
    several = Several(tree, work, shared, {})
    try:
        for name in ADDRESSES:
            if name != THIRD:
                several.add(name)
        subprocess.run(["ip", "link", "set", f"vz-{ZONE}", "up"], check=True)  # the bridge that nspawn made for them
        several.control.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", SECRET)
        for machine in several.machines.values():
            join(machine, [ADDRESSES[machine.name], *([OPERATOR] if machine.name == "base-1" else [])])
            open_to_ansible(several, machine)
    except BaseException:
        several.stop()
        raise
    return several


def third(several: Several) -> Box:
    """One machine more, bare, that Ansible enters too, and that the inventory knows."""
    machine = several.add(THIRD)
    join(machine, [ADDRESSES[THIRD]])
    open_to_ansible(several, machine)
    write_hosts(several.control.root / "srv" / "inventory", [THIRD])
    return machine


def open_to_ansible(several: Several, machine: Box) -> None:
    """By the key of the machine where it is."""
    machine.write("/root/.ssh/authorized_keys", several.control.run("cat", f"{SECRET}.pub").out)
    machine.run("systemctl", "start", "ssh.service")


def join(machine: Box, addresses: list[str]) -> None:
    """Its addresses, and a way out that leads nowhere: a machine says the address that it would go out by.

    What Debian started there of the others' packages ends.
    """
    strange = [program for program, group in PROGRAMS.items() if machine.name not in GROUPS[group]]
    machine.run("systemctl", "disable", "--now", *strange)
    for address in addresses:
        machine.run("ip", "address", "add", f"{address}/24", "dev", "host0")
    machine.run("ip", "link", "set", "host0", "up")
    machine.run("ip", "route", "add", "default", "via", "10.77.0.1")


def write(folder: Path, company: str, facts: dict[str, Any]) -> None:
    """The inventory: one folder for all of them."""
    (folder / "group_vars" / "astreinte").mkdir(parents=True)
    write_hosts(folder)
    (folder / "company.yml").write_text(company, encoding="utf-8")
    (folder / "group_vars" / "astreinte" / "main.yml").write_text(json.dumps(facts), encoding="utf-8")


def write_hosts(folder: Path, more: Sequence[str] = ()) -> None:
    """The machines of the inventory, `more` boxes among them."""
    named = {**GROUPS, "boxes": [*GROUPS["boxes"], *more]}
    groups = {group: {"hosts": {name: _host(name) for name in names}} for group, names in named.items()}
    (folder / "hosts.yml").write_text(json.dumps({"all": {"children": {"astreinte": {"children": groups}}}}))


def _host(name: str) -> dict[str, str]:
    way = {"ansible_connection": "local"} if name == "base-1" else {"ansible_host": ADDRESSES[name]}
    return {**way, "ansible_user": "root", "ansible_python_interpreter": "/usr/bin/python3"}


def variables(release: Path, wheels: Path) -> dict[str, Any]:
    """As `inventory.variables`, for several machines: nobody writes where the others are."""
    facts = inventory.variables(release, wheels)
    for name in ("astreinte_sip_ip", "astreinte_sip_port"):
        del facts[name]
    (trunk,) = facts["astreinte_trunks"]
    return {
        **facts,
        "astreinte_trunks": [{**trunk, "sources": [f"{OPERATOR}/32", "127.0.0.1/32"]}],
        "astreinte_admin_networks": ["10.77.0.0/24"],
        "vault_astreinte_database_password": PASSWORD,
        "vault_astreinte_second_factor_key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "ansible_ssh_private_key_file": SECRET,
        "ansible_ssh_common_args": "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
    }


def calls(several: Several, count: int) -> list[str]:
    """So many calls from the operator through the front: the name of the box that served each, or the refusal."""
    command = [*_phones(several), "calls", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [_name(told) for told in json.loads(done.stdout.splitlines()[-1])]


@contextmanager
def conversation(several: Several) -> Iterator[str]:
    """Caller and agent talk by the front and the box of that name; AssertionError if they no longer do after it."""
    command = [*_phones(several), "talks"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as call:
        assert call.stdout is not None  # it was asked for
        told = call.stdout.readline()
        assert told, "they never heard each other"
        yield _name(json.loads(told))
        after, _ = call.communicate(timeout=60)
        assert after == "true\n", after


def _phones(several: Several) -> list[str]:
    places = {"operator": OPERATOR, "front": ADDRESSES["front-1"], "at": several.control.init}
    places["boxes"] = [box.init for box in several.boxes if box.runs]
    return [sys.executable, str(PHONES), json.dumps(places)]


def _name(told: str) -> str:
    return {address: name for name, address in ADDRESSES.items()}.get(told, told)
