"""The command line: quick, and clear about what went wrong."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from appliance import cli
from appliance.failures import SPOKEN, imported, sentence_of

HEAVY = ("gevent", "peewee", "flask", "greenswitch", "numpy", "gtts", "holidays", "phonenumbers", "msgspec")


def astreinte(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *arguments], capture_output=True, text=True, timeout=20, check=False
    )


def test_help_names_every_command_in_french() -> None:
    helped = astreinte("--help")
    assert helped.returncode == 0
    assert all(f"  {name} " in helped.stdout for name in cli.COMMANDS)
    assert "Commandes :" in helped.stdout
    assert "Affiche cette aide." in helped.stdout


def test_help_starts_nothing_heavy() -> None:
    seen = "import sys; from appliance.cli import run; run(['--help']); print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, timeout=20, check=True)
    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert loaded.isdisjoint(HEAVY)


def test_help_comes_in_less_than_three_tenths_of_a_second_of_work() -> None:
    def cpu_seconds() -> float:
        before = os.times()
        astreinte("--help")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(cpu_seconds() for _ in range(3)) < 0.3


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_can_be_loaded_and_explains_itself(name: str) -> None:
    command = cli.LazyGroup("astreinte").get_command(click.Context(cli.astreinte), name)
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(), "a command says what it does"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense"], "astreinte : commande inconnue nonsense ; voir « astreinte --help »."),
        (["--nonsense"], "astreinte : option inconnue « --nonsense » ; voir « astreinte --help »."),
        (["lab"], "astreinte lab : il manque --sip-port ; voir « astreinte lab --help »."),
        (["lab", "--sip-port", "0"], "« 0 » n'est pas un port"),
        (["lab", "--sip-port", "5080", "--at", "demain"], "« demain » n'est pas un moment"),
        (["lab", "--sip-port", "5080", "--rtp-ports", "9-1"], "« 9-1 » n'est pas une plage de ports"),
        (["serve", "too", "much"], "astreinte serve : argument de trop : too much"),
        (["serve", "--config"], "l'option --config attend une valeur"),
    ],
)
def test_a_command_line_that_is_not_understood_gets_one_french_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert told.out == ""


@pytest.mark.parametrize("name", ["serve", "web"])
def test_a_missing_configuration_is_one_sentence_and_exit_code_1(name: str, tmp_path: Path) -> None:
    told = astreinte(name, "--config", str(tmp_path / "none.toml"))
    assert told.returncode == 1
    assert str(tmp_path / "none.toml") in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", SPOKEN)
def test_every_failure_of_ours_that_a_person_can_mend_is_told(name: str) -> None:
    kind = imported(name)
    assert issubclass(kind, Exception)
    if name.endswith(":CompanyFileErrors"):
        problem = import_module("appliance.store.company_file").Problem(3, 5, "Il manque « name ».")
        error: Exception = kind("company.yml", [problem])
        assert "Il manque « name »." in str(sentence_of(error))
    else:
        assert sentence_of(kind("Le fichier manque ; créez-le.")) == "Le fichier manque ; créez-le."


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "le disque est plein ; libérez de la place"),
        (errno.EADDRINUSE, "un port est déjà pris"),
        (errno.EACCES, "accès refusé"),
        (errno.EROFS, "accès refusé"),
        (errno.ENOENT, "introuvable"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_told_with_the_file(number: int, words: str) -> None:
    told = sentence_of(OSError(number, os.strerror(number), "/var/lib/astreinte/x"))
    assert told is not None
    assert told.startswith("/var/lib/astreinte/x : ")
    assert words in told


def test_a_defect_keeps_its_traceback() -> None:
    assert sentence_of(ZeroDivisionError("division by zero")) is None


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m appliance --help | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""
