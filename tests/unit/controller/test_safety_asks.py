"""Who is out is called each so many minutes; of a silence, those who answer for them are told, and rung at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from appliance.calls.outings import answerable, safety_teams
from appliance.company.model import Company
from appliance.controller.safety_asks import SafetyAsks, SilenceAsks
from appliance.store.asks.outings import Outing, go_out, outing_of
from appliance.store.asks.queue import Ask, AskKind, Ending, asks_about, end_ask, take_ask
from appliance.store.database import close_database, open_database
from appliance.store.outbox.queue import list_deliveries
from tests.unit.notify.test_plan_teller import COMPANY, EVENING

MINUTE = timedelta(minutes=1)
LINE = replace(COMPANY.lines["sav"], tell=("martin", "chef@example.fr"))
SAFE = replace(COMPANY, teams={"nuit": replace(COMPANY.teams["nuit"], safety_call=20)}, lines={"sav": LINE})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/astreinte.db")
    yield opened
    close_database(opened)


class Night:
    """What a controller does of both kinds, with nobody at the telephone."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.kinds = {
            AskKind.SAFETY: SafetyAsks(database, "https://a.example.fr"),
            AskKind.SILENCE: SilenceAsks(database),
        }
        self.outing: Outing = go_out(database, "durand", "nuit", 20, EVENING)

    def plan(self, at: datetime) -> None:
        for kind in self.kinds.values():
            kind.plan(SAFE, at)

    def asks(self, kind: AskKind) -> list[Ask]:
        return asks_about(self.database, self.outing.id, kind)

    def ends(self, at: datetime, ending: Ending, company: Company = SAFE) -> Ask:
        """The call that is due then ends so."""
        ask = take_ask(self.database, at)
        assert ask is not None
        kind = self.kinds[ask.kind]
        assert end_ask(self.database, ask, ending, at, lambda: kind.over(company, ask, ending, at), at)
        return ask

    def told(self) -> list[tuple[str, str]]:
        return [(row["recipient"], row["subject"]) for row in reversed(list_deliveries(self.database))]


@pytest.fixture
def night(database: Database) -> Night:
    return Night(database)


def test_the_first_call_comes_after_so_many_minutes_and_the_next_after_its_answer(night: Night) -> None:
    night.plan(EVENING)
    night.plan(EVENING + MINUTE)
    assert [one.at for one in night.asks(AskKind.SAFETY)] == [EVENING + 20 * MINUTE]
    night.ends(EVENING + 21 * MINUTE, Ending.CONFIRMED)
    night.plan(EVENING + 21 * MINUTE)
    assert [one.at for one in night.asks(AskKind.SAFETY)] == [EVENING + 20 * MINUTE, EVENING + 41 * MINUTE]
    assert night.told() == []


def test_a_call_that_is_late_is_made_at_once(night: Night) -> None:
    night.plan(EVENING + 300 * MINUTE)
    assert [one.at for one in night.asks(AskKind.SAFETY)] == [EVENING + 300 * MINUTE]


def test_a_clock_set_back_puts_no_call_off_and_makes_no_second_one(night: Night) -> None:
    night.plan(EVENING)
    night.ends(EVENING + 20 * MINUTE, Ending.CONFIRMED)
    back = EVENING - 60 * MINUTE
    night.plan(back)
    night.plan(back + MINUTE)
    assert sorted(one.at for one in night.asks(AskKind.SAFETY)) == [back + 20 * MINUTE, EVENING + 20 * MINUTE]


def test_key_2_ends_it_and_nobody_is_called_any_more(night: Night) -> None:
    night.plan(EVENING)
    night.ends(EVENING + 20 * MINUTE, Ending.REFUSED)
    night.plan(EVENING + 21 * MINUTE)
    assert outing_of(night.database, "durand") is None
    assert len(night.asks(AskKind.SAFETY)) == 1 and night.told() == []


