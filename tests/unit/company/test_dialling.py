"""Who may be dialled, whatever a form, a file, a caller or a program brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.company.dialling import Purpose, exceptional, not_to_dial, ringable, to_dial
from appliance.company.model import Company
from appliance.company.numbers import E164, SHORT, AllowedNumber, dialable_as
from tests.unit.calls.rehearsal import company

GOOD = company()
OURS = GOOD.lines["urgence"].numbers[0]
DEAR = ["+33892123456", "+33820123456", "3639", "118218", "+447911123456", "+8821612345678", "+881631234567"]
ALLOWING = replace(GOOD, allowed_numbers=tuple(AllowedNumber(number, "La filiale") for number in [*DEAR, OURS]))

HOSTILE = [
    "",
    " ",
    "anonymous",
    "٠٦١٢٣٤٥٦٠١",  # digits of another script
    "０６１２３４５６０１",
    "06 12 34 56 01;phone-context=+33",
    "+33612345601;ext=2",
    "+33612345601@evil.example",
    "sip:0612345601@evil.example",
    "tel:+33612345601",
    "06 12 34 56 01 poste 12",
    "06 12 34 56 01 x12",
    "06 12 34 56 01#12",
    "06 12 34 56 01,12",
    "06 12 34 56 01,sofia/gateway/operator/0612345602",
    "{origination_caller_id_number=15}0612345601",
    "[leg_timeout=1]0612345601",
    "0612345601|0899123456",
    "0612345601\n0899123456",
    "0612345601\x00",
    "${caller}",
    "*21*0612345602#",
    "#31#0612345601",
    "3651 06 12 34 56 01",  # to hide one's number, then a number
    "16 06 12 34 56 01",
    "011 44 7911 123456",  # abroad, as North America dials it
    "+33 00 44 7911 123456",
    "+0612345601",
    "+33 6 12 34 56",
    "06 12 34 56 011",
    "07 00 00 00 00",
    "9" * 200,
    "+" * 9,
]
SERVICES = ["15", "17", "18", "112", "115", "116 000", "196", "911"]
DEAR_WRITTEN = [
    "3639",
    "32 00",
    "1014",
    "118 218",
    "08 92 12 34 56",
    "0899 123 456",
    "+33 (0)8 92 12 34 56",
    "0033 892 12 34 56",
    "33892123456",
    "08 20 12 34 56",
    "+44 7911 123456",
    "00 44 7911 123456",
    "+32 470 12 34 56",
    "+1 876 555 1234",  # Jamaica, under North America's code
    "+881 6 31 23 45 67",  # by satellite
    "+882 16 123 45678",
    "+883 5100 012345",
    "+870 773 123456",
    "+979 123456789",  # premium, of no country
    "+800 1234 5678",
]


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("company", [GOOD, ALLOWING])
@pytest.mark.parametrize("written", [*HOSTILE, *SERVICES])
def test_what_is_no_number_and_who_saves_lives_are_never_dialled(
    written: str, company: Company, purpose: Purpose
) -> None:
    with pytest.raises(ValueError, match="«"):
        to_dial(written, company, purpose)
    assert not_to_dial(written, company, purpose) is not None


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("written", DEAR_WRITTEN)
def test_a_short_dear_or_far_number_is_dialled_for_nobody_who_has_not_been_named(
    written: str, purpose: Purpose
) -> None:
    with pytest.raises(ValueError, match="«"):
        to_dial(written, GOOD, purpose)


@pytest.mark.parametrize("number", DEAR)
def test_what_the_company_allows_by_name_is_for_its_settings_never_for_a_caller(number: str) -> None:
    assert not_to_dial(number, ALLOWING) is None
    with pytest.raises(ValueError, match="on n'y rappelle personne"):
        to_dial(number, ALLOWING, Purpose.CALLBACK)
    assert not_to_dial(number, ALLOWING, Purpose.CALLBACK) is not None


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("company", [GOOD, ALLOWING])
@pytest.mark.parametrize("form", ["e164", "e164-no-plus", "00", "national"])
def test_a_number_of_our_own_would_ring_us_again(company: Company, purpose: Purpose, form: str) -> None:
    with pytest.raises(ValueError, match="tournerait en rond"):
        to_dial(dialable_as(OURS, form, "FR"), company, purpose)
    refused = not_to_dial(OURS, company, purpose)
    assert refused is not None
    assert refused.rule == "number_is_a_did"


@pytest.mark.parametrize("written", ["06 12 34 56 01", "+33 (0)6 12 34 56 01", "+33 06 12 34 56 01", "0033612345601"])
@pytest.mark.parametrize("purpose", Purpose)
def test_a_mobile_is_dialled_however_it_is_written(written: str, purpose: Purpose) -> None:
    assert to_dial(written, GOOD, purpose) == "+33612345601"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("01 72 00 00 01", "+33172000001"),
        ("07 56 00 00 01", "+33756000001"),
        ("09 80 00 00 01", "+33980000001"),
        ("06 96 12 34 56", "+596696123456"),
        ("06 39 98 12 34", "+33639981234"),
    ],
)
def test_a_caller_of_any_french_department_is_rung_back(written: str, number: str) -> None:
    assert to_dial(written, GOOD, Purpose.CALLBACK) == number


@pytest.mark.parametrize(
    "written", ["+687 25 66 01", "+681 72 12 34", "+508 41 23 45", "0800 123 456", "0806 00 00 01"]
)
def test_a_caller_is_not_rung_back_where_it_is_billed_as_abroad_nor_on_a_service(written: str) -> None:
    assert ringable(written, "FR")
    with pytest.raises(ValueError, match="on n'y rappelle personne"):
        to_dial(written, GOOD, Purpose.CALLBACK)


def test_a_company_abroad_rings_back_in_its_own_country_alone() -> None:
    swiss = replace(GOOD, country="CH")
    assert to_dial("022 345 67 89", swiss, Purpose.CALLBACK) == "+41223456789"
    with pytest.raises(ValueError, match="étranger"):
        to_dial("+33 6 12 34 56 01", swiss, Purpose.CALLBACK)


@pytest.mark.parametrize("kept", ["0612345601", "33612345601", "+33 6 12 34 56 01", "+33612345601\n"])
def test_what_the_settings_keep_is_dialled_in_its_one_form_alone(kept: str) -> None:
    refused = not_to_dial(kept, GOOD)
    assert refused is not None
    assert "écrivez +33612345601" in refused.sentence


@given(
    st.text() | st.text(alphabet="+0123456789 ()-./;@#*,x"),
    st.sampled_from([GOOD, ALLOWING, replace(GOOD, country="BE"), replace(GOOD, country="CA")]),
    st.sampled_from(Purpose),
)
def test_whatever_is_written_what_is_dialled_is_a_number_that_is_dialled_again(
    written: str, company: Company, purpose: Purpose
) -> None:
    try:
        number = to_dial(written, company, purpose)
    except ValueError as refusal:
        assert str(refusal)
    else:
        assert E164.fullmatch(number) or (SHORT.fullmatch(number) and purpose is Purpose.SET)
        assert not_to_dial(number, company, purpose) is None
        assert not_to_dial(number, company) is None  # what a caller may choose, the settings could hold


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("3639", "court"),
        ("118 218", "court"),
        ("08 92 12 34 56", "surtaxé"),
        ("08 20 12 34 56", "surtaxé"),
        ("+44 7911 123456", "étranger"),
        ("+32 470 12 34 56", "étranger"),
    ],
)
def test_a_dear_number_is_rung_only_if_the_company_names_it(written, kind):
    with pytest.raises(ValueError, match=rf"un numéro {kind}, à autoriser d'abord dans Réglages, Numéros permis\."):
        ringable(written, "FR")
    assert ringable(written, "FR", [exceptional(written, "FR")]) == exceptional(written, "FR")


@pytest.mark.parametrize(
    "written",
    ["06 12 34 56 01", "06 96 12 34 56", "+687 25 66 01", "+508 41 23 45", "+689 87 12 34 56", "0800 123 456"],
)
@pytest.mark.parametrize("country", ["FR", "MQ", "NC"])
def test_no_number_is_foreign_from_one_end_of_france_to_the_other(written, country):
    if written.startswith("0") and country == "NC":
        written = "+33" + written[1:]
    assert E164.fullmatch(ringable(written, country))


def test_a_company_s_own_country_is_not_abroad_and_its_neighbour_of_one_code_is():
    assert ringable("022 123 45 67", "CH") == "+41221234567"
    assert ringable("514 555 0123", "CA") == "+15145550123"
    with pytest.raises(ValueError, match="étranger"):
        ringable("+33 6 12 34 56 01", "CH")
    with pytest.raises(ValueError, match="étranger"):
        ringable("+1 212 736 5000", "CA")


@pytest.mark.parametrize("written", ["15", "17", "18", "112", "115", "116 000", "196"])
def test_the_emergency_services_are_never_rung(written):
    with pytest.raises(ValueError, match="numéro d'urgence"):
        exceptional(written, "FR")
