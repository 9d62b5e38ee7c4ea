"""Before each duty, everybody on it is proven reachable; who is not is told, with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from appliance.calls.leg import OfferOutcome
from appliance.checks.readiness import PROOF, Lack, unready
from appliance.company.model import Company
from appliance.store.phone_tests.phone_tests import PhoneTest
from appliance.store.phone_tests.proofs import Proof
from tests.unit.notify.test_plan_teller import COMPANY

AFTERNOON = datetime(2026, 12, 3, 16, tzinfo=UTC)  # Thursday, 17 h in Paris; Durand is on call from 18 h to 9 h
TOMORROW = AFTERNOON + timedelta(days=1)
DAY = timedelta(days=1)
PHONE = "+33612345601"


def rang(outcome: OfferOutcome, before: timedelta = DAY, phone: str = PHONE) -> PhoneTest:
    at = AFTERNOON - before
    return PhoneTest("t", "durand", phone, "Anne", at, at, at, outcome)


def lacks(proof: Proof, company: Company = COMPANY) -> list[Lack]:
    return [one.lack for one in unready(company, {"durand": proof}, AFTERNOON, TOMORROW)]


def leaving(last: date | None, *phones: str) -> Company:
    durand = replace(COMPANY.agents["durand"], until=last, phones=phones or (PHONE,))
    return replace(COMPANY, agents={**COMPANY.agents, "durand": durand})


def test_who_never_took_a_call_nor_was_tried_is_told_with_when_and_what_to_do() -> None:
    (one,) = unready(COMPANY, {}, AFTERNOON, TOMORROW)
    who = "Claire Durand, d'astreinte dès 18\u00a0h (Nuit)"
    assert one.said == f"{who}, n'a jamais pris d'appel, et son téléphone n'a jamais été essayé."
    assert one.remedy == "Faites-le sonner : « Intervenants », « Tester les téléphones »."
    assert not one.serious


@pytest.mark.parametrize(
    "proof, expected",
    [
        (Proof({PHONE: rang(OfferOutcome.ACCEPTED)}), []),
        (Proof(took_at=AFTERNOON - DAY), []),
        (Proof({PHONE: rang(OfferOutcome.ACCEPTED, PROOF + DAY)}), [Lack.LONG_AGO]),
        (Proof(took_at=AFTERNOON - PROOF - DAY), [Lack.LONG_AGO]),
        (Proof({PHONE: rang(OfferOutcome.UNCONFIRMED)}), [Lack.FAILED]),
        (Proof({PHONE: rang(OfferOutcome.NO_ANSWER)}, took_at=AFTERNOON - 2 * DAY), [Lack.FAILED]),
        (Proof({PHONE: rang(OfferOutcome.NO_ANSWER, 2 * DAY)}, took_at=AFTERNOON - DAY), []),
        (Proof({PHONE: rang(OfferOutcome.BUSY)}), [Lack.UNTRIED]),
        (Proof({PHONE: rang(OfferOutcome.CANCELLED)}, took_at=AFTERNOON - 2 * DAY), []),
        (Proof({"+33612345699": rang(OfferOutcome.ACCEPTED)}), [Lack.UNTRIED]),
    ],
    ids=[
        "tried",
        "took_a_call",
        "tried_long_ago",
        "called_long_ago",
        "voicemail",
        "silent_since_its_last_call",
        "took_a_call_since",
        "busy_proves_nothing",
        "cancelled_proves_nothing",
        "a_number_that_they_had",
    ],
)
def test_what_proves_that_a_telephone_rings(proof: Proof, expected: list[Lack]) -> None:
    assert lacks(proof) == expected


def test_one_that_screens_and_asked_nobody_is_told_as_such() -> None:
    test = replace(rang(OfferOutcome.UNCONFIRMED), screened=1)
    (one,) = unready(COMPANY, {"durand": Proof({PHONE: test})}, AFTERNOON, TOMORROW)
    assert "son téléphone a décroché de lui-même" in one.said and "filtrage" in one.said


def test_one_telephone_that_rang_through_is_enough() -> None:
    home = "+33172000001"
    tests = {PHONE: rang(OfferOutcome.NO_ANSWER), home: rang(OfferOutcome.ACCEPTED, phone=home)}
    assert lacks(Proof(tests), leaving(None, PHONE, home)) == []


def test_who_leaves_before_the_end_of_the_duty_is_told_and_who_leaves_after_it_is_not() -> None:
    fine = Proof(took_at=AFTERNOON - DAY)
    assert lacks(fine, leaving(date(2026, 12, 3))) == [Lack.LEAVES]
    (one,) = unready(leaving(date(2026, 12, 3)), {"durand": fine}, AFTERNOON, TOMORROW)
    assert "quitte l'entreprise le 03/12/2026, avant la fin de cette astreinte" in one.said
    assert one.serious
    assert lacks(fine, leaving(date(2026, 12, 4))) == []
    assert lacks(fine, leaving(date(2026, 12, 2))) == [], "gone already, and rung no more"


def test_who_has_no_number_that_may_be_dialled_is_told_first() -> None:
    fine = Proof(took_at=AFTERNOON - DAY)
    assert lacks(fine, leaving(None, "+33899123456")) == [Lack.NO_PHONE]


def test_who_is_on_call_in_a_team_that_no_line_rings_is_not_asked_about() -> None:
    other = replace(COMPANY.teams["nuit"], id="autre")
    company = replace(COMPANY, teams={**COMPANY.teams, "autre": other})
    assert [one.start for one in unready(company, {}, AFTERNOON, TOMORROW)] == [datetime(2026, 12, 3, 17, tzinfo=UTC)]
