"""What cannot be used is refused: one clear sentence, exit code not 0, nothing half-written, no traceback."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.lab.ports import PortBlock
from appliance.store.boxes.register import BoxIdentity, hold_name
from appliance.store.database import opened

COMPANY = Path(__file__).parents[1] / "data" / "company-example.yml"
CONFIG = """
state = "{state}"
[switch]
esl_secret = "0123456789abcdef"
esl_port = {esl}
socket_ports = [{first}, {second}]
[web]
port = {web}
[[trunks]]
name = "operator"
proxy = "127.0.0.1:5999"
"""


class Machine:
    """A machine with its configuration, and the command typed on it."""

    def __init__(self, folder: Path, first_port: int) -> None:
        self.folder, self.state, self.port = folder, folder / "state", first_port
        self.config = folder / "appliance.toml"
        self.lives_in(self.state)

    def lives_in(self, state: Path) -> None:
        self.state, port = state, self.port
        text = CONFIG.format(state=state, esl=port, first=port + 1, second=port + 2, web=port + 3)
        self.config.write_text(text, encoding="utf-8")

    @property
    def database(self) -> Path:
        return self.state / "astreinte.db"

    def refuses(self, *words: str) -> str:
        """What the command says when it ends, which it must do by itself, badly."""
        command = [sys.executable, "-m", "appliance", *words, "--config", str(self.config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 1, (done.returncode, done.stderr)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr

    def says_one_sentence(self, *words: str) -> str:
        told = self.refuses(*words)
        assert len(told.splitlines()) == 1, told
        return told

    def imports(self) -> None:
        command = [sys.executable, "-m", "appliance", "import", str(COMPANY), "--config", str(self.config)]
        subprocess.run(command, capture_output=True, timeout=30, check=True)

    def has(self, state: Path) -> None:
        """What another machine has imported, as it is on the disk."""
        shutil.copytree(state, self.state, dirs_exist_ok=True)

    def exported(self) -> str:
        command = [sys.executable, "-m", "appliance", "export", "--config", str(self.config)]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a machine that has imported the company, made once by the command itself."""
    block = PortBlock(4)
    machine = Machine(tmp_path_factory.mktemp("imported"), block.first)
    machine.imports()
    block.close()
    return machine.state


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    block = PortBlock(4)
    yield Machine(tmp_path, block.first)
    block.close()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Le fichier est vide"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: [1, 2\nb: }", "YAML illisible"),
        (b"company: {name: x}\n\tagents: []\n", "tabulation"),
        (b"- a\n- b\n", "Attendu ici"),
    ],
)
def test_a_file_that_is_no_company_is_refused_with_its_place(machine: Machine, content: bytes, words: str) -> None:
    file = machine.folder / "company.yml"
    file.write_bytes(content)
    told = machine.says_one_sentence("import", str(file))
    assert told.startswith(f"{file}:")
    assert words in told
    assert not machine.state.exists()


def test_every_error_of_a_file_is_told_with_its_line_and_nothing_is_half_imported(
    machine: Machine, imported: Path
) -> None:
    machine.has(imported)
    before = machine.exported()
    bad = machine.folder / "bad.yml"
    text = COMPANY.read_text(encoding="utf-8").replace("Serrurerie Martin", "Autre")
    for good, wrong in (("durand, petit", "durand, nobody"), ("Europe/Paris", "Europe/Lutece"), ("18:00", "25:00")):
        text = text.replace(good, wrong)
    bad.write_text(text, encoding="utf-8")
    told = machine.refuses("import", str(bad))
    for wrong in ("nobody", "Europe/Lutece", "25:00"):
        assert wrong in told
    assert all(line.startswith(f"{bad}:") for line in told.splitlines()), told
    assert machine.exported() == before


EVERY_COMMAND = pytest.mark.parametrize(
    "words", [("serve",), ("web",), ("calls",), ("export",), ("import", str(COMPANY))]
)


@EVERY_COMMAND
def test_a_database_of_a_newer_version_is_left_as_it_is(
    machine: Machine, imported: Path, words: tuple[str, ...]
) -> None:
    machine.has(imported)
    with sqlite3.connect(machine.database) as newer:
        newer.execute("UPDATE schema_version SET version = 9999")
    newer.close()
    before = machine.database.read_bytes()
    told = machine.says_one_sentence(*words)
    assert "version plus récente" in told
    assert "mettez à jour astreinte" in told
    assert machine.database.read_bytes() == before


@EVERY_COMMAND
def test_a_database_that_is_none_any_more_is_told(machine: Machine, imported: Path, words: tuple[str, ...]) -> None:
    machine.has(imported)
    machine.database.write_bytes(b"not a database at all" * 400)
    told = machine.says_one_sentence(*words)
    assert str(machine.database) in told
    assert "remettez en place la dernière sauvegarde" in told
    assert machine.database.read_bytes() == b"not a database at all" * 400


