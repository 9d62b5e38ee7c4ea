"""`astreinte coverage` and `astreinte swap`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance import cli
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.store.companies import LOCKSMITH

SAMPLE = Path(__file__).parents[2] / "appliance" / "sample" / "company.yml"
NIGHT = ("--from", "2026-12-01 18:00", "--to", "2026-12-02 09:00")
ASK = ("ask", "--team", "Dépannage", "--give", "Claire Durand", "--with", "petit", *NIGHT)


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run([*map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def coverage(capsys, *words: object) -> tuple[int, str, str]:
    return typed(capsys, "coverage", "--company", *words, "--from", "2026-11-24 08:00")


def test_a_line_that_is_covered_says_so(capsys) -> None:
    code, out, _ = coverage(capsys, SAMPLE, "--line", "personnel", "--to", "2026-12-24 08:00")
    assert code == 0
    assert out.splitlines()[0] == "Du mardi 24 novembre 2026 à 8 h au jeudi 24 décembre 2026 à 8 h (Europe/Paris)"
    assert out.splitlines()[-1] == "Quelqu'un est d'astreinte à tout moment."


def test_an_agent_on_two_lines_at_once_is_told(capsys) -> None:
    _, out, _ = coverage(capsys, SAMPLE)
    assert "Catherine Vidal est d'astreinte sur Dépannage ascenseurs et Ligne du personnel à la fois" in out


def test_an_agent_on_leave_who_is_on_the_planning_is_told(capsys) -> None:
    _, out, _ = typed(capsys, "coverage", "--company", SAMPLE, "--from", "2027-02-08 00:00", "--days", "14")
    assert "ligne Dépannage ascenseurs : Minh Nguyen y est, mais absent, lun. 08/02 de minuit à 8 h" in out


def test_a_gap_is_told_and_is_the_exit_code(capsys, tmp_path: Path) -> None:
    file = tmp_path / "company.yml"
    text = SAMPLE.read_text(encoding="utf-8").replace("- {agent: vidal, level: 2}", "- {agent: vidal, days: mon}")
    file.write_text(text.replace("agents: [lefevre, diallo], every", "days: mon, agents: [lefevre, diallo], every"))
    code, out, err = coverage(capsys, file, "--line", "personnel", "--days", "7")
    assert code == 1
    assert "TROU" in out and "personne n'est d'astreinte" in out
    assert err == "Il y a des moments sans personne d'astreinte.\n"
    code, out, _ = coverage(capsys, file, "--line", "personnel", "--days", "7", "--json")
    assert (code, json.loads(out)["covered"]) == (1, False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--days", "3", "--to", "2026-12-01 08:00"], "--to et --days disent la même chose"),
        (["--to", "2026-11-01 08:00"], "la fin (--to) doit être après le début"),
        (["--to", "demain"], "« demain » n'est pas un moment"),
    ],
)
def test_an_interval_that_is_none_gets_one_sentence(capsys, words: list[str], sentence: str) -> None:
    code, out, err = coverage(capsys, SAMPLE, *words)
    assert (code, out) == (2, "")
    assert sentence in err


@pytest.fixture
def state(tmp_path: Path) -> Path:
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, LOCKSMITH)
    close_database(database)
    return tmp_path


def swaps(state: Path):
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    company = load_company(database)
    close_database(database)
    return company.teams["depannage"].plan.swaps


def swap(capsys, state: Path, *words: object) -> tuple[int, str, str]:
    return typed(capsys, "swap", *words, "--state", state)


def test_a_swap_is_asked_shown_and_agreed_to(capsys, state: Path) -> None:
    assert swap(capsys, state, "list") == (0, "Aucun échange.\n", "")
    code, out, _ = swap(capsys, state, *ASK)
    assert code == 0
    assert out == (
        "1. Équipe Dépannage : échange proposé, Hugo Petit à la place de Claire Durand du mar. 01/12 à 18 h au "
        "mer. 02/12 à 9 h ; sans effet tant qu'il manque l'accord d'Hugo Petit.\n"
    )
    assert not swaps(state)[0].counts
    _, who, _ = typed(capsys, "who", "--state", state, "--at", "2026-12-01 20:00")
    assert "échange proposé, Hugo Petit à la place de Claire Durand" in who
    code, out, _ = swap(capsys, state, "agree", "1", "--as", "petit")
    assert (code, out.endswith("; accepté.\n")) == (0, True)
    assert swaps(state)[0].counts
    _, who, _ = typed(capsys, "who", "--state", state, "--at", "2026-12-01 20:00")
    assert "Hugo Petit, niveau 1 : remplace Claire Durand (échange du 01/12)" in who


def test_a_refused_swap_is_kept_and_changes_nothing(capsys, state: Path) -> None:
    swap(capsys, state, *ASK)
    assert swap(capsys, state, "refuse", "1", "--as", "petit")[1].endswith("refusé par Hugo Petit.\n")
    assert not swaps(state)[0].counts
    assert swap(capsys, state, "agree", "1", "--as", "petit")[0] == 2
    assert swap(capsys, state, *ASK)[0] == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["agree", "7", "--as", "petit"], "il n'y a pas d'échange 7"),
        (["agree", "1", "--as", "martin"], "cet échange n'est pas celui de Julie Martin"),
        (["agree", "1", "--as", "leroy"], "l'intervenant « leroy » n'existe pas"),
        (["ask", "--team", "rien", "--give", "durand", "--with", "petit", *NIGHT], "l'équipe « rien » n'existe pas"),
        (["ask", "--team", "depannage", "--give", "petit", "--with", "durand", *NIGHT], "tourne en rond"),
        (["ask", "--team", "depannage", "--give", "durand", "--with", "martin", *NIGHT], "propose déjà ces heures"),
        (["ask", "--team", "depannage", "--give", "durand", "--with", "durand", *NIGHT], "va d'un intervenant à un"),
        ([*ASK, "--back-from", "2026-12-08 18:00"], "--back-from et --back-to vont ensemble"),
    ],
)
def test_a_swap_that_cannot_be_is_refused_and_nothing_is_written(capsys, state: Path, words, sentence: str) -> None:
    swap(capsys, state, *ASK)
    before = swaps(state)
    code, out, err = swap(capsys, state, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert swaps(state) == before
