"""What two agents hear is open before the watch changes hands: said as in their menu, and no more than there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from peewee import Database

from appliance.calls.watch_changes import first_level
from appliance.company.model import Company
from appliance.company.replacing import with_override
from appliance.controller.agents_desk import LiveDesk
from appliance.controller.watch_change_asks import WatchChangeAsks
from appliance.planning.team_plan import Override
from appliance.prompts.catalogue import Sentence
from appliance.store.asks.queue import Ask, AskKind
from appliance.store.settings.snapshot import load_company

from .test_agents_callbacks import asked
from .test_agents_messages import desk, left
from .test_by_telephone import NOW

__all__ = ["desk"]
AT = NOW + timedelta(minutes=10)


def heard(database: Database, company: Company) -> list[str]:
    leaving = first_level(company.teams["depannage"].plan, NOW)[0]
    coming = "petit" if leaving == "durand" else "durand"
    override = Override(AT, AT + timedelta(hours=3), removes=leaving, adds=coming)
    known = with_override(company, "depannage", override)
    ask = Ask("x", AskKind.HAND_OVER, leaving, f"{coming} depannage", AT)
    words = WatchChangeAsks(database, Path("/nowhere"), None).words(known, ask, NOW)
    assert words is not None and words.met is not None
    return [one.text for one in words.met[1].briefing() if isinstance(one, Sentence)]


def test_what_is_open_is_counted_then_said_one_after_the_other(desk: LiveDesk, database: Database) -> None:
    left(database, "m")
    asked(database, "c")
    asked(database, "elsewhere", line="nowhere")
    asked(database, "repair", awaits="repair")
    company = load_company(database)
    assert company is not None
    counted, message, callback, wait = heard(database, company)
    assert counted.startswith("1 message ouvert, 1 rappel promis.")
    assert message.startswith("Message 1 sur 1, laissé ")
    assert callback.startswith("Rappel 1 sur 1, demandé ") and ", commande 4, 0, 7" in callback
    assert wait == "Ne quittez pas."
