"""What proves that an agent can be reached is read of the journal and of the tests of telephones."""

from __future__ import annotations

from datetime import timedelta

from peewee import Database

from appliance.calls.leg import IN_THE_PAGE, OfferOutcome
from appliance.checks.daily_report import unready_soon
from appliance.store.database import writing
from appliance.store.journal.tables import AttemptRow, CallRow
from appliance.store.phone_tests.phone_tests import PhoneTestRow
from appliance.store.phone_tests.proofs import Proof, proofs
from tests.unit.checks.test_readiness import AFTERNOON, COMPANY, DAY, PHONE, TOMORROW, rang


def test_the_last_call_taken_and_the_last_test_of_each_number_are_found(database: Database) -> None:
    call = {"call_id": "c", "agent": "durand", "phone": 0}
    took = AFTERNOON - DAY
    assert [one.agent.id for one in unready_soon(database, COMPANY, AFTERNOON, TOMORROW)] == ["durand"]
    with writing(database):
        known = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "audience": "customers", "box": "a"}
        CallRow.insert(id="c", started_at=took, **known).execute(database)
        AttemptRow.insert(**call, number=1, at=took - DAY, outcome="accepted").execute(database)
        AttemptRow.insert(**call, number=2, at=took, outcome="accepted").execute(database)
        AttemptRow.insert(**call, number=3, at=AFTERNOON - timedelta(hours=1), outcome="no_answer").execute(database)
        PhoneTestRow.insert(**{**vars(rang(OfferOutcome.ACCEPTED)), "outcome": "accepted"}).execute(database)
    assert proofs(database, ["durand", "petit"]) == {
        "durand": Proof({PHONE: rang(OfferOutcome.ACCEPTED)}, took),
        "petit": Proof(),
    }
    assert proofs(database, []) == {}
    assert unready_soon(database, COMPANY, AFTERNOON, TOMORROW) == []


def test_a_call_taken_in_a_page_proves_nothing_of_a_telephone(database: Database) -> None:
    took = {"call_id": "c", "agent": "durand", "number": 1, "at": AFTERNOON - DAY, "outcome": "accepted"}
    with writing(database):
        known = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "audience": "customers", "box": "a"}
        CallRow.insert(id="c", started_at=AFTERNOON - DAY, **known).execute(database)
        AttemptRow.insert(**took, phone=IN_THE_PAGE).execute(database)
    assert proofs(database, ["durand"]) == {"durand": Proof()}
