"""The demonstration plays the real script: what is clicked decides what happens, and it is all told and written."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.model import RingStrategy
from appliance.demo import Demo
from appliance.planning.team_plan import TeamPlan
from appliance.store.journal.reader import list_calls
from appliance.store.settings.snapshot import save_company
from tests.web.spectator import Spectator

DURAND, DURAND_HOME, PETIT, MARTIN = "+33612345601", "+33172000001", "+33612345602", "+33612345603"
OFFICE, LAST_RESORT = "+33172000000", "+33172000009"


def hunting(spectator: Spectator, order: str = "40719") -> str:
    """A caller who has reached the hunt with an order number."""
    call = spectator.dials()
    spectator.answers_when_asked(call, "2", order, "1")
    spectator.until("step_begins", call=call, name="hunt")
    return call


def test_an_agent_who_accepts_is_joined_and_the_journal_says_so(demo: Demo, spectator: Spectator) -> None:
    call = hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    assert spectator.phone(DURAND, "answer") == 204
    whisper = spectator.until("phone_hears", phone=DURAND)
    assert "Commande 4, 0, 7, 1, 9." in whisper.facts["text"]
    spectator.phone(DURAND, "press", key="1")
    spectator.until("phone_joined", phone=DURAND)
    spectator.does(call, "hang_up")
    spectator.until("over", call=call)
    assert demo.writer.wait_until_written(5)
    (record,) = list_calls(demo.database)
    assert (record["outcome"], record["order"], record["box"]) == ("connected", "40719", "demo")
    assert [(attempt["agent"], attempt["outcome"]) for attempt in record["attempts"]] == [("durand", "accepted")]
    assert record["started_at"] == "2026-11-29T02:10:00.000Z"


def test_an_agent_who_refuses_makes_the_next_level_ring(spectator: Spectator) -> None:
    hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    spectator.phone(DURAND, "answer")
    spectator.phone(DURAND, "press", key="2")
    assert spectator.until("phone_released", phone=DURAND).facts["outcome"] == "refused"
    spectator.until("phone_rings", phone=MARTIN)


def test_a_rotating_team_rings_first_whoever_took_fewer_calls_of_the_demonstration(
    demo: Demo, spectator: Spectator
) -> None:
    company = demo.demo_session.company
    team = company.teams["depannage"]
    rotating = replace(team.ring, strategy=RingStrategy.ROTATING)
    plan = TeamPlan((("durand", "petit"),), "Europe/Paris")
    save_company(
        demo.database, replace(company, teams={**company.teams, team.id: replace(team, ring=rotating, plan=plan)})
    )
    for phone in (DURAND, PETIT, DURAND):
        call = hunting(spectator)
        assert spectator.until("phone_rings", call=call).facts["phone"] == phone
        spectator.phone(phone, "answer")
        spectator.phone(phone, "press", key="1")
        spectator.until("phone_joined", call=call)
        spectator.does(call, "hang_up")
        spectator.until("over", call=call)


def test_a_voicemail_is_never_joined(spectator: Spectator) -> None:
    call = hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    assert spectator.phone(DURAND, "voicemail") == 204
    assert spectator.until("phone_released", phone=DURAND).facts["outcome"] == "unconfirmed"
    spectator.until("phone_rings", phone=DURAND_HOME)
    assert "phone_joined" not in spectator.kinds(call)


def test_a_telephone_that_is_off_or_engaged_does_not_ring(spectator: Spectator) -> None:
    spectator.phone(DURAND, "reach", reach="off")
    spectator.phone(DURAND_HOME, "reach", reach="busy")
    call = hunting(spectator)
    assert spectator.until("phone_released", phone=DURAND).facts["outcome"] == "unreachable"
    assert spectator.until("phone_released", phone=DURAND_HOME).facts["outcome"] == "busy"
    spectator.until("phone_rings", phone=MARTIN)
    assert spectator.kinds(call).count("phone_rings") == 1


def test_a_caller_who_hangs_up_frees_the_mobile_that_rings(spectator: Spectator) -> None:
    call = hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    spectator.does(call, "hang_up")
    assert spectator.until("phone_released", phone=DURAND).facts["outcome"] == "cancelled"
    assert spectator.until("closed", call=call).facts["outcome"] == "abandoned"
    spectator.until("over", call=call)
    assert spectator.phone(DURAND, "answer") == 409


def test_an_agent_in_one_call_is_not_rung_for_another(spectator: Spectator) -> None:
    first = hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    second = hunting(spectator, order="50820")
    assert spectator.until("phone_rings", call=second).facts["phone"] == MARTIN
    spectator.phone(MARTIN, "answer")
    spectator.phone(MARTIN, "press", key="1")
    spectator.until("phone_joined", call=second)
    assert "phone_joined" not in spectator.kinds(first)


def test_the_caller_hears_that_somebody_is_looked_for_then_music(spectator: Spectator) -> None:
    call = hunting(spectator)
    spectator.until("caller_hears", call=call, name="hunt")
    assert spectator.until("caller_hears_music", call=call).facts["audio"].endswith(".wav")


def test_star_leads_to_a_message_that_is_kept_and_can_be_played(demo: Demo, spectator: Spectator) -> None:
    call = hunting(spectator)
    spectator.until("phone_rings", phone=DURAND)
    spectator.presses(call, "*")
    name = spectator.until("caller_may_speak", call=call).facts["name"]
    assert spectator.does(call, "example") == 204
    assert spectator.does(call, "example") == 409
    spectator.until("recording_ends", call=call)
    spectator.answers_when_asked(call, "2")
    spectator.until("message", call=call)
    assert spectator.until("closed", call=call).facts["outcome"] == "message"
    spectator.until("over", call=call)
    with spectator.client.get(f"/demo/messages/{name}.wav") as answer:
        assert answer.mimetype == "audio/wav"
        assert len(answer.data) > 16_000
    assert demo.writer.wait_until_written(5)
    assert list_calls(demo.database)[0]["message"]["file"] == f"{name}.wav"


def test_the_headquarters_are_joined_without_a_key(spectator: Spectator) -> None:
    call = spectator.dials()
    spectator.answers_when_asked(call, "5")
    spectator.until("phone_rings", phone=OFFICE)
    spectator.phone(OFFICE, "answer")
    spectator.until("phone_joined", phone=OFFICE)


def test_a_page_that_closes_has_hung_up(demo: Demo, spectator: Spectator) -> None:
    call = hunting(spectator)
    answer = spectator.client.get("/demo/news?page=test", buffered=False)
    stream = answer.response
    next(iter(stream))
    answer.close()
    assert spectator.until("closed", call=call).facts["outcome"] == "abandoned"


def test_a_page_that_comes_late_is_told_of_the_calls_that_live(demo: Demo, spectator: Spectator) -> None:
    call = hunting(spectator)
    news = demo.demo_session.broadcast.follow(None, 1)
    first = next(news)
    assert first is not None
    assert (first.kind, first.call) == ("begins", call)
    news.close()  # type: ignore[attr-defined]


def test_a_fifth_call_is_refused_in_a_sentence(spectator: Spectator) -> None:
    for _ in range(4):
        spectator.dials()
    answer = spectator.client.post("/demo/calls", json={"called": "09 72 00 00 01", "page": "test"})
    assert answer.status_code == 429
    assert "raccrochez" in answer.json["error"]
    for _ in range(4):
        spectator.until("begins")


def test_a_number_that_is_none_is_refused_in_a_sentence(spectator: Spectator) -> None:
    answer = spectator.client.post("/demo/calls", json={"called": "12", "page": "test"})
    assert answer.status_code == 422
    assert "numéro" in answer.json["error"]


def test_the_hour_that_does_not_exist_is_the_next_one(spectator: Spectator) -> None:
    spectator.dials(moment="2027-03-28T02:30")
    assert spectator.until("begins").facts["moment"] == "2027-03-28T03:30:00+02:00"
