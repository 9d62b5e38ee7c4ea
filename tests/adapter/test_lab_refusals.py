"""`astreinte lab` refused: one clear sentence, an exit code that is not 0, and nothing left running or half-written."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.lab.errors import LabError
from appliance.lab.front import find_kamailio
from appliance.lab.ports import PortBlock

COMPANY = Path(__file__).parents[1] / "data" / "company-example.yml"
PROGRAM = "/bin/true"  # stands for FreeSWITCH where the lab must not get as far as starting it


@pytest.fixture
def sip_port() -> Iterator[int]:
    block = PortBlock(1)
    yield block.first
    block.close()


def lab(
    state: Path, sip_port: int, *options: str, company: Path = COMPANY, freeswitch: str = PROGRAM
) -> tuple[int, str]:
    """Run a lab to its end; exit code and what it said on stderr. It must say nothing on stdout."""
    required = (
        "--sip-port",
        str(sip_port),
        "--carrier",
        "127.0.0.1:5999",
        "--company",
        str(company),
        "--state",
        str(state),
    )
    done = subprocess.run(
        [sys.executable, "-m", "appliance", "lab", *required, *options],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "FREESWITCH": freeswitch},
    )  # fmt: skip
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_freeswitch_not_found(tmp_path: Path, sip_port: int) -> None:
    code, told = lab(tmp_path / "state", sip_port, freeswitch=str(tmp_path / "none"))
    assert code == 1
    assert "FreeSWITCH est introuvable" in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "state").exists()


def test_a_port_in_use_is_named_with_its_option(tmp_path: Path, sip_port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", sip_port))
        code, told = lab(tmp_path / "state", sip_port)
    assert code == 1
    assert told == f"Le port {sip_port} est déjà pris ; arrêtez le programme qui l'occupe ou changez --sip-port.\n"
    assert not (tmp_path / "state" / "astreinte.db").exists()


def test_an_unusable_company_file_is_told_with_its_lines_and_nothing_is_written(tmp_path: Path, sip_port: int) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text(COMPANY.read_text(encoding="utf-8").replace("[durand, petit]", "[durand, nobody]"), encoding="utf-8")
    code, told = lab(tmp_path / "state", sip_port, company=bad)
    assert code == 1
    assert str(bad) in told
    assert "nobody" in told
    assert not (tmp_path / "state").exists()


def test_a_company_file_that_is_not_there_is_told(tmp_path: Path, sip_port: int) -> None:
    code, told = lab(tmp_path / "state", sip_port, company=tmp_path / "none.yml")
    assert (code, told) == (1, f"{tmp_path / 'none.yml'} : fichier ou dossier introuvable ; vérifiez le chemin.\n")


def test_a_state_that_cannot_be_written(tmp_path: Path, sip_port: int) -> None:
    (tmp_path / "file").write_text("")
    code, told = lab(tmp_path / "file" / "state", sip_port)
    assert code == 1
    assert "écriture impossible" in told


def test_a_database_of_a_newer_version_is_left_as_it_is(tmp_path: Path, sip_port: int) -> None:
    state = tmp_path / "state"
    state.mkdir()
    with sqlite3.connect(state / "astreinte.db") as newer:
        newer.execute("PRAGMA journal_mode = WAL")
        newer.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)")
        newer.execute("INSERT INTO schema_version VALUES (9999)")
    newer.close()
    before = (state / "astreinte.db").read_bytes()
    code, told = lab(state, sip_port)
    assert code == 1
    assert len(told.splitlines()) == 1
    assert "version" in told
    assert (state / "astreinte.db").read_bytes() == before


def test_rtp_ports_too_few_for_the_callers(tmp_path: Path, sip_port: int) -> None:
    code, told = lab(tmp_path / "state", sip_port, "--rtp-ports", "19000-19019")
    assert code == 1
    assert "rtp_ports est trop étroit" in told


def test_asked_to_stop_while_it_prepares_it_leaves_quietly(tmp_path: Path, sip_port: int) -> None:
    options = ("--sip-port", str(sip_port), "--carrier", "127.0.0.1:5999", "--state", str(tmp_path / "state"))
    gate = tmp_path / "company.yml"
    os.mkfifo(gate)  # opening it for reading waits for us: the lab is held where it reads the company
    process = subprocess.Popen(
        [sys.executable, "-m", "appliance", "lab", *options, "--company", str(gate)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "FREESWITCH": PROGRAM},
    )  # fmt: skip
    with gate.open("w"):  # both ends are open: the lab has reached its company file
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


POSTGRES = ("--boxes", "2", "--database", "postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--boxes", "2"), "--boxes 2 : plusieurs boîtes partagent une base PostgreSQL, vide ; donnez son adresse"),
        (("--boxes", "2", "--database", "sqlite:////tmp/one.db"), "plusieurs boîtes partagent une base PostgreSQL"),
        ((*POSTGRES, "--name", "salle-1"), "--name est d'une seule boîte ; avec --boxes, retirez cette option."),
        ((*POSTGRES, "--web-port", "8080"), "--web-port est d'une seule boîte"),
        ((*POSTGRES, "--carrier", "127.0.0.9:5090"), "c'est l'adresse du frontal"),
    ],
)
def test_several_boxes_want_a_database_to_share_and_nothing_that_is_of_one(
    tmp_path: Path, sip_port: int, options: tuple[str, ...], said: str
) -> None:
    code, told = lab(tmp_path / "state", sip_port, *options)
    assert code == 1
    assert said in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "state").exists()


def test_several_boxes_want_kamailio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("appliance.lab.front.ELSEWHERE", "/nowhere/kamailio")
    with pytest.raises(LabError, match=r"^Kamailio est introuvable : installez-le \(apt install kamailio\)"):
        find_kamailio()
