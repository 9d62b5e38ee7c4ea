"""Which line a number belongs to, and what its agents' telephones show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.config import Trunk
from appliance.controller.lines import called_number, line_of, presentable
from appliance.switch.presentation import presentation
from tests.unit.calls.rehearsal import DID, company

LINE = company().lines["urgence"]
SPARE = "+33972000009"
DEFAULT = replace(LINE, numbers=(), default=True)


def test_the_number_dialled_is_shown_when_it_is_the_lines_else_the_lines_first() -> None:
    line = replace(LINE, numbers=(DID, SPARE))
    assert [presentable(line, called) for called in (SPARE, DID, "+33199002000", "garbage")] == [SPARE, DID, DID, DID]


def test_a_default_line_without_numbers_shows_what_was_dialled() -> None:
    assert presentable(DEFAULT, "+33199002000") == "+33199002000"


@pytest.mark.parametrize("raw", ["", "anonymous", "3639", "sip:x@y", "+33;x=1", "+33 1 99 00 20 00"])
def test_what_is_no_number_is_never_shown(raw: str) -> None:
    assert presentable(DEFAULT, raw) is None


def test_a_trunk_that_is_given_no_number_presents_its_account_and_keeps_every_other_care() -> None:
    trunk = Trunk(name="operator", proxy="127.0.0.1", username="vidal", diversion=True)
    named, own = presentation(trunk, DID, None, "FR"), presentation(trunk, None, "+33612345678", "FR")
    assert own["origination_caller_id_number"] == "vidal"
    assert set(named) - set(own) == {"sip_h_Diversion"}


def test_a_trunk_set_to_show_the_caller_shows_them_even_for_a_line_without_number() -> None:
    trunk = Trunk(name="operator", proxy="127.0.0.1", presented_number="caller")
    assert presentation(trunk, None, "+33612345678", "FR")["origination_caller_id_number"] == "+33612345678"


def test_a_trunk_that_takes_no_number_of_another_presents_its_own() -> None:
    trunk = Trunk(name="operator", proxy="127.0.0.1", own_number="+33972000099", dial_format="national", diversion=True)
    for of_line in (DID, None):
        shown = presentation(trunk, of_line, "+33612345678", "FR")
        assert shown["origination_caller_id_number"] == "0972000099" and "0972000099@" in shown["sip_h_Diversion"]


def test_a_number_that_cannot_be_read_leads_to_the_default_line_as_it_stands() -> None:
    settings = replace(company(), lines={"urgence": DEFAULT})
    assert called_number("anonymous", "FR") == "anonymous"
    assert line_of(settings, "anonymous") is DEFAULT
    assert line_of(company(), "anonymous") is None
