"""How long callers are remembered: the company's word, else its machine's."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.retention import months_kept
from tests.unit.company.test_document import everything


def test_the_companys_months_come_before_the_machines() -> None:
    company = everything()
    assert months_kept(replace(company, forget_months=2), 6) == 2
    assert months_kept(replace(company, forget_months=None), 6) == 6
    assert months_kept(None, 6) == 6
