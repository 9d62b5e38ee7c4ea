"""`astreinte check`, as typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from appliance import cli
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import save_company

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "appliance" / "sample" / "company.yml"
EXAMPLE = ROOT / "tests" / "data" / "company-example.yml"
CONFIG = """
state = "{state}"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
"""


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.run(["check", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_sound_company_is_in_order(capsys) -> None:
    code, out, err = typed(capsys, "--company", SAMPLE)
    assert (code, err) == (0, "")
    clients, staff, verdict = out.splitlines()
    assert re.fullmatch(
        r"Ligne Dépannage ascenseurs : un humain au plus tôt en (\d+) s pour qui connaît le chemin, (\d+) s pour qui "
        r"écoute tout, touches 2 ; objectif 60 s\.",
        clients,
    )
    assert staff.startswith("Ligne du personnel : un humain au plus tôt en ")
    assert verdict == "Tout est en ordre pour les 14 prochains jours."


def test_a_line_whose_sentences_leave_no_time_for_its_target_is_told_so(capsys, tmp_path: Path) -> None:
    file = tmp_path / "company.yml"
    text = SAMPLE.read_text(encoding="utf-8")
    file.write_text(text.replace("    max_wait: 120", "    max_wait: 120\n    target_wait: 20"), encoding="utf-8")
    code, out, _ = typed(capsys, "--company", file)
    assert code == 0
    assert "Ligne Dépannage ascenseurs : qui écoute tout attend un humain au moins " in out
    assert "pour un objectif de 20 s ; abrégez l'accueil et le menu." in out
    assert "; objectif 20 s." in out


def test_a_warning_is_told_and_fails_nothing(capsys) -> None:
    code, out, err = typed(capsys, "--company", EXAMPLE, "--days", 21)
    assert (code, err) == (0, "")
    first, _, last = out.splitlines()
    place = f"{EXAMPLE}:62:5: "  # the planning of the team
    assert first.startswith(f"À VOIR  {place}Ligne Urgence serrurerie, équipe Dépannage : personne au niveau 1")
    assert last == "Aucune erreur, 1 avertissement, pour les 21 prochains jours."


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """A company whose wait ends before the first ring does."""
    file = tmp_path / "company.yml"
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace("max_wait: 90", "max_wait: 10"), encoding="utf-8")
    return file


def test_an_error_gives_exit_code_1(capsys, short: Path) -> None:
    code, out, err = typed(capsys, "--company", short)
    assert code == 1
    number = short.read_text(encoding="utf-8").split("max_wait: 10\n")[0].count("\n") + 1
    place = f"{short}:{number}:5: "
    assert out.startswith(f"ERREUR  {place}Ligne du personnel, équipe Encadrement : l'attente s'arrête à 10 s")
    assert err == "1 erreur : des appels pourraient être perdus.\n"


def test_the_same_in_json(capsys, short: Path) -> None:
    code, out, _ = typed(capsys, "--company", short, "--json")
    (finding,) = json.loads(out)
    assert (code, finding["severity"], finding["code"]) == (1, "error", "max_wait_too_short")
    assert finding["place"].startswith(f"{short}:")


def test_a_file_that_cannot_be_read_tells_its_own_errors(capsys, tmp_path: Path) -> None:
    file = tmp_path / "company.yml"
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace("call: encadrement", "call: nobody"), encoding="utf-8")
    code, out, err = typed(capsys, "--company", file)
    assert (code, out) == (1, "")
    assert "company.yml:" in err


def test_a_machine_whose_sentences_are_missing_is_told_how_to_build_them(capsys, tmp_path: Path) -> None:
    config = tmp_path / "appliance.toml"
    config.write_text(CONFIG.format(state=tmp_path / "state"))
    database = open_database(f"sqlite:///{tmp_path / 'state' / 'astreinte.db'}")
    save_company(database, load_company_file(SAMPLE))
    close_database(database)
    code, out, _ = typed(capsys, "--config", config)
    assert code == 1
    assert out.startswith("ERREUR  Phrases : la voix ne l'a pas encore dite (« ")
    assert "lancez « astreinte prompts build »" in out


@pytest.mark.parametrize("days", ["0", "x", "401"])
def test_days_that_cannot_be_looked_at_are_refused(capsys, days: str) -> None:
    code, _, err = typed(capsys, "--company", SAMPLE, "--days", days)
    assert code == 2
    assert "écrivez un nombre de 1 à 400" in err
