"""`astreinte force`, as typed, on the database of a lab."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance import cli
from appliance.company.model import Company, Line
from appliance.planning.hours import ForcedPeriod, Period
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.settings.snapshot import load_company, save_company

SAMPLE = Path(__file__).parents[2] / "appliance" / "sample" / "company.yml"
SOON = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d} 08:00"
LATER = f"{datetime.now(UTC) + timedelta(days=31):%Y-%m-%d} 08:00"


def stored(state: Path) -> Company:
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    try:
        company = load_company(database)
    finally:
        close_database(database)
    assert company is not None
    return company


def store(state: Path, company: Company) -> None:
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    save_company(database, company)
    close_database(database)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    store(tmp_path, load_company_file(SAMPLE))
    return tmp_path


def clients(state: Path) -> Line:
    return stored(state).lines["clients"]


def typed(capsys: pytest.CaptureFixture[str], *words: object, command: str = "force") -> tuple[int, str, str]:
    code = cli.run([command, *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_period_is_forced_from_now_until_a_moment_of_the_line(capsys, state: Path) -> None:
    before = datetime.now(UTC)
    code, out, _ = typed(capsys, "--state", state, "--line", "clients", "--period", "astreinte", "--until", LATER)
    assert code == 0
    assert out.startswith("Dépannage ascenseurs : période forcée, astreinte, dès maintenant jusqu'au ")
    assert out.endswith("à 8 h (Europe/Paris).\n")
    (forced,) = clients(state).forced
    assert forced.period is Period.AFTER_HOURS
    assert before <= forced.start <= datetime.now(UTC)


def test_who_says_that_the_period_is_forced_and_when_it_ends(capsys, state: Path) -> None:
    span = ["--from", SOON, "--until", LATER]
    typed(capsys, "--state", state, "--line", "clients", "--period", "closure", *span)
    where = ["--state", state, "--line", "clients", "--at", SOON]
    _, out, _ = typed(capsys, *where, command="who")
    assert "Période : fermeture, période forcée jusqu'au " in out


def test_cancelling_ends_what_is_forced_now_and_drops_what_would_be_later(capsys, state: Path) -> None:
    now = datetime.now(UTC)
    past = ForcedPeriod(Period.OPEN, now - timedelta(days=9), now - timedelta(days=8))
    current = ForcedPeriod(Period.OPEN, now - timedelta(hours=1), now + timedelta(hours=9))
    future = ForcedPeriod(Period.OPEN, now + timedelta(days=8), now + timedelta(days=9))
    company = stored(state)
    line = replace(company.lines["clients"], forced=(past, current, future))
    store(state, replace(company, lines={**company.lines, "clients": line}))
    code, out, _ = typed(capsys, "--state", state, "--line", "clients", "--cancel")
    assert (code, out) == (0, "Dépannage ascenseurs : plus rien n'est forcé, la ligne suit ses horaires.\n")
    kept = clients(state).forced
    assert kept[0] == past
    assert (len(kept), kept[1].start) == (2, current.start)
    assert now <= kept[1].end <= datetime.now(UTC)


def test_a_moment_with_nobody_on_call_is_told_at_once(capsys, state: Path) -> None:
    company = stored(state)
    nobody = {
        name: replace(team, plan=replace(team.plan, shifts=(), rotations=(), levels=((),)))
        for name, team in company.teams.items()
    }
    store(state, replace(company, teams=nobody))
    words = ["--line", "personnel", "--period", "astreinte", "--until", LATER]
    code, _, err = typed(capsys, "--state", state, *words)
    assert code == 0
    assert "Équipe Encadrement : aucun intervenant" in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--line", "clients"], "il faut --period et --until, ou bien --cancel"),
        (["--line", "nobody", "--cancel"], "la ligne « nobody » n'existe pas"),
        (["--line", "clients", "--period", "nuit", "--until", LATER], "--period : « nuit » n'est pas une période"),
        (["--line", "clients", "--period", "open", "--until", "demain"], "--until : « demain » n'est pas un moment"),
        (["--line", "clients", "--period", "open", "--until", "2020-01-01 08:00"], "la fin doit être après le début"),
        (
            ["--line", "clients", "--period", "open", "--from", LATER, "--until", SOON],
            "la fin doit être après le début",
        ),
        (["--line", "clients", "--cancel", "--until", LATER], "--cancel ne va qu'avec --line"),
    ],
)
def test_what_is_not_understood_changes_nothing(capsys, state: Path, words: list[str], sentence: str) -> None:
    code, out, err = typed(capsys, "--state", state, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert clients(state).forced == ()


def test_there_is_nothing_to_cancel_where_nothing_is_forced(capsys, state: Path) -> None:
    code, _, err = typed(capsys, "--state", state, "--line", "clients", "--cancel")
    assert code == 1
    assert err == "Dépannage ascenseurs : aucune période n'est forcée, il n'y a rien à annuler.\n"


EARLIER = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d} 08:00"
PAST_TOO = ["--line", "clients", "--period", "astreinte", "--from", EARLIER, "--until", LATER]


def test_a_period_that_would_begin_in_the_past_is_asked_about(capsys, state: Path) -> None:
    code, _, err = typed(capsys, "--state", state, *PAST_TOO)
    assert (code, clients(state).forced) == (1, ())
    assert "C'est déjà passé (depuis " in err
    assert "--confirm past ou --confirm from-now" in err


@pytest.mark.parametrize("answer", ["past", "from-now"])
def test_what_is_answered_of_the_past_is_what_is_forced(capsys, state: Path, answer: str) -> None:
    before = datetime.now(UTC)
    code, out, err = typed(capsys, "--state", state, *PAST_TOO, "--confirm", answer)
    assert code == 0, err
    (forced,) = clients(state).forced
    assert (forced.start < before) is (answer == "past")
    assert ("dès maintenant jusqu'au " in out) is (answer == "from-now")
