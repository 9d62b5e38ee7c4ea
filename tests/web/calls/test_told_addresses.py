"""Addresses that were an agent's: whoever reads a call later is told whom they reached, and never where."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import OfferOutcome
from appliance.company.parts import with_agent, with_line
from appliance.disclosure import sight_of_told
from appliance.door import settings
from appliance.notify.telling import Teller
from appliance.store.accounts.accounts import Role
from appliance.store.database import reading, writing
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery, queue_deliveries
from appliance.store.outbox.tables import OutboxRow
from appliance.store.outbox.tidings import tidings_of
from appliance.store.secrets import secret_hash
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

FORMER, SHOWN = "+33612345602", "06 12 34 56 02"  # of Hugo Petit, until he had another
MAIL_OF_BEFORE = "hugo.petit@example.fr"
SECRET = "S" * 43
READERS = {"agent": (Role.AGENT, "durand"), "reader": (Role.READER, None)}


@pytest.fixture
def told(world: World) -> World:
    """A message of which Hugo Petit was told, by a release that did not note whom an address was of."""
    unanswered = (("petit", OfferOutcome.NO_ANSWER),)
    world.call("m", NOW - timedelta(hours=3), outcome=Outcome.MESSAGE, agents=unanswered, message="m.wav")
    about = {"kind": "call", "call_id": "m", "tiding": tidings_of(world.database, "m")[0].id}
    sent = [
        NewDelivery("1", FORMER, "", "un message", "x", channel=SMS, secret_hash=secret_hash(SECRET), **about),
        NewDelivery("2", MAIL_OF_BEFORE, "", "un message", "x", channel=MAIL, **about),
        NewDelivery("3", "astreinte@client.example", "", "un message", "x", channel=MAIL, **about),
    ]
    queue_deliveries(world.database, sent, NOW - timedelta(hours=2))
    return world


def moves(world: World) -> None:
    """Hugo Petit has another mobile and another address."""
    settings.change(
        world.database,
        lambda company: with_agent(
            company, replace(company.agents["petit"], phones=("+33612345699",), mail="h.petit@autre.example")
        ),
        by="x",
        act="y",
        now=NOW,
        at=NOW,
    )


def reader(world: World, who: str) -> Visit:
    role, agent = READERS[who]
    return world.signed_in(role, agent)


@pytest.mark.parametrize("who", READERS)
def test_an_address_that_is_nobody_s_any_more_is_told_as_one_of_before(told: World, who: str) -> None:
    moves(told)
    text = reader(told, who).go("/appels/m")
    assert "SMS à un ancien numéro" in text
    assert "Courriel à une ancienne adresse" in text
    assert FORMER not in text
    assert MAIL_OF_BEFORE not in text


def test_an_address_that_a_line_names_is_told_and_who_manages_reads_all_of_them(told: World) -> None:
    assert "astreinte@client.example" not in reader(told, "agent").go("/appels/m")
    tell = ("astreinte@client.example",)
    settings.change(
        told.database,
        lambda now: with_line(now, replace(now.lines["urgence"], tell=tell)),
        by="x",
        act="y",
        now=NOW,
        at=NOW,
    )
    moves(told)
    assert "Courriel à astreinte@client.example" in reader(told, "reader").go("/appels/m")
    assert f"SMS à {FORMER}" in told.signed_in(Role.MANAGER).go("/appels/m")


def test_whom_an_address_reached_is_kept_with_what_was_told(world: World) -> None:
    unanswered = (("durand", OfferOutcome.NO_ANSWER),)
    world.call("m", NOW - timedelta(minutes=1), outcome=Outcome.MESSAGE, agents=unanswered, message="m.wav")
    Teller(world.database, sight_of_told, lambda: world.moment).tell_due()
    with reading(world.database):
        agents = {row[0] for row in OutboxRow.select(OutboxRow.agent).tuples().execute(world.database)}
    assert "durand" in agents
    company = load_company(world.database)
    assert company is not None
    moved = with_agent(company, replace(company.agents["durand"], mail="claire@autre.example"))
    settings.change(world.database, lambda now: moved, by="x", act="y", now=NOW, at=NOW)
    assert "Courriel à Claire Durand" in reader(world, "reader").go("/appels/m")


def test_whoever_takes_charge_from_an_address_of_before_is_shown_by_it_to_nobody_who_only_reads(told: World) -> None:
    moves(told)
    assert told.somebody().client.post(f"/astreinte/charge/{SECRET}").status_code == 303
    seen = reader(told, "reader")
    for path in ("/appels/m", "/messages", "/messages/m/m.wav", "/appels"):
        text = seen.go(path)
        assert FORMER not in text, path
        assert SHOWN not in text, path
    assert "Pris en charge par un ancien numéro, par le lien" in seen.go("/appels/m")
    assert "un ancien numéro s'en charge" in told.somebody().go(f"/astreinte/charge/{SECRET}")


def test_whoever_takes_charge_by_a_link_of_their_own_is_named_whatever_their_number_is_now(told: World) -> None:
    with writing(told.database):
        OutboxRow.update(agent="petit").where(OutboxRow.recipient == FORMER).execute(told.database)
    moves(told)
    assert told.somebody().client.post(f"/astreinte/charge/{SECRET}").status_code == 303
    taken = tidings_of(told.database, "m")[0]
    assert (taken.taken_by, taken.taken_agent) == ("Hugo Petit, par le lien", "petit")


@pytest.mark.parametrize("who", READERS)
def test_a_promise_tells_no_number_that_the_line_of_its_caller_withholds(world: World, who: str) -> None:
    at = NOW - timedelta(minutes=10)
    journal = CallJournal("asks", lambda record: apply(world.database, [record]), lambda: at)
    called = {"line_id": "urgence", "line_name": "Urgence serrurerie", "called": "+33972000001"}
    journal.open(**called, caller=FORMER, box="", started_at=at.isoformat(), clock_offset=0.0)
    journal.callback(Promise(FORMER, 30, "depannage"))
    journal.close(Outcome.CALLBACK)
    moves(world)
    seen = reader(world, who)
    for path in ("/appels/asks", "/messages"):
        text = seen.go(path)
        assert FORMER not in text, path
        assert SHOWN not in text, path
    assert "le téléphone d'un intervenant" in seen.go("/appels/asks")
