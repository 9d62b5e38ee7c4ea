"""The box watched from outside: its ping comes and stops, a mail tells of a fall and of the return, a backup leaves.

Last of these tests, in the order of their names: it gives the box another inventory.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.box import Box, Run
from tests.deploy.outside import MAIL_PORT, PING_PORT
from tests.deploy.test_box import answers, until

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]
OUTSIDE = Path(__file__).with_name("outside.py")


class Outside:
    """The mail server and the dead man's switch, and what they heard."""

    def __init__(self, box: Box) -> None:
        command = ["nsenter", "--target", str(box.init), "--net", "--", sys.executable, str(OUTSIDE)]
        self._program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._heard: queue.Queue[dict[str, str]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.next("ready", 10)

    def _read(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._heard.put(json.loads(line))

    def next(self, kind: str, within: float) -> str:
        """The next mail or ping, others let go; queue.Empty when there is none."""
        while True:
            heard = self._heard.get(timeout=within)
            if kind in heard:
                return heard[kind]

    def stop(self) -> None:
        self._program.kill()
        self._program.wait(10)
        self._reader.join(10)
        if self._program.stdout is not None:
            self._program.stdout.close()


class Vault:
    """Another machine that takes backups by SSH: this one's sshd, with keys and a folder of its own."""

    def __init__(self, box: Box, folder: Path) -> None:
        self.folder = folder / "coffre"
        self.folder.mkdir()
        for name in ("host", "client"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        shutil.copy(folder / "client.pub", folder / "authorized")
        (folder / "sshd_config").write_text(
            f"Port 22\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
            "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nPidFile none\n",
            encoding="utf-8",
        )
        Path("/run/sshd").mkdir(exist_ok=True)
        sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin") or "sshd"
        command = ["nsenter", "--target", str(box.init), "--net", "--", sshd, "-D", "-f", str(folder / "sshd_config")]
        self._program = subprocess.Popen(command)
        self.key = (folder / "client").read_text(encoding="utf-8")
        self.host_key = f"127.0.0.1 {(folder / 'host.pub').read_text(encoding='utf-8').strip()}"

    def stop(self) -> None:
        self._program.kill()
        self._program.wait(10)


@pytest.fixture(scope="module")
def outside(box: Box) -> Iterator[Outside]:
    found = Outside(box)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def box(converged: object) -> Box:
    return converged.box  # type: ignore[attr-defined,no-any-return]


@pytest.fixture(scope="module")
def vault(box: Box, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    for program in ("sshd", "rsync"):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            pytest.skip(f"{program} manque ici : sudo apt install openssh-server rsync")
    found = Vault(box, tmp_path_factory.mktemp("vault"))
    yield found
    found.stop()


@pytest.fixture(scope="module")
def watched(box: Box, outside: Outside, vault: Vault) -> Run:
    """How site.yml ended with all three set. What needs them skips where a program of theirs is missing."""
    return box.play(
        "site.yml",
        astreinte_mail={"host": "127.0.0.1", "port": MAIL_PORT, "tls": "none", "sender": "boite@serrurerie.example"},
        astreinte_alert_mail="it@serrurerie.example",
        astreinte_heartbeat_url=f"http://127.0.0.1:{PING_PORT}/boite-1",
        astreinte_backup_remote=f"root@127.0.0.1:{vault.folder}",
        astreinte_backup_remote_host_key=vault.host_key,
        vault_astreinte_backup_ssh_key=vault.key,
        astreinte_backup_key=public_key(box),
    )


def test_a_mail_a_ping_and_a_copy_off_the_box_are_set_by_the_inventory(watched: Run, vault: Vault) -> None:
    assert watched.code == 0, watched.out[-4000:]
    assert vault.key.splitlines()[1] not in watched.out


@pytest.mark.usefixtures("watched")
def test_the_ping_comes_each_minute_while_the_line_answers(outside: Outside) -> None:
    assert outside.next("ping", 90) == "/boite-1"
    assert outside.next("ping", 90) == "/boite-1"


@pytest.mark.usefixtures("watched")
def test_a_fall_is_told_by_one_mail_and_silence_and_the_return_by_another(box: Box, outside: Outside) -> None:
    box.run("systemctl", "mask", "--runtime", "--now", "freeswitch.service", seconds=90)
    try:
        assert "la ligne a un problème" in outside.next("mail", 150)
    finally:
        box.run("systemctl", "unmask", "--runtime", "freeswitch.service")
        box.run("systemctl", "start", "freeswitch.service", seconds=90)
    assert "la ligne répond de nouveau" in outside.next("mail", 150)
    assert outside.next("ping", 90) == "/boite-1"
    until(lambda: answers(box), 20, "the line answers")


@pytest.mark.usefixtures("watched")
def test_a_backup_leaves_the_box_enciphered(box: Box, vault: Vault) -> None:
    done = box.run("systemctl", "start", "astreinte-backup.service", seconds=120)
    assert done.code == 0, box.run("journalctl", "-u", "astreinte-backup", "-n", "30").out
    (copy,) = vault.folder.glob("astreinte-*.tar.gz.age")
    assert copy.read_bytes().startswith(b"age-encryption.org/v1")


def test_a_box_that_is_told_to_ring_a_telephone_does(box: Box) -> None:
    """Nobody is at the operator's end: the play says so, and fails."""
    told = box.play("site.yml", "--tags", "verify", astreinte_verify_ring="06 55 66 77 88")
    assert told.code != 0
    assert "06 55 66 77 88" in told.out
    assert "injoignable" in told.out


def public_key(box: Box) -> str:
    """A new age key of the company's: its public half."""
    box.run("sh", "-c", "rm -f /srv/coffre.txt; age-keygen -o /srv/coffre.txt")
    told = box.run("age-keygen", "-y", "/srv/coffre.txt").out.strip()
    assert told.startswith("age1"), told
    return told
