"""What keeps people from being told is seen by the monitoring."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.checks.health import _telling
from appliance.company.model import Company
from appliance.config import Config, Mail, Switch, Trunk
from appliance.notify.told_people import told_of_nothing
from appliance.store.outbox.queue import NewDelivery, claim_next, mark_failed, queue_deliveries, stuck
from tests.unit.notify.test_telling import COMPANY

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
MAIL = Mail(host="127.0.0.1", sender="astreinte@example.fr")


def config(tmp_path: Path, mail: Mail | None) -> Config:
    trunks = (Trunk(name="essai", proxy="127.0.0.1:5070"),)
    return Config(
        state=str(tmp_path), switch=Switch(esl_secret="a-secret-of-32-letters-or-so-000"), trunks=trunks, mail=mail
    )


def without_mails(company: Company) -> Company:
    return replace(company, agents={name: replace(one, mail=None) for name, one in company.agents.items()})


@pytest.mark.parametrize(
    ("mail", "company", "late", "words"),
    [
        (MAIL, COMPANY, (0, 0), None),
        (None, COMPANY, (0, 0), "[mail] n'est pas réglé"),
        (MAIL, COMPANY, (2, 0), "2 envois ont échoué depuis sept jours."),
        (MAIL, COMPANY, (0, 1), "1 envoi attend depuis longtemps."),
        (MAIL, without_mails(replace(COMPANY, lines={"sav": replace(COMPANY.lines["sav"], tell=())})), (0, 0), "SAV"),
        (MAIL, without_mails(COMPANY), (0, 0), None),
    ],
)
def test_nobody_told_is_seen(
    tmp_path: Path, mail: Mail | None, company: Company, late: tuple[int, int], words: str | None
) -> None:
    probe = _telling(config(tmp_path, mail), company, late)
    assert (probe.healthy, probe.serious) == (words is None, False)
    assert (words or "") in probe.sentence


def test_a_line_that_names_an_address_has_somebody_to_tell() -> None:
    nobody = replace(COMPANY, teams={}, lines={"sav": replace(COMPANY.lines["sav"], tell=())})
    assert [line.id for line in told_of_nothing(nobody)] == ["sav"]
    assert told_of_nothing(replace(nobody, lines={"sav": COMPANY.lines["sav"]})) == []


def test_what_failed_is_told_for_a_week_and_what_waits_after_ten_minutes(database: Database) -> None:
    queue_deliveries(database, [NewDelivery(f"<{number}@x>", "a@b.fr", "", "", "") for number in (1, 2)], NOW)
    claimed = claim_next(database, NOW)
    assert claimed is not None
    mark_failed(database, claimed, "refusé", NOW)
    assert stuck(database, NOW + timedelta(minutes=9)) == (1, 0)
    assert stuck(database, NOW + timedelta(minutes=11)) == (1, 1)
    assert stuck(database, NOW + timedelta(days=8)) == (0, 1)