def test_both_ports_of_the_controller_in_use(machine: Machine, imported: Path) -> None:
    machine.has(imported)
    with socket.create_server(("127.0.0.1", machine.port + 1)), socket.create_server(("127.0.0.1", machine.port + 2)):
        told = machine.refuses("serve").splitlines()[-1]
    assert str(machine.port + 1) in told
    assert str(machine.port + 2) in told
    assert "socket_ports" in told


def test_another_machine_of_its_name_lives(machine: Machine, imported: Path) -> None:
    machine.has(imported)
    other = BoxIdentity(socket.gethostname(), "another machine", "its start", "1.0")
    with opened(f"sqlite:///{machine.database}") as database:
        assert hold_name(database, other)
    told = machine.refuses("serve").splitlines()[-1]
    assert f"porte déjà le nom « {socket.gethostname()} » et donne signe de vie" in told
    assert 'box = "…"' in told


def test_the_port_of_the_page_in_use(machine: Machine, imported: Path) -> None:
    machine.has(imported)
    with socket.create_server(("127.0.0.1", machine.port + 3)):
        told = machine.refuses("web").splitlines()[-1]
    assert str(machine.port + 3) in told
    assert "port" in told


@pytest.mark.parametrize(("option", "before"), [("--esl-port", 0), ("--web-port", 0), ("--socket-port", 1)])
def test_a_port_of_a_lab_in_use_is_named_with_its_option(machine: Machine, option: str, before: int) -> None:
    """The controller of a lab listens on the port given or on the next: both must be free."""
    taken = machine.port + 1
    words = ["--sip-port", str(machine.port), "--carrier", "127.0.0.1:5999", "--company", str(COMPANY)]
    words += ["--state", str(machine.state)]
    with socket.create_server(("127.0.0.1", taken)):
        done = subprocess.run(
            [sys.executable, "-m", "appliance", "lab", *words, option, str(taken - before)],
            capture_output=True, text=True, timeout=30, check=False, env={**os.environ, "FREESWITCH": "/bin/true"},
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Le port {taken} est déjà pris ; arrêtez le programme qui l'occupe ou changez {option}.\n"


def test_a_controller_that_waits_for_freeswitch_ends_when_asked(machine: Machine, imported: Path) -> None:
    machine.has(imported)
    command = [sys.executable, "-m", "appliance", "serve", "--config", str(machine.config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr is not None
        while "ne répond pas sur le port" not in (said := serving.stderr.readline()):
            assert said, "the controller ended by itself"
        serving.terminate()
        try:
            assert serving.wait(10) == 0
        finally:
            serving.kill()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that even its owner cannot write in."""
    folder = tmp_path / "read_only"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    mount(folder, "ro")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("il faut être root pour monter un petit disque")
    mount(folder, "size=2m")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def mount(folder: Path, options: str) -> None:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"un petit disque ne peut pas être monté ici : {done.stderr.decode().strip()}")


def fill(disk: Path) -> None:
    """Leave nothing free."""
    with (disk / "filling").open("wb", buffering=0) as filling:
        try:
            while True:
                filling.write(bytes(4096))
        except OSError:
            return


@pytest.mark.parametrize("words", [("serve",), ("import", str(COMPANY))])
def test_a_state_folder_that_cannot_be_written(machine: Machine, read_only: Path, words: tuple[str, ...]) -> None:
    machine.lives_in(read_only / "state")
    told = machine.says_one_sentence(*words)
    assert str(read_only) in told
    assert "vérifiez les droits" in told


def test_a_company_that_finds_the_disk_full_changes_nothing(machine: Machine, imported: Path, small_disk: Path) -> None:
    machine.lives_in(small_disk)
    machine.has(imported)
    before = machine.exported()
    longer = machine.folder / "longer.yml"
    text = COMPANY.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "id: petit" in line)
    more = [line.replace("petit", f"petit{n}").replace("Hugo Petit", f"Hugo {'Petit' * 9} {n}") for n in range(400)]
    longer.write_text(text.replace(line, "\n".join([line, *more])), encoding="utf-8")
    fill(small_disk)
    told = machine.says_one_sentence("import", str(longer))
    assert "plein" in told
    assert "libérez de la place" in told
    (small_disk / "filling").unlink()
    assert machine.exported() == before


def test_a_configuration_that_is_not_toml(machine: Machine) -> None:
    machine.config.write_text("state = \n", encoding="utf-8")
    assert str(machine.config) in machine.says_one_sentence("serve")


def test_a_company_file_that_is_a_folder(machine: Machine) -> None:
    told = machine.says_one_sentence("import", str(machine.folder))
    assert "dossier" in told


def test_no_voice_for_the_letters_of_an_announcement(machine: Machine) -> None:
    """A company is refused before a caller meets a sentence that nobody can say."""
    file = Path(shutil.copy(COMPANY, machine.folder / "company.yml"))
    text = file.read_text(encoding="utf-8")
    assert "bonjour" in text
    file.write_text(text.replace("bonjour", "你好", 1), encoding="utf-8")
    told = machine.says_one_sentence("import", str(file))
    assert "你" in told
