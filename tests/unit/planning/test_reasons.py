"""Why an agent is on call: a value, whose words are these to the letter."""

from __future__ import annotations

from datetime import date, time

import msgspec
import pytest

from appliance.planning.explanation import reason_text
from appliance.planning.hours import WeeklyWindow
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek, Reason, WholeTeam

NAMES = {"durand": "Claire Durand", "petit": "Julie Petit"}
NIGHTS = WeeklyWindow(frozenset(range(5)), time(18), time(9))
DAY = date(2026, 12, 24)
WORDS = [
    (WholeTeam(), "équipe sans planning, toujours d'astreinte"),
    (InShift(NIGHTS), "créneau du lundi au vendredi, de 18 h à 9 h"),
    (InWeek(None, 48), "roulement SAV semaine 48"),
    (InWeek("nuits", 48), "roulement nuits semaine 48"),
    (InTurn(None, date(2026, 11, 26), date(2026, 11, 29)), "roulement SAV du 26/11 au 29/11"),
    (BySwap("durand", DAY), "remplace Claire Durand (échange du 24/12)"),
    (ByOverride("durand", DAY), "remplace Claire Durand (remplacement du 24/12)"),
    (ByOverride("gone", DAY), "remplace gone (remplacement du 24/12)"),
    (Added(DAY), "ajout du 24/12"),
]


@pytest.mark.parametrize(("reason", "words"), WORDS)
def test_a_reason_in_words(reason: Reason, words: str) -> None:
    assert reason_text(reason, NAMES, "SAV") == words


@pytest.mark.parametrize("reason", [reason for reason, _ in WORDS])
def test_a_reason_is_the_same_once_kept_and_read(reason: Reason) -> None:
    assert msgspec.json.decode(msgspec.json.encode(reason), type=Reason) == reason


def test_without_names_nor_team_identifiers_are_told() -> None:
    assert reason_text(InWeek(None, 48)) == "roulement semaine 48"
    assert reason_text(BySwap("durand", DAY)) == "remplace durand (échange du 24/12)"
