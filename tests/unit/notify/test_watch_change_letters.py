"""Two agents who did not speak as the watch changed hands: told to both and to who is named, with what each did."""

from __future__ import annotations

from appliance.notify.watch_change_letters import not_met
from appliance.store.asks.meeting_words import met_words
from appliance.store.asks.queue import Ask, AskKind, Ending
from appliance.store.asks.tables import Tried
from tests.unit.calls.test_duty_starts import BEGINS, MINUTE
from tests.unit.notify.test_duty_letters import SITE, read, told_company

TRIED = (Tried(BEGINS - 10 * MINUTE, "accepted no_answer"),)
ASK = Ask("x", AskKind.HAND_OVER, "durand", "petit nuit", BEGINS, 1, TRIED, Ending.UNANSWERED, BEGINS)


def test_both_and_whoever_is_named_are_told_what_each_did() -> None:
    found = {one.recipient: one for one in not_met(told_company(), ASK, BEGINS, SITE)}
    assert {"petit@example.fr", "chef@example.fr", "astreinte@example.fr"} <= found.keys()
    one = found["chef@example.fr"]
    assert one.subject == "Passage de relais non fait : Claire Durand, puis Hugo Petit"
    assert "- 17 h 50 : Claire Durand a tapé 1, Hugo Petit n'a pas répondu" in read(one)
    assert "ensuite, c'est Hugo Petit que la ligne appelle" in read(one)
    assert f"{SITE}/messages" in read(one)


def test_how_it_stands_is_told_in_words() -> None:
    zone, company = "Europe/Paris", told_company()
    assert met_words(ASK, company, zone).startswith("pas fait : 17 h 50 : Claire Durand a tapé 1")
    done = Ask("x", AskKind.HAND_OVER, "durand", "petit nuit", BEGINS, 1, (), Ending.CONFIRMED, BEGINS - MINUTE)
    assert met_words(done, company, zone) == "fait à 17 h 59"
    never = Ask("x", AskKind.HAND_OVER, "durand", "petit nuit", BEGINS, 1, (), Ending.UNANSWERED, BEGINS)
    assert "était en communication" in met_words(never, company, zone)
    killed = Ask("x", AskKind.HAND_OVER, "durand", "petit nuit", BEGINS, 1, (Tried(BEGINS, "interrupted"),))
    assert "l'appel a été interrompu" in met_words(killed, company, zone)
    assert met_words(Ask("x", AskKind.HAND_OVER, "durand", "petit nuit", BEGINS), company, zone) == ""
