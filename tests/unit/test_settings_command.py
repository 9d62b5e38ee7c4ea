"""`astreinte settings`, as typed, on the database of a lab."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance import cli
from appliance.company.model import Company
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database, writing
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.settings.tables import SettingsRow
from tests.unjudged import change_company

SAMPLE = Path(__file__).parents[2] / "appliance" / "sample" / "company.yml"
FIRST = load_company_file(SAMPLE)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A company saved, then renamed."""
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, FIRST)
    change_company(database, lambda now: replace(now, name="Autre nom"), by="julie", act="Entreprise renommée")
    close_database(database)
    return tmp_path


def stored(state: Path) -> Company | None:
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    try:
        return load_company(database)
    finally:
        close_database(database)


def typed(capsys: pytest.CaptureFixture[str], state: Path, *words: object) -> tuple[int, str, str]:
    code = cli.run(["settings", *map(str, words), "--state", str(state)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_changes_are_listed_newest_first(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    code, out, _ = typed(capsys, state, "history")
    first, second = out.splitlines()
    assert code == 0
    assert first.startswith("2. ")
    assert first.endswith(", julie : Entreprise renommée")
    assert second.endswith(" : Entreprise enregistrée")
    assert typed(capsys, state, "history", "--last", 1)[1].splitlines() == [first]


def test_a_change_tells_what_it_did_and_what_has_changed_since(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    assert "Ce que ce changement a fait :" in typed(capsys, state, "show", 2)[1]
    out = typed(capsys, state, "show", 1)[1]
    assert "Ce qui a changé depuis :" in out
    assert "Autre nom" in out


def test_one_goes_back_once_what_that_changes_was_told(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    before = stored(state)
    code, out, _ = typed(capsys, state, "return", 1, "--dry-run")
    assert (code, stored(state)) == (0, before)
    assert "Autre nom" in out
    assert "Rien n'a été changé." in out
    code, out, _ = typed(capsys, state, "return", 1)
    assert code == 0
    assert "Les prochains appels suivent ces réglages." in out
    found = stored(state)
    assert found is not None
    assert found.name == FIRST.name
    assert " : Retour aux réglages du " in typed(capsys, state, "history")[1].splitlines()[0]


def test_what_cannot_be_gone_back_to_says_why(capsys: pytest.CaptureFixture[str], state: Path) -> None:
    code, _, err = typed(capsys, state, "return", 2)
    assert (code, err.strip()) == (1, "Ce sont les réglages en vigueur : il n'y a rien à changer.")
    code, _, err = typed(capsys, state, "show", 12)
    assert code == 2
    assert "aucun réglage gardé n'a le numéro 12" in err
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    with writing(database):
        SettingsRow.update(document="{}").where(SettingsRow.number == 1).execute(database)
    close_database(database)
    before = stored(state)
    code, _, err = typed(capsys, state, "return", 1)
    assert (code, stored(state)) == (1, before)
    assert "On ne peut pas y revenir." in err
    assert "ne peut pas les comparer" in typed(capsys, state, "show", 1)[1]


def test_what_would_lose_calls_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Settings of before that nobody judged."""
    teams = {
        key: replace(team, plan=replace(team.plan, shifts=team.plan.shifts[:1], rotations=()))
        for key, team in FIRST.teams.items()
    }
    lines = {key: replace(line, last_resort=None, max_wait=1) for key, line in FIRST.lines.items()}
    database = open_database(f"sqlite:///{tmp_path / 'astreinte.db'}")
    save_company(database, replace(FIRST, teams=teams, lines=lines))
    save_company(database, FIRST)
    close_database(database)
    before = stored(tmp_path)
    code, _, err = typed(capsys, tmp_path, "return", 1)
    assert (code, stored(tmp_path)) == (1, before), err
    assert "personne n'est d'astreinte" in err
