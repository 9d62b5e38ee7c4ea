"""A duty confirmed by telephone, or not, is told where it matters: to the agent, and to who decides."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from appliance.company.model import Company
from appliance.company.replacing import with_override
from appliance.planning.rota import on_call
from appliance.planning.team_plan import Override
from appliance.store.accounts.accounts import Role
from appliance.store.asks.queue import Ask, AskKind, Ending, NewAsk, add_asks, end_ask, take_ask
from appliance.store.asks.tables import Tried
from appliance.store.settings.snapshot import load_company
from tests.unjudged import change_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

HOUR = timedelta(hours=1)


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


@pytest.fixture
def agent(world: World) -> str:
    """Who is on call now."""
    return on_call(company_of(world).teams["depannage"].plan, NOW)[0].agent


def asked(world: World, agent: str, ending: Ending, outcome: str, at: datetime = NOW - HOUR) -> None:
    add_asks(world.database, [NewAsk(Ask(f"duty {agent}", AskKind.DUTY, agent, "depannage", at), at - HOUR)])
    ask = take_ask(world.database, at)
    assert ask is not None
    over = Ask(ask.id, ask.kind, ask.agent_id, ask.topic, ask.at, ask.tries, (Tried(at, outcome),))
    assert end_ask(world.database, over, ending, at)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("’", "'")


def test_a_confirmed_duty_is_on_the_agent_s_page_and_on_the_dashboard(world: World, agent: str) -> None:
    asked(world, agent, Ending.CONFIRMED, "accepted")
    mine = world.signed_in(Role.AGENT, agent)
    assert "confirmée par téléphone à" in plain(mine.go("/moi"))
    manager = world.signed_in(Role.MANAGER, name="chef")
    text = plain(manager.go("/"))
    assert "prise d'astreinte confirmée par téléphone à" in text
    assert "non confirmée" not in text


def test_one_that_is_not_waits_for_a_decision_while_the_agent_has_it(world: World, manager: Visit, agent: str) -> None:
    asked(world, agent, Ending.UNANSWERED, "no_answer")
    text = plain(manager.go("/"))
    assert "prise d'astreinte" in text and "non confirmée : n'a pas répondu" in text
    now = NOW.replace(second=0, microsecond=0)
    replaced = Override(now - 2 * HOUR, now + 2 * HOUR, removes=agent)
    change_company(world.database, lambda one: with_override(one, "depannage", replaced))
    assert "non confirmée" not in plain(manager.go("/"))


def test_a_refusal_is_told_as_such(world: World, manager: Visit, agent: str) -> None:
    asked(world, agent, Ending.REFUSED, "refused")
    assert "refusée par téléphone à" in plain(manager.go("/"))


def test_a_change_of_the_watch_is_told_to_both_agents_and_to_who_decides(world: World, manager: Visit) -> None:
    at = NOW - HOUR
    add_asks(world.database, [NewAsk(Ask("relais", AskKind.HAND_OVER, "durand", "petit depannage", at), at)])
    ask = take_ask(world.database, at)
    assert ask is not None
    tried = (Tried(at, "accepted no_answer"),)
    over = Ask(ask.id, ask.kind, ask.agent_id, ask.topic, ask.at, ask.tries, tried)
    assert end_ask(world.database, over, Ending.UNANSWERED, at)
    assert "Passage de relais pas fait" in plain(manager.go("/"))
    assert "Passage de relais avec Claire Durand" in plain(world.signed_in(Role.AGENT, "petit").go("/moi"))
    assert "Passage de relais" not in plain(world.signed_in(Role.AGENT, "martin").go("/moi"))
