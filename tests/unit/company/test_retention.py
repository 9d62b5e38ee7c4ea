"""How long callers are remembered: the company's word, else its machine's; what they left goes no later."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.retention import message_days_kept, months_kept, told_days_kept
from tests.unit.company.test_document import everything


def test_the_companys_months_come_before_the_machines() -> None:
    company = everything()
    assert months_kept(replace(company, forget_months=2), 6) == 2
    assert months_kept(replace(company, forget_months=None), 6) == 6
    assert months_kept(None, 6) == 6


def test_a_message_is_kept_for_its_own_days_and_never_longer_than_its_caller() -> None:
    company = replace(everything(), forget_months=None, message_days=90)
    assert message_days_kept(company, 6) == 90
    assert message_days_kept(replace(company, forget_months=2), 6) == 61
    assert message_days_kept(company, 1) == 31
    assert message_days_kept(None, 6) == 90


def test_what_was_told_is_kept_as_the_company_says() -> None:
    assert told_days_kept(replace(everything(), told_days=30)) == 30
    assert told_days_kept(None) == 90
