"""`astreinte import`, `export` and `calls`, as typed."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.calls.timeline import length_text
from appliance.commands import calls, company
from appliance.config import ConfigError
from appliance.store.codes import with_kept_codes
from appliance.store.company_file import CompanyFileErrors, load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.settings.snapshot import load_company, save_company
from appliance.whole_file import write_whole
from tests.unit.store.companies import LOCKSMITH

CONFIG = """
state = "{state}"
trunks = [{{name = "operator", proxy = "127.0.0.1"}}]
[switch]
esl_secret = "0123456789abcdef"
"""
EXAMPLE = Path(__file__).parents[2] / "data" / "company-example.yml"
START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(CONFIG.format(state=tmp_path / "state"))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path / "company.yml"))


def typed(command, *words: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(command, [str(word) for word in words])


def stored(config: Path):
    database = open_database(f"sqlite:///{config.parent / 'state' / 'astreinte.db'}")
    try:
        return load_company(database)
    finally:
        close_database(database)


def test_an_imported_company_is_in_the_database_and_told_in_numbers(config: Path, file: Path) -> None:
    result = typed(company.import_command, file, "--config", config)
    assert result.exit_code == 0, result
    assert "Serrurerie Martin : 3 intervenants, 1 équipe, 1 ligne, 1 menu." in result.stdout
    kept = stored(config)
    assert kept == with_kept_codes(kept, load_company_file(file))


def test_the_first_import_makes_the_database_that_the_machine_file_names(config: Path, file: Path) -> None:
    elsewhere = config.parent / "db" / "company.db"
    config.write_text(f'database = "sqlite:///{elsewhere}"\n' + config.read_text())
    result = typed(company.import_command, file, "--config", config)
    assert result.exit_code == 0, result
    assert elsewhere.exists()


def test_a_file_with_errors_changes_nothing(config: Path, file: Path) -> None:
    typed(company.import_command, file, "--config", config)
    before = stored(config)
    bad = file.with_name("bad.yml")
    bad.write_text(file.read_text().replace("Serrurerie Martin", "Autre").replace("Europe/Paris", "Europe/Lutèce"))
    result = typed(company.import_command, bad, "--config", config)
    assert isinstance(result.exception, CompanyFileErrors)
    assert stored(config) == before


def test_a_missing_configuration_is_told(file: Path, tmp_path: Path) -> None:
    result = typed(company.import_command, file, "--config", tmp_path / "none.toml")
    assert isinstance(result.exception, ConfigError)


def test_what_is_exported_is_imported_as_the_same_company(config: Path, file: Path, tmp_path: Path) -> None:
    typed(company.import_command, file, "--config", config)
    out = tmp_path / "out.yml"
    result = typed(company.export_command, "--config", config, "-o", out)
    assert result.exit_code == 0, result
    kept = stored(config)
    assert with_kept_codes(kept, load_company_file(out)) == kept
    assert out.stat().st_mode & 0o077 == 0
    assert typed(company.export_command, "--config", config).stdout == out.read_text(encoding="utf-8")


def test_an_export_that_cannot_be_written_leaves_no_draft(config: Path, file: Path, tmp_path: Path) -> None:
    typed(company.import_command, file, "--config", config)
    folder = tmp_path / "folder"
    (folder / "out.yml").mkdir(parents=True)
    with pytest.raises(OSError):
        write_whole(folder / "out.yml", "text")
    assert [path.name for path in folder.iterdir()] == ["out.yml"]


def test_there_is_nothing_to_export_before_an_import(config: Path) -> None:
    assert isinstance(typed(company.export_command, "--config", config).exception, StoreError)
    close_database(open_database(f"sqlite:///{config.parent / 'state' / 'astreinte.db'}"))
    result = typed(company.export_command, "--config", config)
    assert result.exit_code == 1
    assert "astreinte import FICHIER" in result.stderr


def rewritten(file: Path, before: str, after: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    return file


def test_a_dry_run_tells_what_would_change_and_changes_nothing(config: Path, file: Path) -> None:
    typed(company.import_command, file, "--config", config)
    before = stored(config)
    rewritten(file, "max_wait: 120", "max_wait: 90")
    result = typed(company.import_command, file, "--config", config, "--dry-run")
    assert result.exit_code == 0, result
    assert result.stdout.splitlines()[0] == "Ligne Urgence serrurerie, attente la plus longue : 120 s → 90 s"
    assert "Rien n'a été changé" in result.stdout
    assert stored(config) == before


def test_a_dry_run_before_the_first_import_makes_no_database(config: Path, file: Path) -> None:
    result = typed(company.import_command, file, "--config", config, "--dry-run")
    assert result.exit_code == 0, result
    assert not (config.parent / "state" / "astreinte.db").exists()


def test_an_import_tells_what_it_changes_and_the_same_again_changes_nothing(config: Path, file: Path) -> None:
    typed(company.import_command, file, "--config", config)
    rewritten(file, "max_wait: 120", "max_wait: 90")
    result = typed(company.import_command, file, "--config", config)
    assert result.stdout.splitlines()[0] == "Ligne Urgence serrurerie, attente la plus longue : 120 s → 90 s"
    assert stored(config).lines["urgence"].max_wait == 90
    again = typed(company.import_command, file, "--config", config)
    assert again.stdout.endswith("Aucun changement : ce sont déjà les réglages enregistrés.\n")


def test_a_company_that_could_lose_a_call_is_refused_with_every_reason_and_its_place(config: Path, file: Path) -> None:
    typed(company.import_command, file, "--config", config)
    before = stored(config)
    rewritten(file, "max_wait: 120", "max_wait: 10")
    rewritten(file, "    last_resort: 01 72 00 00 09", "    #")
    rewritten(file, "      - {agent: martin, days: all, hours: 00:00-24:00, level: 2}\n", "")
    for words in ([], ["--dry-run"]):
        result = typed(company.import_command, file, "--config", config, *words)
        assert result.exit_code == 1
        errors = [line for line in result.stderr.splitlines() if line.startswith("ERREUR")]
        assert len(errors) == 2, result.stderr
        assert all(line.startswith(f"ERREUR  {file}:") for line in errors)
        assert any("l'attente s'arrête à 10 s" in line for line in errors)
        assert any("personne n'est d'astreinte" in line for line in errors)
        assert "2 erreurs : des appels pourraient être perdus ; rien n'a été changé." in result.stderr
    assert stored(config) == before


def test_a_warning_is_told_and_the_company_imported(config: Path, file: Path) -> None:
    result = typed(company.import_command, file, "--config", config)
    assert result.exit_code == 0
    assert result.stderr.startswith(f"À VOIR  {file}:")
    assert stored(config) is not None


def test_an_annotated_export_is_the_same_company(config: Path, file: Path, tmp_path: Path) -> None:
    typed(company.import_command, file, "--config", config)
    out = tmp_path / "out.yml"
    result = typed(company.export_command, "--config", config, "--annotated", "-o", out)
    assert result.exit_code == 0, result
    kept = stored(config)
    assert with_kept_codes(kept, load_company_file(out)) == kept
    assert "# max_wait : secondes de recherche avant de proposer le message" in out.read_text(encoding="utf-8")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder with two calls and a company."""
    folder = tmp_path / "state"
    database = open_database(f"sqlite:///{folder / 'astreinte.db'}")
    save_company(database, LOCKSMITH)
    records: list[dict] = []
    moments = iter(START + timedelta(seconds=second) for second in range(1000))
    facts = {"called": "+33972000001", "box": "", "clock_offset": 0.0, "line_id": "urgence", "line_name": "Urgence"}
    first = CallJournal("c1", records.append, lambda: next(moments))
    first.open(caller="+33612345678", started_at=START.isoformat(), **facts)
    first.order("40719")
    first.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
    first.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.NO_ANSWER))
    first.message(Recording("m.wav", 12.4, hung_up=True))
    first.close(Outcome.MESSAGE)
    second = CallJournal("c2", records.append, lambda: next(moments))
    second.open(caller=None, started_at=(START + timedelta(hours=1)).isoformat(), **facts)
    apply(database, records)
    close_database(database)
    return folder


