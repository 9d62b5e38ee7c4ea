"""The box's own test call: the fallback's voice does not pass for the controller's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from appliance import door
from appliance.calls.leg import OfferOutcome
from appliance.commands import selftest
from appliance.commands.selftest import ring_telephone, taken_by_the_controller
from appliance.config import Config, Switch, Trunk
from appliance.store.database import close_database, open_database
from appliance.store.phone_tests import phone_tests
from appliance.store.settings.snapshot import save_company

from .store.companies import LOCKSMITH

SINCE = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
TAKEN = {
    "id": "ours",
    "started_at": "2026-12-25T02:10:00.500Z",
    "ended_at": "2026-12-25T02:10:01Z",
    "caller": None,
    "steps": [{"name": "greeting"}],
    "fallback": False,
}


def test_a_call_that_the_controller_ended_is_taken() -> None:
    assert taken_by_the_controller(lambda: [TAKEN], SINCE, 0.0) == "ours"


@pytest.mark.parametrize(
    "other",
    [
        {"fallback": True},
        {"steps": []},
        {"ended_at": None},
        {"caller": "+33678901234"},
        {"started_at": "2026-12-25T02:09:59Z"},
    ],
)
def test_another_call_or_one_left_to_the_fallback_is_not(other: dict[str, Any]) -> None:
    assert taken_by_the_controller(lambda: [{**TAKEN, **other}], SINCE, 0.0) is None


def test_the_journal_is_asked_until_it_knows() -> None:
    answers = iter([[], [TAKEN]])
    assert taken_by_the_controller(lambda: next(answers), SINCE, 5.0) == "ours"


@pytest.mark.parametrize(("country", "said"), [("BE", None), ("FR", "BE")])
def test_a_telephone_is_rung_as_in_the_country_of_the_company_or_in_another_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, country: str, said: str | None
) -> None:
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"
    database = open_database(url)
    save_company(database, replace(LOCKSMITH, country=country))
    close_database(database)
    trunks = (Trunk(name="operator", proxy="127.0.0.1"),)
    config = Config(state=str(tmp_path), database=url, trunks=trunks, switch=Switch(esl_secret="0123456789abcdef"))
    asked: list[str] = []
    monkeypatch.setattr(selftest, "outcome_of", lambda database, test: OfferOutcome.ACCEPTED)
    monkeypatch.setattr(phone_tests, "ask_phone_test", lambda database, agent, name, phone, **_: asked.append(phone))
    monkeypatch.setattr(door, "may_ring", lambda company, phone: None)
    ring_telephone(config, "0478 12 34 56", said)
    assert asked == ["+32478123456"]
