"""How a call of two agents ended, as it is kept and told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.controller import met_agents
from appliance.controller.asked_words import AskedWords, MetAgent
from appliance.controller.met_agents import meet
from appliance.prompts.catalogue import told
from appliance.store.asks.queue import Ending
from appliance.switch.ringing import PresentedIdentity
from tests.unit.notify.test_plan_teller import COMPANY

ACCEPTED, REFUSED, BUSY = OfferOutcome.ACCEPTED, OfferOutcome.REFUSED, OfferOutcome.BUSY
SAID = told("Passage de relais.", "fr")
PAIR = MetAgent("durand", SAID, list, SAID, lambda _: SAID), MetAgent("petit", SAID, list, SAID, lambda _: SAID)
WORDS = AskedWords(COMPANY.lines["sav"], SAID, SAID, SAID, PAIR)


class Held:
    """A meeting that ends as it is told to. `ends` None: they talk."""

    ends: tuple[OfferOutcome, OfferOutcome] | None = None

    def __init__(self, *facts: Any) -> None:
        self._joined = facts[4]

    def hold(self) -> tuple[OfferOutcome, OfferOutcome] | None:
        if self.ends is None:
            self._joined()
        return self.ends


def met(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[OfferOutcome, OfferOutcome] | None, written: list[bool]
) -> tuple[str, Ending | None]:
    """`written`: whether the database takes it, each time that it is asked."""
    monkeypatch.setattr(met_agents, "Meeting", type("Held", (Held,), {"ends": ends}))
    office, shown = cast(Any, SimpleNamespace(dialler=None, voice=None)), PresentedIdentity("ask", None, None)
    return meet(office, COMPANY, WORDS, shown, lambda _: written.pop(0), lambda _: None, Event())


@pytest.mark.parametrize(
    ("written", "ending"),
    [([True], Ending.CONFIRMED), ([False, True], Ending.CONFIRMED), ([False, False], Ending.MOOT)],
    ids=["at once", "as they hang up", "never"],
)
def test_two_who_talked_are_rung_again_only_where_that_could_never_be_written(
    monkeypatch: pytest.MonkeyPatch, written: list[bool], ending: Ending
) -> None:
    assert met(monkeypatch, None, [*written]) == ("accepted accepted", ending)


@pytest.mark.parametrize(
    ("ends", "ending"),
    [
        ((ACCEPTED, ACCEPTED), Ending.UNANSWERED),  # the switch could not join them: they heard so
        ((ACCEPTED, OfferOutcome.UNCONFIRMED), Ending.UNANSWERED),
        ((ACCEPTED, REFUSED), Ending.REFUSED),
        ((BUSY, OfferOutcome.NO_ANSWER), None),
        ((ACCEPTED, OfferOutcome.CANCELLED), Ending.MOOT),
    ],
)
def test_two_who_did_not_are_told_of_unless_neither_was_reached(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[OfferOutcome, OfferOutcome], ending: Ending | None
) -> None:
    assert met(monkeypatch, ends, []) == (" ".join(ends), ending)
