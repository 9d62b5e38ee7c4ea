"""A bare Debian with a real systemd, in a tree of its own (systemd-nspawn), that Ansible makes a box of.

Its network is its own too, and is empty: what the firewall says there concerns nobody else. Ansible is that of the
tree's Debian, and runs inside (`-c local`); the checkout, the release and FreeSWITCH are bound in.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FREESWITCH = Path("/opt/freeswitch")
HERE = Path(__file__).parent
TELEPHONE = HERE / "telephone.py"
BOOT_SECONDS = 60
COUNT = itertools.count()  # of the boxes of this process


@dataclass(frozen=True)
class Run:
    """How a command inside the box ended."""

    code: int
    out: str

    def recap(self) -> dict[str, int]:
        """Ansible's counts: ok, changed, failed..."""
        counts = re.findall(r"(ok|changed|unreachable|failed|skipped|rescued)=(\d+)", self.out)
        return {name: sum(int(number) for each, number in counts if each == name) for name, _ in counts}


class Box:
    """A running container. `shared`: folders of this machine, seen there under the same path, read only.

    `zone`: the network that it is on with others of the same word, its interface down; empty: alone.
    """

    def __init__(
        self, tree: Path, work: Path, shared: Sequence[Path], name: str = "astreinte-1", zone: str = ""
    ) -> None:
        self.work, self.root, self.name = work, work / "root", name
        self.releases = self.packages = work
        for part in ("upper", "overlay", "root"):
            (work / part).mkdir(parents=True)
        layers = f"lowerdir={tree},upperdir={work / 'upper'},workdir={work / 'overlay'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, self.root], check=True)
        self.write("/etc/hostname", f"{name}\n", 0o644)
        (self.root / "etc/localtime").unlink(missing_ok=True)
        (self.root / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Paris")
        (self.root / "var/lib/apt/lists").touch()  # fresh, for apt: there is nowhere to ask for newer ones
        binds = [f"--bind-ro={folder}" for folder in shared]
        network = f"--network-zone={zone}" if zone else "--private-network"
        self.cgroups = [place / f"astreinte-{os.getpid()}-{next(COUNT)}" for place in own_cgroups()]
        enter = "".join(f"mkdir -p {place} && echo $$ >{place}/cgroup.procs && " for place in self.cgroups)
        self.console = (work / "console").open("wb")
        self._nspawn = subprocess.Popen(
            [
                *("sh", "-c", f'{enter}exec "$@"', "sh"),
                *("systemd-nspawn", "--register=no", "--keep-unit", network, "--boot", "--quiet"),
                *(f"--directory={self.root}", f"--hostname={name}", f"--machine={name}"),
                *("--resolv-conf=off", "--timezone=off", *binds),
            ],
            stdin=subprocess.DEVNULL,
            stdout=self.console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.init = self._wait_for_boot()

    def _wait_for_boot(self) -> int:
        """The process id, here, of its first process, once systemd says that it has started."""
        for _ in range(BOOT_SECONDS):
            with suppress(subprocess.CalledProcessError, ValueError, subprocess.TimeoutExpired):
                found = subprocess.run(
                    ["pgrep", "-P", str(self._nspawn.pid)], capture_output=True, text=True, check=True
                )
                self.init = int(found.stdout.split()[0])
                told = self.run("systemctl", "is-system-running", "--wait", seconds=BOOT_SECONDS).out.strip()
                if told in ("running", "degraded"):
                    return self.init
            threading.Event().wait(1)
        raise RuntimeError(f"the box did not boot: {(self.work / 'console').read_text(errors='replace')[-800:]}")

    def run(self, *command: str, seconds: float = 60, environment: Mapping[str, str] | None = None) -> Run:
        """Run a command inside, and wait for it."""
        inside = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "HOME": "/root",
        }
        done = subprocess.run(
            ["nsenter", "--target", str(self.init), "--all", "--", *command],
            env={**inside, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
        return Run(done.returncode, done.stdout)

    @contextmanager
    def conversation(self) -> Iterator[None]:
        """Caller and agent talk through the box while the block runs; AssertionError if they no longer do after it."""
        command = ["nsenter", "--target", str(self.init), "--net", "--", sys.executable, str(TELEPHONE)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as call:
            assert call.stdout is not None  # it was asked for
            assert call.stdout.readline() == '{"joined": true}\n'
            yield
            told, _ = call.communicate(timeout=60)
            assert told == '{"still": true}\n', told

    def on_its_network(self, program: str, *words: str) -> Any:
        """Run one of the programs of this folder where only the box is heard; the JSON that it prints last."""
        command = ["nsenter", "--target", str(self.init), "--net", "--", sys.executable, str(HERE / program), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def play(self, playbook: str, *arguments: str, seconds: float = 600, tree: Path = ROOT, **facts: Any) -> Run:
        """Run one of our playbooks inside, on the box itself; of another release, `tree`, among what is shared."""
        ansible = tree / "deploy" / "ansible"
        (self.root / "srv" / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        return self.run(
            *("ansible-playbook", "-i", "/srv/inventory/hosts.yml", "-e", "@/srv/facts.json"),
            *(*arguments, str(ansible / playbook)),
            seconds=seconds,
            environment={
                "ANSIBLE_CONFIG": str(ansible / "ansible.cfg"),
                "ANSIBLE_NOCOLOR": "1",
                "ANSIBLE_LOCAL_TEMP": "/srv/.ansible",
            },
        )

    def write(self, path: str, text: str, mode: int = 0o600) -> None:
        """Write a file inside."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        target.chmod(mode)

    def lend_freeswitch(self) -> None:
        """Its own libraries are found, and those that it was built with outside Debian's are copied inside."""
        modules = (FREESWITCH / "lib" / "freeswitch" / "mod").glob("*.so")
        told = subprocess.run(["ldd", *modules], capture_output=True, text=True, check=True).stdout
        for path in sorted(set(re.findall(r"=> (/usr/local/lib/\S+)", told))):
            shutil.copy(path, self.root / path.lstrip("/"))
        self.write("/etc/ld.so.conf.d/freeswitch.conf", f"{FREESWITCH / 'lib'}\n", 0o644)
        self.run("ldconfig")

    @property
    def runs(self) -> bool:
        return Path(f"/proc/{self.init}").exists()

    def loses_its_power(self) -> None:
        """Nothing of it runs any more, and nobody was told."""
        with suppress(ProcessLookupError):
            os.kill(self.init, signal.SIGKILL)
        self._nspawn.wait(30)

    def stop(self) -> None:
        """Pull the plug, and forget what it wrote."""
        self.loses_its_power()
        self.console.close()
        for place in self.cgroups:
            for folder, _, _ in os.walk(place, topdown=False):
                with suppress(OSError):  # one that still ends
                    os.rmdir(folder)
        subprocess.run(["umount", "--lazy", self.root], check=True)
        shutil.rmtree(self.work, ignore_errors=True)


def own_cgroups() -> list[Path]:
    """Where this process is, for systemd: two boxes in one place would take each other's services for their own."""
    found = []
    for line in Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines():
        number, kind, path = line.split(":", 2)
        if number == "0":
            unified = Path("/sys/fs/cgroup/unified")
            found.append((unified if unified.exists() else unified.parent) / path.lstrip("/"))
        elif kind == "name=systemd":
            found.append(Path("/sys/fs/cgroup/systemd") / path.lstrip("/"))
    return found
