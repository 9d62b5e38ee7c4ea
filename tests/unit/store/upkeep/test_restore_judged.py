"""What a backup brings back is put in force whatever it is, judged, and told: on the terminal, in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance import config as machine
from appliance.checks.health import probe_all
from appliance.commands import backup
from appliance.company.model import Company
from appliance.planning.team_plan import Override
from appliance.store.accounts.audit import list_audit
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database, writing
from appliance.store.errors import StoreError
from appliance.store.settings.snapshot import load_company, save_company
from tests.unit.store.test_commands import CONFIG, EXAMPLE

NOBODY = "personne n'est d'astreinte"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(CONFIG.format(state=tmp_path / "state"))
    return path


def store(config: Path, company: Company) -> Company:
    """As it is kept: codes are hashed."""
    database = open_database(machine.load(config).database_url)
    save_company(database, company)
    kept = load_company(database)
    close_database(database)
    assert kept is not None
    return kept


def stored(config: Path) -> Company | None:
    database = open_database(machine.load(config).database_url)
    try:
        return load_company(database)
    finally:
        close_database(database)


def last_act(config: Path) -> tuple[str, list[str]]:
    database = open_database(machine.load(config).database_url)
    try:
        (entry,) = list_audit(database, limit=1)
        return entry["act"], entry["changes"]
    finally:
        close_database(database)


def ran(command, *words: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(command, [str(word) for word in words], catch_exceptions=False)


def saved(config: Path) -> Path:
    file = config.with_name("saved.tar.gz")
    assert ran(backup.command, "-o", file, "--config", config).exit_code == 0
    return file


def sound() -> Company:
    return load_company_file(EXAMPLE)


def losing() -> Company:
    """Nobody in « Dépannage » tomorrow, and no last resort."""
    company, start = sound(), datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    team = company.teams["depannage"]
    away = tuple(Override(start, start + timedelta(days=2), removes=agent) for agent in company.agents)
    lines = {key: replace(line, last_resort=None) for key, line in company.lines.items()}
    emptied = replace(team, plan=replace(team.plan, overrides=away))
    return replace(company, lines=lines, teams={**company.teams, team.id: emptied})


def test_what_would_lose_calls_is_brought_back_and_told(config: Path) -> None:
    old = store(config, losing())
    file = saved(config)
    store(config, sound())
    result = ran(backup.restore_command, file, "--yes", "--config", config)
    assert (result.exit_code, stored(config)) == (0, old)
    assert "Des appels y seraient perdus" in result.stdout
    assert NOBODY in result.stdout
    act, changes = last_act(config)
    assert act.startswith("Sauvegarde du ")
    assert NOBODY in " ".join(changes)
    (probe,) = [one for one in probe_all(machine.load(config), datetime.now(UTC)) if one.name == "company"]
    assert not probe.healthy
    assert NOBODY in probe.sentence


def test_what_is_sound_is_brought_back_in_a_sentence(config: Path) -> None:
    file = (store(config, sound()), saved(config))[1]
    result = ran(backup.restore_command, file, "--yes", "--config", config)
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert last_act(config)[1] == []


def test_a_bare_box_is_told_all_that_the_backup_would_lose(config: Path) -> None:
    file = (store(config, losing()), saved(config))[1]
    for trace in ("astreinte.db-wal", "astreinte.db-shm"):
        (machine.load(config).state_dir / trace).unlink(missing_ok=True)
    (machine.load(config).state_dir / "astreinte.db").unlink()
    result = ran(backup.restore_command, file, "--yes", "--config", config)
    assert result.exit_code == 0
    assert NOBODY in result.stdout


def test_a_backup_without_a_company_says_what_to_do(config: Path) -> None:
    close_database(open_database(machine.load(config).database_url))
    result = ran(backup.restore_command, saved(config), "--yes", "--config", config)
    assert result.exit_code == 0
    assert "astreinte import" in result.stdout


@pytest.mark.parametrize(
    "spoilt",
    [
        """UPDATE settings SET document = replace(document, '"strategy":"', '"strategy":"none such ')""",
        "UPDATE settings SET document = 'no JSON'",
    ],
)
def test_settings_that_cannot_be_read_any_more_are_replaced_by_those_of_a_backup(
    config: Path, tmp_path: Path, spoilt: str
) -> None:
    """That is when one restores."""
    kept, archive = store(config, load_company_file(EXAMPLE)), tmp_path / "backup.tar.gz"
    assert ran(backup.command, "--config", config, "--output", archive).exit_code == 0
    database = open_database(machine.load(config).database_url)
    with writing(database):
        database.execute_sql(spoilt)
    close_database(database)
    result = ran(backup.restore_command, archive, "--yes", "--config", config)
    assert result.exit_code == 0, result.exception
    assert stored(config) == kept


def test_settings_that_cannot_be_read_are_told_in_a_sentence(config: Path) -> None:
    store(config, load_company_file(EXAMPLE))
    database = open_database(machine.load(config).database_url)
    with writing(database):
        database.execute_sql("UPDATE settings SET document = 'no JSON'")
    with pytest.raises(StoreError, match=r"ne comprend pas les réglages .* la dernière sauvegarde"):
        load_company(database)
    close_database(database)
