"""A database that the release before migration 19 wrote, by its own code: nothing of it changes; and the way back."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.cli import astreinte
from appliance.store.accounts.audit import note
from appliance.store.database import close_database, open_database, reading
from appliance.store.migrations.m0019_documents import ACT
from appliance.store.settings.snapshot import load_company
from appliance.store.settings.tables import SettingsRow
from appliance.store.upkeep.way_back import KEPT
from tests.unit.store.before.sources import COMMIT, ROOT, Told, answers, as_before, ran, unpacked
from tests.unit.store.test_commands import CONFIG
from tests.unit.store.upkeep.test_rollback_check import speaking
from tests.unjudged import change_company

pytestmark = pytest.mark.timeout(300)
SAMPLE, EVERYTHING = "appliance/sample/company.yml", "tests/data/company-everything.yml"


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of then as it was installed: its package, and a Python of its own that reads it."""
    release = tmp_path_factory.mktemp("releases") / COMMIT[:7]
    unpacked(release / "lib")
    return speaking(release)


@pytest.fixture(scope="session")
def lives() -> dict[str, tuple[Path, Told]]:
    return {}


@pytest.fixture
def filled(before: Path, url: str, lives: dict[str, tuple[Path, Told]], tmp_path: Path) -> Callable[[str], Told]:
    """Make a company live in the database, and give what that release says of it; a file is made once and copied."""

    def lived(company: str) -> Told:
        path = Path(url.removeprefix("sqlite:///"))
        if url.startswith("sqlite") and company in lives:
            kept, told = lives[company]
            shutil.copy(kept, path)
            return told
        ran(before / "lib", "filling", url, before / "lib" / company)
        told = answers(before / "lib", url)
        if url.startswith("sqlite"):
            lives[company] = Path(shutil.copy(path, before.parent / f"life-{len(lives)}.db")), told
        return told

    return lived


def less_news(there: Told, of_before: Told) -> Told:
    """What our journal says of a call, less what that of before did not say; why somebody is on call, in its words."""
    calls = [as_before(call, old) for call, old in zip(there["calls"], of_before["calls"], strict=True)]
    moments = zip(there["on_call"], of_before["on_call"], strict=True)
    on_call = [[in_the_words_of(one, old) for one, old in zip(*lines, strict=True)] for lines in moments]
    return there | {"calls": calls, "on_call": on_call}


def in_the_words_of(now: Told, old: Told) -> Told:
    """Who is on call for a line, with the reasons of before."""
    teams = [
        one
        | {
            "agents": [
                agent | {"reason": was["reason"]} for agent, was in zip(one["agents"], then["agents"], strict=True)
            ]
        }
        for one, then in zip(now["teams"], old["teams"], strict=True)
    ]
    return now | {"reason": old["reason"], "teams": teams}


def less_words(told: Told) -> Told:
    """Since migration 11 the words on callers stand beside a closed statement, where that release does not look."""
    rows = [row for statement in told["statements"] for row in csv.DictReader(io.StringIO(statement), delimiter=";")]
    kept = [row | {"libellé": ""} for row in rows if row["rubrique"] != "empreinte SHA-256"]
    return told | {"statements": kept}


