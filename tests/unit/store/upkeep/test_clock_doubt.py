"""A clock that may not be believed deletes nothing, and says so; what it may be believed by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.checks import health
from appliance.checks.health import probe_all
from appliance.commands import backup, erase
from appliance.config import Config, Switch, Trunk
from appliance.lab import toml
from appliance.store.database import close_database, open_database
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls
from appliance.store.phone_tests.probes import keep_probes
from appliance.store.upkeep.clock_doubt import clock_doubt

NOW = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def a_call(database: Database, at: datetime, clock_offset: float = 0.0) -> None:
    records: list[dict] = []
    journal = CallJournal(f"c{at:%d%H}", records.append, lambda: at + timedelta(seconds=30))
    facts = {"called": "+33972000001", "box": "", "line_id": "u", "line_name": "Urgence", "caller": "+33678901234"}
    journal.open(started_at=at.isoformat(), clock_offset=clock_offset, **facts)
    journal.close(Outcome.ABANDONED)
    apply(database, records)


def heard(
    database: Database, healthy: bool, ago: timedelta = timedelta(seconds=30), at: datetime = NOW, box: str = ""
) -> None:
    """What the monitoring was last told by the time servers."""
    probe = {"name": "clock_synchronised", "healthy": healthy, "serious": False, "sentence": "…"}
    keep_probes(database, [probe], at - ago, box=box)


def test_a_clock_later_than_the_journal_is_believed(database: Database) -> None:
    assert clock_doubt(database, NOW) is None
    a_call(database, NOW - timedelta(seconds=20))
    assert clock_doubt(database, NOW) is None


def test_a_clock_earlier_than_the_last_call_is_not(database: Database) -> None:
    a_call(database, NOW + 20 * DAY)
    doubt = clock_doubt(database, NOW)
    assert doubt is not None
    assert "dit vendredi 25 décembre 2026 à 3 h 10" in doubt and "un appel du jeudi 14 janvier 2027 à 3 h 10" in doubt


def test_the_time_servers_have_the_last_word_while_they_are_heard(database: Database) -> None:
    heard(database, False)
    assert "n'est pas synchronisée" in (clock_doubt(database, NOW) or "")
    a_call(database, NOW + DAY)
    heard(database, True)
    assert clock_doubt(database, NOW) is None
    heard(database, True, timedelta(hours=1))
    assert clock_doubt(database, NOW) is not None


def test_one_box_whose_clock_is_in_doubt_is_enough_for_all(database: Database) -> None:
    """Each deletes for the others too; one that was not heard for a while says nothing."""
    heard(database, True, box="salle-1")
    heard(database, False, box="salle-2")
    assert "n'est pas synchronisée" in (clock_doubt(database, NOW) or "")
    heard(database, False, timedelta(hours=1), box="salle-2")
    assert clock_doubt(database, NOW) is None


def test_calls_of_a_company_clock_that_a_lab_moved_say_nothing_of_this_one(database: Database) -> None:
    a_call(database, NOW + DAY, clock_offset=86400.0)
    assert clock_doubt(database, NOW) is None
    assert clock_doubt(database, NOW + timedelta(minutes=5), 86400.0) is None
    assert clock_doubt(database, NOW - timedelta(minutes=5), 86400.0) is not None


# --- what the commands and the monitoring make of it ------------------------------------------------------------------


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The file of a machine whose journal holds a call of tomorrow, and one of two years ago."""
    trunk = Trunk(name="op", proxy="192.0.2.1", dial_format="e164")
    config = Config(state=str(tmp_path), switch=Switch(esl_secret="s" * 20), trunks=(trunk,))
    toml.write(config, tmp_path / "appliance.toml")
    database = open_database(config.database_url)
    for when in (DAY, -730 * DAY):
        a_call(database, datetime.now(UTC) + when)
    close_database(database)
    return tmp_path / "appliance.toml"


def typed(command: object, *words: str) -> Result:
    return CliRunner().invoke(command, list(words))  # type: ignore[arg-type]


def callers(box: Path) -> list[str | None]:
    database = open_database(f"sqlite:///{box.parent / 'astreinte.db'}")
    try:
        return [call["caller"] for call in list_calls(database)]
    finally:
        close_database(database)


def test_nothing_is_forgotten_on_a_clock_in_doubt_unless_asked(box: Path) -> None:
    done = typed(erase.forget_command, "--config", str(box))
    assert done.exit_code == 1 and "Rien n'est oublié." in done.output
    assert None not in callers(box)
    assert typed(erase.forget_command, "--despite-clock", "--config", str(box)).exit_code == 0
    assert callers(box).count(None) == 1


def test_no_backup_is_thinned_out_on_a_clock_in_doubt(box: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for hour in range(3):
        (folder / f"astreinte-20261101T0{hour}0000Z.tar.gz").touch()
    done = typed(backup.command, "--thin", str(folder), "--config", str(box))
    assert (done.exit_code, len(list(folder.iterdir()))) == (0, 3)
    assert "Aucune sauvegarde n'est effacée." in done.output


@pytest.mark.parametrize(("servers", "serious"), [("Normal", False), ("Not synchronised", True), (None, True)])
def test_the_monitoring_tells_a_clock_earlier_than_the_journal(
    box: Path, monkeypatch: pytest.MonkeyPatch, servers: str | None, serious: bool
) -> None:
    """Serious, unless the time servers vouch for the clock: it is the journal that was ahead."""
    asked = health.Probe("clock_synchronised", servers == "Normal", "…", serious=False)
    monkeypatch.setattr(health, "clock_probes", lambda: iter([asked] if servers else []))
    config = health_config(box)
    (found,) = [probe for probe in probe_all(config, datetime.now(UTC)) if probe.name == "clock_journal"]
    assert (found.healthy, found.serious) == (False, serious)
    assert "l'une des deux dates est fausse" in found.sentence


def health_config(box: Path) -> Config:
    return Config(
        state=str(box.parent), switch=Switch(esl_secret="s" * 20, esl_port=9), trunks=(Trunk(name="op", proxy="x"),)
    )


class Console:
    """FreeSWITCH's clock, so many seconds ahead."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def ask(self, command: str) -> str:
        assert command == "strmicroepoch"
        return str(round((datetime.now(UTC).timestamp() + self._ahead) * 1e6))


@pytest.mark.parametrize(
    ("ahead", "healthy", "serious", "said"),
    [
        (0.5, True, True, "à l'heure de la machine"),
        (-40, False, False, "retarde de 40 s"),
        (72000, False, True, "avance de 20 h 00"),
        (-20 * 86400, False, True, "retarde de 480 h 00"),
    ],
)
def test_the_monitoring_compares_the_two_clocks(ahead: float, healthy: bool, serious: bool, said: str) -> None:
    probe = health._switch_clock(Console(ahead))  # type: ignore[arg-type]
    assert (probe.healthy, probe.serious) == (healthy, serious)
    assert said in probe.sentence
