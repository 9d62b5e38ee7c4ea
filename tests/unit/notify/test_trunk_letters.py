"""What is told of a trunk that is lost: what it costs and what to do; of one that is back, since when it was lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from appliance.checks.remedies import remedy_of
from appliance.notify.trunk_letters import TrunkNews, subject_of, text_of
from tests.unit.notify.test_plan_teller import COMPANY

SINCE = datetime(2026, 12, 3, 22, 5, tzinfo=UTC)
LOST = TrunkNews("op", "boite", SINCE, back=False, said="ne répond plus", remedy=remedy_of("trunk_"))


def test_the_only_one_that_is_lost_stops_all_calls() -> None:
    text = text_of(COMPANY, LOST)
    assert text.startswith("Le trunk op ne répond plus, depuis le jeudi 3 décembre 2026 à 23 h 05.\n\nC'est le seul : ")
    assert "Vérifiez l'accès à Internet" in text
    assert "Machine : boite." in text


def test_beside_another_one_it_stops_those_that_come_by_it() -> None:
    text = text_of(COMPANY, replace(LOST, others=("secours",)))
    assert "prennent l'autre chemin (secours)" in text
    assert "C'est le seul" not in text


def test_one_that_is_back_says_since_when_it_was_lost_and_asks_for_nothing() -> None:
    back = replace(LOST, back=True)
    assert subject_of(back) == "Trunk op : répond de nouveau"
    assert "il ne répondait plus depuis le jeudi 3 décembre 2026 à 23 h 05" in text_of(COMPANY, back)
    assert "Vérifiez" not in text_of(COMPANY, back)
