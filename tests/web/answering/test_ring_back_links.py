"""From the journal and the messages, one click opens the page that rings a caller back; or they say why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.store.accounts.accounts import Role
from appliance.store.outbox.tidings import take_charge, tidings_of
from tests.unjudged import change_company
from tests.web.answering.test_answering import open_world
from tests.web.answering.test_ring_backs import NOBODY, forms, promise
from tests.web.calls.test_own_lines import with_stranger
from tests.web.site_world import NOW, World

__all__ = ["open_world"]
HERE = "/moi/repondre?appel="
BY_THE_LINE = "Rappeler avec le numéro de la ligne"
NO_AGENT = "il faut le compte d'un intervenant"
NOT_YOURS = "cet appelant n'est pas à vous de rappeler"


@pytest.fixture
def waiting(open_world: World) -> World:
    """A lost call, a message and a promise, of the line of Claire Durand and Julie Martin."""
    change_company(open_world.database, with_stranger)
    open_world.call("lost", NOW - timedelta(hours=3), outcome=Outcome.FALLBACK, agents=NOBODY)
    open_world.call("left", NOW - timedelta(hours=2), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
    open_world.call("asked", NOW - timedelta(hours=1), outcome=Outcome.CALLBACK, agents=NOBODY)
    promise(open_world, "asked")
    return open_world


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER])
def test_each_caller_who_is_theirs_is_one_click_away_wherever_they_are_read_of(waiting: World, role: Role) -> None:
    julie = waiting.signed_in(role, "martin")
    journal = "/moi/appels?issue=to_ring_back" if role is Role.AGENT else "/appels?issue=to_ring_back"
    page = julie.go(journal)
    assert all(f"{HERE}{call}" in page for call in ("lost", "left", "asked"))
    page = julie.go("/messages")
    assert f"{HERE}left" in page and (role is Role.AGENT or f"{HERE}asked" in page)
    for path, call in (("/appels/lost", "lost"), ("/appels/asked", "asked"), ("/messages/left/left.wav", "left")):
        page = julie.go(path)
        assert f"{HERE}{call}" in page and BY_THE_LINE in page, path
    julie.go(f"{HERE}lost")
    assert julie.status == 200 and "/moi/repondre/rappels?appel=lost" in julie.text


def test_the_page_shows_first_the_caller_that_it_was_opened_on_and_says_so_of_one_who_is_no_more_theirs(
    waiting: World,
) -> None:
    julie = waiting.signed_in(Role.AGENT, "martin")
    julie.go("/moi/repondre/rappels?appel=lost")
    assert [form.fields["call"] for form in forms(julie)] == ["lost", "asked", "left"]
    assert julie.text.count('class="asked"') == 1
    (tiding,) = tidings_of(waiting.database, "lost")
    take_charge(waiting.database, tiding.id, "Claire", NOW, "durand")
    assert "cet appelant n'est plus à vous de rappeler" in julie.go("/moi/repondre/rappels?appel=lost")
    assert HERE not in julie.go("/moi/appels?issue=lost")


def test_who_is_no_agent_or_of_another_team_reads_why_they_do_not_ring_back(waiting: World) -> None:
    hugo, ana, reader = (
        waiting.signed_in(Role.MANAGER, "petit"),
        waiting.signed_in(Role.MANAGER),
        waiting.signed_in(Role.READER),
    )
    for who, said in ((hugo, NOT_YOURS), (ana, NO_AGENT), (reader, NO_AGENT)):
        for path in ("/appels/lost", "/appels/asked", "/messages/left/left.wav"):
            page = who.go(path)
            assert said in page and HERE not in page, path
        for path in ("/appels?issue=to_ring_back", "/messages"):
            assert HERE not in who.go(path), path


def test_a_hidden_number_is_said_to_be_so(open_world: World) -> None:
    open_world.call("dark", NOW - timedelta(hours=3), outcome=Outcome.FALLBACK, agents=NOBODY, caller=None)
    julie = open_world.signed_in(Role.AGENT, "martin")
    page = julie.go("/appels/dark")
    assert "Cet appelant n'a pas montré son numéro." in page and HERE not in page
    assert HERE not in julie.go("/moi/appels?issue=lost")


def test_nothing_is_said_of_a_call_that_is_settled(open_world: World) -> None:
    open_world.call("taken", NOW - timedelta(hours=1), agents=(("durand", OfferOutcome.ACCEPTED),))
    page = open_world.signed_in(Role.MANAGER).go("/appels/taken")
    assert NO_AGENT not in page and NOT_YOURS not in page


def test_nothing_is_said_of_it_on_a_machine_where_nobody_answers_in_a_page(world: World) -> None:
    world.call("lost", NOW - timedelta(hours=3), outcome=Outcome.FALLBACK, agents=NOBODY)
    for who in (world.signed_in(Role.MANAGER), world.signed_in(Role.AGENT, "martin")):
        page = who.go("/appels/lost")
        assert HERE not in page and NO_AGENT not in page and NOT_YOURS not in page