def typed(*words: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(astreinte, [str(word) for word in words])


@pytest.fixture
def config(tmp_path: Path, url: str) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(f'database = "{url}"' + CONFIG.format(state=tmp_path))
    return path


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir(mode=0o700)
    return tmp_path / "backups"


@pytest.mark.parametrize("company", [SAMPLE, EVERYTHING])
def test_who_is_on_call_the_journals_and_the_statements_are_the_same_after_the_upgrade(
    filled: Callable[[str], Told], url: str, company: str
) -> None:
    told = filled(company)
    assert len(told["on_call"]) == 1000
    assert len(told["calls"]) > 100
    assert len(told["statements"]) > 5
    after = answers(ROOT, url)
    assert less_news(after, told) == told


def test_a_release_gone_back_to_says_what_it_said_and_what_came_since_stays(
    before: Path, filled: Callable[[str], Told], url: str, config: Path, copies: Path
) -> None:
    told = filled(SAMPLE)
    kept = typed("upgrade-copy", "--copies", copies, "--config", config)
    assert (kept.exit_code, kept.stdout) == (0, f"Copie de la base : {copies / KEPT.format(number=19)}\n")
    assert [path.stat().st_mode & 0o777 for path in copies.iterdir()] == [0o600]
    life_goes_on(before, url)
    back = typed("go-back", "--to", before, "--copies", copies, "--config", config)
    assert back.exit_code == 0, back.output
    assert "appels, messages et comptes y restent" in back.stdout
    there = answers(before / "lib", url)
    assert there["audit"][0]["act"] == "Fait après la mise à jour"
    assert less_words(there) | {"audit": there["audit"][1:]} == less_words(told)
    assert [path.name for path in copies.iterdir()] == [KEPT.format(number=19)]


def life_goes_on(before: Path, url: str) -> None:
    """The newer release opens it, and writes."""
    database = open_database(url)
    note(database, "julie", "Fait après la mise à jour", [], at=datetime(2027, 1, 1, tzinfo=UTC))
    close_database(database)
    with pytest.raises(AssertionError, match="plus récente"):
        answers(before / "lib", url)


def renamed(url: str, name: str) -> None:
    database = open_database(url)
    change_company(database, lambda company: replace(company, name=name), by="julie", act="Entreprise renommée")
    close_database(database)


def acts(url: str) -> list[str]:
    database = open_database(url)
    with reading(database):
        rows = SettingsRow.select(SettingsRow.act).order_by(SettingsRow.number)
        found = [act for (act,) in rows.tuples().execute(database)]
    close_database(database)
    return found


def company_name(url: str) -> str:
    database = open_database(url, upgrade=False)
    try:
        company = load_company(database)
        assert company is not None
        return company.name
    finally:
        close_database(database)


def test_the_settings_of_since_are_told_and_kept_in_a_file_that_it_reads_and_in_the_past(
    before: Path, filled: Callable[[str], Told], url: str, config: Path, copies: Path
) -> None:
    told = filled(SAMPLE)
    options = ("--to", before, "--copies", copies, "--config", config)
    typed("upgrade-copy", *options[2:])
    renamed(url, "Vidal et filles")
    checked = typed("rollback-check", *options)
    assert checked.exit_code == 1
    assert "julie : Entreprise renommée" in checked.stderr + str(checked.exception)
    back = typed("go-back", *options)
    assert "julie : Entreprise renommée" in back.stdout
    (file,) = copies.glob("settings-*.yml")
    assert f"sudo astreinte import {file}" in back.stdout
    assert "  name: Ascenseurs Vidal" in answers(before / "lib", url)["company"]
    imported = by_before(before, "import", file, "--config", config)
    assert imported.returncode == 0, imported.stderr
    there = answers(before / "lib", url)
    assert "  name: Vidal et filles" in there["company"]
    assert there["codes"] == 6
    assert typed("upgrade-copy", *options[2:]).exit_code == 0
    again = less_news(answers(ROOT, url), there)
    assert again["statements"] == told["statements"], "with their words, and the digest that was printed"
    assert again | {"statements": there["statements"]} == there
    assert acts(url) == [ACT, "Entreprise renommée", ACT]


def by_before(before: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [before / "bin" / "python3", "-P", "-m", "appliance", *map(str, words)]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120, check=False)


def test_there_and_back_as_often_as_one_likes(
    before: Path, filled: Callable[[str], Told], url: str, config: Path, copies: Path
) -> None:
    told = filled(SAMPLE)
    options = ("--to", before, "--copies", copies, "--config", config)
    for _ in range(2):
        assert typed("upgrade-copy", *options[2:]).exit_code == 0
        close_database(open_database(url))
        assert typed("upgrade-copy", *options[2:]).stdout.endswith("rien à copier.\n")
        assert typed("go-back", *options).exit_code == 0
        assert typed("go-back", *options).stdout.endswith("rien à faire.\n")
        assert less_words(answers(before / "lib", url)) == less_words(told)


def test_without_the_copy_nothing_is_touched_and_the_backup_is_named(
    before: Path, filled: Callable[[str], Told], url: str, config: Path, copies: Path
) -> None:
    filled(SAMPLE)
    close_database(open_database(url))
    for command in ("rollback-check", "go-back"):
        refused = typed(command, "--to", before, "--copies", copies, "--config", config)
        assert "Restaurez plutôt la sauvegarde" in str(refused.exception)
    assert company_name(url) == "Ascenseurs Vidal"