def test_a_silence_is_told_and_those_who_have_a_telephone_are_rung(night: Night) -> None:
    night.plan(EVENING)
    silent = night.ends(EVENING + 25 * MINUTE, Ending.UNANSWERED)
    night.plan(EVENING + 25 * MINUTE)
    night.plan(EVENING + 26 * MINUTE)
    assert night.told() == [
        ("martin@example.fr", "ALERTE : Claire Durand ne répond pas en intervention"),
        ("chef@example.fr", "ALERTE : Claire Durand ne répond pas en intervention"),
    ]
    (rung,) = night.asks(AskKind.SILENCE)
    assert (rung.agent_id, rung.at) == ("martin", EVENING + 25 * MINUTE)
    assert night.kinds[AskKind.SILENCE].words(SAFE, rung, EVENING + 25 * MINUTE) is not None
    assert [one.at for one in night.asks(AskKind.SAFETY)] == [silent.at, EVENING + 45 * MINUTE]


def test_whoever_takes_charge_ends_it_and_the_others_are_told(night: Night) -> None:
    night.plan(EVENING)
    night.ends(EVENING + 25 * MINUTE, Ending.UNANSWERED)
    night.plan(EVENING + 25 * MINUTE)
    night.ends(EVENING + 25 * MINUTE, Ending.CONFIRMED)
    assert outing_of(night.database, "durand") is None
    assert night.told()[2:] == [
        (who, "Julie Martin s'est chargé de l'alerte : Claire Durand ne répondait pas en intervention")
        for who in ("martin@example.fr", "chef@example.fr")
    ]
    (coming,) = [one for one in night.asks(AskKind.SAFETY) if one.ended_at is None]
    assert night.kinds[AskKind.SAFETY].words(SAFE, coming, EVENING + 45 * MINUTE) is None


def test_an_answer_after_a_silence_is_told_and_nobody_is_rung_about_it_any_more(night: Night) -> None:
    night.plan(EVENING)
    night.ends(EVENING + 25 * MINUTE, Ending.UNANSWERED)
    night.plan(EVENING + 25 * MINUTE)
    night.ends(EVENING + 25 * MINUTE, Ending.REFUSED)  # Martin cannot
    night.ends(EVENING + 45 * MINUTE, Ending.CONFIRMED)
    assert {subject for _, subject in night.told()[2:]} == {
        "Claire Durand a répondu à l'appel de sécurité : tout va bien"
    }
    (rung,) = night.asks(AskKind.SILENCE)
    assert night.kinds[AskKind.SILENCE].words(SAFE, rung, EVENING + 46 * MINUTE) is None


def test_without_anybody_named_the_colleagues_on_call_are_told() -> None:
    nobody = replace(SAFE, lines={"sav": replace(LINE, tell=())})
    during = EVENING + MINUTE
    assert answerable(SAFE, "nuit", "martin", during) == ["chef@example.fr"]
    assert answerable(nobody, "nuit", "petit", during) == ["durand"]


def test_only_an_agent_of_a_team_that_calls_may_leave() -> None:
    assert [team.id for team in safety_teams(SAFE, "petit", EVENING)] == ["nuit"]
    assert safety_teams(SAFE, "stranger", EVENING) == []
    assert safety_teams(COMPANY, "petit", EVENING) == []


def test_who_is_out_when_their_team_leaves_the_settings_is_told_once_to_whoever_is_left(night: Night) -> None:
    """Nobody calls them any more: silence there would be the worst."""
    other = replace(LINE, id="autre", tell=("chef@example.fr",))
    without = replace(SAFE, teams={}, lines={"autre": other})
    for number in (1, 2):
        night.plan(EVENING + number * 20 * MINUTE)
        night.ends(EVENING + number * 20 * MINUTE, Ending.MOOT, without)
    told = [(who, subject) for who, subject in night.told() if "ne peut plus être appelé" in subject]
    assert [who for who, _ in told] == ["chef@example.fr"]