def test_the_journal_is_one_array_of_json_objects(state: Path) -> None:
    result = typed(calls.command, "--json", "--state", state)
    assert result.exit_code == 0, result
    second, first = json.loads(result.stdout)
    assert (first["id"], first["line"], first["order"], first["outcome"]) == ("c1", "urgence", "40719", "message")
    assert first["message"]["file"] == "m.wav"
    assert first["attempts"][0]["outcome"] == "no_answer"
    assert (second["outcome"], second["message"], second["attempts"], second["steps"]) == (None, None, [], [])


def test_the_journal_is_a_table_in_local_time_with_names(state: Path) -> None:
    header, second, first = typed(calls.command, "--state", state).stdout.splitlines()
    assert header.startswith("Début")
    assert second.split() == ["25/12/2026", "04:10:00", "Urgence", "masqué", "en", "cours"]
    for words in ("25/12/2026 03:10:00", "06 12 34 56 78", "40719", "message (12 s)", "Claire Durand : pas de réponse"):
        assert words in first


def test_no_number_of_an_agent_is_shown(state: Path) -> None:
    for words in ([], ["--json"]):
        out = typed(calls.command, "--state", state, *words).stdout.replace(" ", "")
        assert "0612345601" not in out and "612345601" not in out


def test_the_state_folder_s_own_configuration_says_where_its_journal_is(state: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "appliance.toml").write_text(CONFIG.format(state=state))
    assert len(json.loads(typed(calls.command, "--json", "--state", elsewhere).stdout)) == 2
    assert len(json.loads(typed(calls.command, "--json", "--config", elsewhere / "appliance.toml").stdout)) == 2


def test_the_number_of_calls_may_be_limited(state: Path) -> None:
    assert len(json.loads(typed(calls.command, "--json", "--state", state, "--limit", 1).stdout)) == 1


def test_an_empty_journal_says_so(config: Path) -> None:
    close_database(open_database(f"sqlite:///{config.parent / 'state' / 'astreinte.db'}"))
    assert typed(calls.command, "--config", config).stdout == "Aucun appel.\n"
    assert json.loads(typed(calls.command, "--json", "--config", config).stdout) == []


def test_a_folder_without_a_journal_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    result = typed(calls.command, "--state", tmp_path)
    assert isinstance(result.exception, StoreError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (125, "2 min 05 s")])
def test_lengths_are_read_as_spoken(seconds: float, words: str) -> None:
    assert length_text(seconds) == words
