"""Before going back to an older release: it is asked what it reads, and what it would lose is said."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance import config as machine
from appliance.commands import rollback_check
from appliance.company.model import Company, Repeat
from appliance.planning.hours import WeeklyWindow
from appliance.planning.rota import Former, Shift
from appliance.store import migrations
from appliance.store.accounts.accounts import Role, account_named, add_account, close_account
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError
from appliance.store.older_release import Knowledge, knowledge_of, lost_by
from appliance.store.second_factors import set_totp
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.settings.tables import SETTINGS
from appliance.store.settings.to_rows import KINDS
from tests.unit.store.test_commands import CONFIG, EXAMPLE

OURS = Path(__file__).parents[4] / "appliance"
UNKNOWN = {  # what the release of before did not have
    "store/settings/tables.py": (
        "    first_day = DayField(null=True)\n    last_day = DayField(null=True)\n\n    class Meta:\n"
        '        table_name = "shifts"',
        "    target_wait = IntegerField()\n",
        "    announcement_whole = BooleanField()\n    tell_retention = BooleanField()\n",
        "    code_hash = TextField(null=True)\n",
        "    FormerPlanRow,\n",
        "    PastTeamRow,\n",
    ),
    "store/settings/to_rows.py": ('    Repeat: "repeat",\n',),
}
NOT_THERE = "store/factor_keys.py"
KEPT = {UNKNOWN["store/settings/tables.py"][0]: '    class Meta:\n        table_name = "shifts"'}
NIGHTS = WeeklyWindow(frozenset(range(7)), time(18), time(9))


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release as it is installed: its package, and a Python of its own that reads it."""
    release = tmp_path_factory.mktemp("releases") / "0.9"
    shutil.copytree(OURS, release / "lib" / "appliance", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    for name, gone in UNKNOWN.items():
        path = release / "lib" / "appliance" / name
        text = path.read_text(encoding="utf-8")
        for part in gone:
            assert text.count(part) == 1, part
            text = text.replace(part, KEPT.get(part, ""))
        path.write_text(text, encoding="utf-8")
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


def newer() -> Company:
    """With weekly shifts that have dates, a key that says the menu again, a target of its own; and a past."""
    company = plain()
    team, menu, line = company.teams["depannage"], company.menus["urgence"], company.lines["urgence"]
    shifts = (*team.plan.shifts, Shift("durand", NIGHTS, 1, first=date(2026, 12, 1), last=date(2027, 1, 31)))
    return replace(
        company,
        teams={**company.teams, team.id: replace(team, plan=replace(team.plan, shifts=shifts))},
        menus={**company.menus, menu.id: replace(menu, choices={**menu.choices, "9": Repeat()})},
        lines={**company.lines, line.id: replace(line, target_wait=45)},
    )


def test_a_release_is_asked_what_it_reads(older: Path) -> None:
    known = knowledge_of(older)
    assert known.newest == migrations.NEWEST
    assert "level" in known.tables["shifts"]
    assert not {"first_day", "last_day"} & known.tables["shifts"]
    assert "former_plans" not in known.tables
    assert "repeat" not in known.actions
    assert "message" in known.actions


def test_what_would_be_lost_is_said_and_refused_unless_it_is_forced(older: Path, config: Path) -> None:
    store(config, newer())
    result = ran("--to", older, "--config", config)
    assert result.exit_code == 1
    assert result.stdout == ""
    for said in (
        "Revenir à la version 0.9 ferait perdre, à son premier enregistrement de réglages",
        "équipe Dépannage, créneau de Claire Durand : du 01/12/2026 au 31/01/2027 ; il sonnerait sans ces dates",
        "menu urgence, touche 9 : « redire le menu » ; elle prendrait un message",
        "l'attente visée, 45 s",
        "--force",
    ):
        assert said in result.stderr, said
    forced = ran("--to", older, "--config", config, "--force")
    assert forced.exit_code == 0
    assert "créneau de Claire Durand" in forced.stdout


def test_settings_of_which_it_reads_everything_are_no_obstacle(older: Path, config: Path) -> None:
    """Nor is what it leaves alone: a table that it does not know stays as it is."""
    company = plain()
    team = company.teams["depannage"]
    past = Former(datetime(2026, 11, 1, tzinfo=UTC), team.plan.levels)
    known = replace(team, plan=replace(team.plan, former=(past,)))
    codeless = {name: replace(agent, pin=None) for name, agent in company.agents.items()}
    store(config, replace(company, agents=codeless, teams={**company.teams, team.id: known}))
    result = ran("--to", older, "--config", config)
    assert (result.exit_code, result.stdout) == (0, "La version 0.9 lit tous les réglages de cette machine.\n")


def test_what_a_line_says_is_told_in_words_where_it_is_not_as_usual(older: Path, config: Path) -> None:
    company = plain()
    line = company.lines["urgence"]
    changed = replace(line, announcement_whole=True, tell_retention=False)
    store(config, replace(company, lines={**company.lines, line.id: changed}))
    told = ran("--to", older, "--config", config).stderr
    for said in (
        f"- ligne {line.name} : son annonce entendue en entier ; une touche la couperait\n",
        f"- ligne {line.name} : de ne pas dire combien de temps un message est conservé\n",
    ):
        assert said in told


def test_who_could_not_sign_in_any_more_is_said(older: Path, config: Path, tmp_path: Path) -> None:
    """The release before takes an enciphered secret for a secret: it lets nobody in who has one."""
    store(config, replace(plain(), agents={k: replace(one, pin=None) for k, one in plain().agents.items()}))
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


def test_nothing_is_lost_of_it_by_the_release_itself(config: Path, tmp_path: Path) -> None:
    release = tmp_path / "same"
    (release / "lib").mkdir(parents=True)
    (release / "lib" / "appliance").symlink_to(OURS)
    store(config, newer())
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


def test_a_code_that_would_be_lost_is_named_and_not_shown(config: Path) -> None:
    """The release of before kept codes in clear, in a column that is empty now."""
    store(config, load_company_file(EXAMPLE))
    tables = {kind._meta.table_name: frozenset(kind._meta.columns) for kind in SETTINGS}
    known = Knowledge(
        migrations.NEWEST, tables | {"agents": tables["agents"] - {"code_hash"}}, frozenset(KINDS.values()), True
    )
    database = open_database(machine.load(config).database_url)
    company = load_company(database)
    assert company is not None
    lost = lost_by(database, company, known)
    close_database(database)
    names = ("Claire Durand", "Hugo Petit", "Julie Martin")
    assert lost == [f"intervenant {name} : son code ; il n'en aurait plus" for name in names]
