"""An agent tells on their page that they leave on an intervention; managers see who is out, and take charge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.store.accounts.accounts import Role
from appliance.store.asks.outings import go_out, outing_of, outings_now
from appliance.store.asks.queue import Ask, AskKind, Ending, NewAsk, add_asks, end_ask, take_ask
from appliance.store.asks.tables import Tried
from appliance.store.outbox.queue import list_deliveries
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def called(world: World) -> None:
    def edit(company):
        lines = {key: replace(line, tell=("chef@example.fr",)) for key, line in company.lines.items()}
        teams = {key: replace(team, safety_call=20) for key, team in company.teams.items()}
        return replace(company, teams=teams, lines=lines)

    change_company(world.database, edit)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


def silent(world: World) -> str:
    """Durand is out and does not answer."""
    outing = go_out(world.database, "durand", "depannage", 20, NOW - 25 * MINUTE)
    at = NOW - 5 * MINUTE
    add_asks(world.database, [NewAsk(Ask("safety 1", AskKind.SAFETY, "durand", outing.id, at), at)])
    ask = take_ask(world.database, at)
    assert ask is not None
    assert end_ask(world.database, replace(ask, tried=(Tried(at, "no_answer"),)), Ending.UNANSWERED, at)
    return outing.id


def test_an_agent_leaves_and_comes_back_on_their_page(world: World) -> None:
    durand = world.signed_in(Role.AGENT, "durand")
    durand.go("/moi")
    assert "toutes les 20 minutes" in plain(durand.press("Je pars en intervention"))
    assert outing_of(world.database, "durand") is not None
    assert "En intervention depuis" in plain(durand.go("/moi"))
    durand.press("Fin d'intervention")
    assert outing_of(world.database, "durand") is None


def test_who_is_of_no_team_that_calls_is_offered_nothing(world: World) -> None:
    change_company(
        world.database,
        lambda one: replace(one, teams={key: replace(team, safety_call=None) for key, team in one.teams.items()}),
    )
    durand = world.signed_in(Role.AGENT, "durand")
    assert "Je pars en intervention" not in durand.go("/moi")


def test_a_silence_is_the_first_thing_to_decide_and_whoever_takes_charge_ends_it(world: World, manager: Visit) -> None:
    silent(world)
    assert "ne répond pas en intervention" in plain(manager.go("/"))
    text = plain(manager.go("/planning/interventions"))
    assert "Claire Durand" in text and "n'a pas répondu" in text
    assert "n'est plus en intervention" in plain(manager.press("Je m'en charge"))
    assert outings_now(world.database) == []
    assert "ne répond pas en intervention" not in plain(manager.go("/"))
    assert [row["recipient"] for row in list_deliveries(world.database)] == ["chef@example.fr"]


def test_a_reader_sees_who_is_out_and_not_their_mobile_whole(world: World) -> None:
    silent(world)
    reader = world.signed_in(Role.READER)
    text = plain(reader.go("/planning/interventions"))
    assert "Claire Durand" in text and "Je m'en charge" not in text
    assert "12 34 56 01" not in text and "+33612345601" not in text
