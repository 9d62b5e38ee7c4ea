"""Before going back to an older release: it is asked what it reads, and what it would lose is said."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance import config as machine
from appliance.calls.call_context import Promise
from appliance.commands import rollback_check
from appliance.company.document import VERSION
from appliance.company.model import Company
from appliance.store import migrations
from appliance.store.accounts.accounts import Role, account_named, add_account, close_account
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.spool import Spool
from appliance.store.older_release import Knowledge, knowledge_of
from appliance.store.second_factors import set_totp
from appliance.store.settings.snapshot import save_company
from tests.unit.store.test_commands import CONFIG, EXAMPLE

OURS = Path(__file__).parents[4] / "appliance"
NOT_THERE = "store/factor_keys.py"


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release as it is installed: its package, and a Python of its own that reads it."""
    release = tmp_path_factory.mktemp("releases") / "0.9"
    shutil.copytree(OURS, release / "lib" / "appliance", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    path = release / "lib" / "appliance" / "company" / "document.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(f"\nVERSION = {VERSION}") == 1
    path.write_text(text.replace(f"\nVERSION = {VERSION}", f"\nVERSION = {VERSION - 1}"), encoding="utf-8")
    (release / "lib" / "appliance" / NOT_THERE).unlink()
    return speaking(release)


def speaking(release: Path) -> Path:
    python = release / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nPYTHONPATH={release / "lib"} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return release


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(CONFIG.format(state=tmp_path / "state"))
    return path


def store(config: Path, company: Company) -> None:
    database = open_database(machine.load(config).database_url)
    save_company(database, company)
    close_database(database)


def ran(*words: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(rollback_check.command, [str(word) for word in words])


def plain() -> Company:
    return load_company_file(EXAMPLE)


def test_a_release_is_asked_what_it_reads(older: Path) -> None:
    assert knowledge_of(older) == Knowledge(migrations.NEWEST, VERSION - 1, deciphers=False)


def test_a_release_that_could_not_change_the_settings_is_refused_unless_it_is_forced(older: Path, config: Path) -> None:
    store(config, plain())
    result = ran("--to", older, "--config", config)
    assert result.exit_code == 1
    assert result.stdout == ""
    for said in ("Revenir à la version 0.9 ferait perdre :", "tout changement de réglage", "--force"):
        assert said in result.stderr, said
    forced = ran("--to", older, "--config", config, "--force")
    assert forced.exit_code == 0
    assert "tout changement de réglage" in forced.stdout


def test_where_nothing_is_set_there_is_no_setting_to_change(older: Path, config: Path) -> None:
    close_database(open_database(machine.load(config).database_url))
    result = ran("--to", older, "--config", config)
    assert (result.exit_code, result.stdout) == (0, "La version 0.9 lit tous les réglages de cette machine.\n")


def test_who_could_not_sign_in_any_more_is_said(older: Path, config: Path, tmp_path: Path) -> None:
    """The release before takes an enciphered secret for a secret: it lets nobody in who has one."""
    store(config, plain())
    database = open_database(machine.load(config).database_url)
    now = datetime.now(UTC)
    for name in ("claire", "ancien", "sans"):
        add_account(database, name, Role.ADMINISTRATOR, None, by="a", now=now)
    for name in ("claire", "ancien"):
        set_totp(database, tmp_path, account_named(database, name), "JBSWY3DPEHPK3PXP", now=now)
    close_account(database, "ancien", by="a", now=now)
    close_database(database)
    result = ran("--to", older, "--config", config)
    assert result.exit_code == 1
    assert "la connexion de claire : leur second facteur est chiffré" in result.stderr
    assert "astreinte account reset NOM" in result.stderr
    assert ran("--to", older, "--config", config, "--force").exit_code == 0


def test_who_waits_to_be_called_back_is_named_though_the_promise_still_waits_in_the_spool(
    older: Path, config: Path, tmp_path: Path
) -> None:
    release = tmp_path / "0.8"
    shutil.copytree(older / "lib", release / "lib")
    path = release / "lib" / "appliance" / "store" / "migrations" / "__init__.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nNEWEST = 26\n", encoding="utf-8")
    store(config, plain())
    records: list[dict[str, object]] = []
    journal = CallJournal("c1", records.append, lambda: datetime.now(UTC))
    facts = {"line_id": "urgence", "line_name": "Urgence", "called": "", "caller": None, "box": ""}
    journal.open(**facts, started_at=datetime.now(UTC).isoformat(), clock_offset=0.0)
    journal.callback(Promise("+33478123456", 30, "depannage"))
    database = open_database(machine.load(config).database_url)
    apply(database, records)
    close_database(database)
    spool = Spool(machine.load(config).spool_dir)
    spool.append([{"call": "c2", "number": 2, "kind": "callback", "to": "+33612345678"}])
    spool.close()
    result = ran("--to", speaking(release), "--config", config)
    assert result.exit_code == 1
    assert "les rappels promis" in result.stderr
    assert "04 78 12 34 56, 06 12 34 56 78" in result.stderr


def test_nothing_is_lost_of_it_by_the_release_itself(config: Path, tmp_path: Path) -> None:
    release = tmp_path / "same"
    (release / "lib").mkdir(parents=True)
    (release / "lib" / "appliance").symlink_to(OURS)
    store(config, plain())
    assert ran("--to", speaking(release), "--config", config).exit_code == 0


def test_a_release_that_could_not_open_the_database_is_refused_forced_or_not(
    config: Path, older: Path, tmp_path: Path
) -> None:
    release = tmp_path / "0.1"
    shutil.copytree(older / "lib", release / "lib")
    path = release / "lib" / "appliance" / "store" / "migrations" / "__init__.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nNEWEST = 6\n", encoding="utf-8")
    store(config, plain())
    speaking(release)
    for more in ([], ["--force"]):
        result = ran("--to", release, "--config", config, *more)
        assert isinstance(result.exception, StoreError)
        assert "ne sait pas ouvrir la base" in str(result.exception)


def test_a_folder_that_is_no_release_is_told(config: Path, tmp_path: Path) -> None:
    store(config, plain())
    result = ran("--to", tmp_path, "--config", config)
    assert isinstance(result.exception, StoreError)
    assert "ne dit pas ce qu'elle sait lire" in str(result.exception)
