"""A duty that nobody confirms is told to who comes next and to who is responsible, with the reason of each call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy

from appliance.company.model import Company, Way
from appliance.notify.duty_letters import duty_not_taken
from appliance.planning.team_plan import Shift
from appliance.store.asks.queue import Ask, AskKind, Ending
from appliance.store.asks.tables import Tried
from appliance.store.outbox.queue import NewDelivery
from tests.unit.calls.test_duty_starts import BEGINS, FRIDAYS, MINUTE, company

SITE = "https://astreinte.example.fr"
TRIED = (Tried(BEGINS - 30 * MINUTE, "no_answer"), Tried(BEGINS - 28 * MINUTE, "unconfirmed"))
ASK = Ask("duty durand", AskKind.DUTY, "durand", "nuit", BEGINS, 2, TRIED)


def told_company() -> Company:
    one = company()
    lines = {"sav": replace(one.lines["sav"], tell=("chef@example.fr",))}
    return replace(one, lines=lines, responsible=("chef@example.fr", "astreinte@example.fr"))


def letters(ending: Ending, ask: Ask = ASK, of: Company | None = None) -> dict[str, NewDelivery]:
    made = duty_not_taken(of or told_company(), ask, ending, BEGINS - 20 * MINUTE, BEGINS, SITE)
    return {one.recipient: one for one in made}


def test_the_next_and_the_responsible_are_told_why() -> None:
    found = letters(Ending.UNANSWERED)
    assert found.keys() == {"petit@example.fr", "chef@example.fr", "astreinte@example.fr"}
    one = found["chef@example.fr"]
    assert one.subject == "Prise d'astreinte non confirmée : Claire Durand"
    assert "est d'astreinte à partir du vendredi 4 décembre 2026 à 18 h (Nuit), et ne l'a pas confirmée." in read(one)
    assert "- 17 h 30 : n'a pas répondu\n- 17 h 32 : a décroché sans confirmer (répondeur ou silence)" in read(one)
    assert "Ensuite dans l'ordre d'appel : Hugo Petit." in read(one)
    assert f"{SITE}/planning" in read(one)


def read(one: NewDelivery) -> str:
    mail = message_from_string(one.content, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_key_2_is_told_as_a_refusal() -> None:
    refused = replace(ASK, tried=(TRIED[0], Tried(TRIED[1].at, "refused")))
    one = letters(Ending.REFUSED, refused)["chef@example.fr"]
    assert one.subject == "Prise d'astreinte refusée : Claire Durand"
    assert "a dit au téléphone ne pas pouvoir la prendre" in read(one)
    assert "- 17 h 32 : a tapé 2, ne peut pas" in read(one)


def test_an_sms_says_it_in_a_line() -> None:
    one = told_company()
    petit = replace(one.agents["petit"], told_by=(Way.SMS,))
    found = letters(Ending.UNANSWERED, of=replace(one, agents={**one.agents, "petit": petit}))
    assert "(Nuit, 18 h) : n'a pas répondu, puis a décroché" in found[petit.phones[0]].content


def test_who_was_never_free_is_told_as_such_and_an_only_agent_too() -> None:
    durand = company(30, Shift("durand", FRIDAYS))
    alone = replace(durand, lines=told_company().lines)
    found = letters(Ending.UNANSWERED, replace(ASK, tried=()), alone)
    assert found.keys() == {"chef@example.fr"}
    one = found["chef@example.fr"]
    assert "Personne d'autre n'est d'astreinte." in read(one)
    assert "était en communication, et n'a pas été dérangé" in read(one)


def test_the_same_is_known_again_by_its_name() -> None:
    first, again = letters(Ending.UNANSWERED), letters(Ending.UNANSWERED)
    assert {one.message_id for one in first.values()} == {one.message_id for one in again.values()}
    other = letters(Ending.UNANSWERED, replace(ASK, id="duty durand later", at=BEGINS + timedelta(days=1)))
    assert not {one.message_id for one in first.values()} & {one.message_id for one in other.values()}
