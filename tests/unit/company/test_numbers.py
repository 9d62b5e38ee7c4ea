"""Telephone numbers as people, operators and strangers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.company.dialling import exceptional
from appliance.company.numbers import (
    E164,
    UNREADABLE,
    caller_number,
    caller_seen,
    dialable_as,
    normalise,
    readable,
    spellings,
)
from appliance.prompts.french.reading import spoken_number

USUAL = [
    "06 12 34 56 01",
    "0612345601",
    "06.12.34.56.01",
    "06-12-34-56-01",
    "06 12 34 56 01",
    "+33 6 12 34 56 01",
    "+33 (0)6 12 34 56 01",
    "0033612345601",
    "33612345601",
]


@pytest.mark.parametrize("written", USUAL)
def test_every_usual_french_writing_is_one_number(written):
    assert normalise(written, "FR") == "+33612345601"


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("01 72 00 00 01", "FR", "+33172000001"),
        ("09 72 00 00 01", "FR", "+33972000001"),
        ("0 800 123 456", "FR", "+33800123456"),
        ("06 96 12 34 56", "FR", "+596696123456"),
        ("+33 6 96 12 34 56", "FR", "+596696123456"),
        ("05 90 20 12 34", "FR", "+590590201234"),
        ("06 92 12 34 56", "FR", "+262692123456"),
        ("06 12 34 56 01", "MQ", "+33612345601"),
        ("06 39 98 12 34", "FR", "+33639981234"),
        ("022 123 45 67", "CH", "+41221234567"),
        ("+44 7911 123456", "FR", "+447911123456"),
    ],
)
def test_landlines_overseas_and_foreign_numbers_are_read_in_their_plan(written, region, number):
    assert normalise(written, region) == number


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("3639", "trop court"),
        ("112", "trop court"),
        ("08 92 12 34 56", "surtaxé"),
        ("08 12 34 56 78", "surtaxé"),
        ("06 12 34 56", "il manque des chiffres"),
        ("06 12 34 56 1", "il manque des chiffres"),
        ("+33 6 12 34 56 1", "il manque des chiffres"),
        ("06 12 34 56 011", "a des chiffres en trop"),
        ("07 00 00 00 000", "a des chiffres en trop"),
        ("07 00 00 00 00", "n'est pas un numéro attribuable"),
        ("", "n'est pas un numéro de téléphone"),
        ("0612345601}", "n'est pas un numéro de téléphone"),
        ("06 12 34 56 01,sofia/x", "n'est pas un numéro de téléphone"),
        ("٠٦١٢٣٤٥٦٠١", "n'est pas un numéro de téléphone"),
        ("+33612345601;ext=2", "n'est pas un numéro de téléphone"),
    ],
)
def test_a_number_that_cannot_be_rung_is_refused_with_the_reason(written, why):
    with pytest.raises(ValueError, match=why):
        normalise(written, "FR")


@pytest.mark.parametrize(
    ("dial_format", "dialled"),
    [("e164", "+33612345601"), ("e164-no-plus", "33612345601"), ("00", "0033612345601"), ("national", "0612345601")],
)
def test_a_trunk_gets_the_number_as_it_wants_it(dial_format, dialled):
    assert dialable_as("+33612345601", dial_format, "FR") == dialled


def test_a_foreign_number_is_never_dialled_as_a_french_one():
    assert dialable_as("+447911123456", "national", "FR") == "00447911123456"
    assert dialable_as("+596696123456", "national", "FR") == "0696123456"


@pytest.mark.parametrize("number", ["0612345601", "+33612345601}", "+33612345601\n", "", "+0612345601"])
def test_only_an_e164_number_is_ever_made_dialable(number):
    with pytest.raises(ValueError, match=r"n'est pas un numéro E\.164"):
        dialable_as(number, "e164", "FR")


def test_a_did_is_known_in_every_spelling_of_the_operators():
    assert spellings("+33972000001", "FR") == ("+33972000001", "0033972000001", "33972000001", "0972000001")
    assert spellings("+41221234567", "FR") == ("+41221234567", "0041221234567", "41221234567")
    assert "0221234567" in spellings("+41221234567", "CH")


@pytest.mark.parametrize("number", ["+33972000001", "+33612345601", "+596696123456", "+262692123456"])
def test_each_spelling_is_read_back_as_the_number(number):
    assert {caller_number(each, "FR") for each in spellings(number, "FR")} == {number}


@pytest.mark.parametrize(
    "raw",
    [*USUAL, "%2B33612345601", "612345601", "tel:+33612345601", "sip:0612345601@198.51.100.1", "+33612345601;npdi"],
)
def test_a_caller_is_known_however_the_network_writes_the_number(raw):
    assert caller_number(raw, "FR") == "+33612345601"


@pytest.mark.parametrize(
    "raw", [None, "", "anonymous", "Unavailable", "0000000000", "1001", "3639", "+1", "4900", "+49112", "9" * 200]
)
def test_a_hidden_or_malformed_caller_has_no_number(raw):
    assert caller_number(raw, "FR") is None


MACHINE = "+337000112345678"  # the SIM of a lift: Arcep's 0700 range, 14 digits


@pytest.mark.parametrize(
    "raw", [MACHINE, "00337000112345678", "337000112345678", "07000112345678", "+33 7000 1123 45678"]
)
def test_the_number_of_a_machine_is_known_and_written_by_pairs(raw):
    assert caller_number(raw, "FR") == MACHINE
    assert readable(MACHINE, "FR") == "07 00 01 12 34 56 78"
    assert spoken_number(MACHINE) == "07, 00, 01, 12, 34, 56, 78"


@pytest.mark.parametrize("raw", ["+31970123456789", "0031970123456789", "+8835100012345"])
def test_a_number_longer_than_its_plan_is_taken_where_its_country_is_written(raw):
    assert caller_number(raw, "FR") == raw.replace("00", "+", 1) if raw.startswith("00") else raw


@pytest.mark.parametrize(("raw", "seen"), [(None, None), ("", None), ("0612345601", "+33612345601")])
def test_a_caller_who_shows_nothing_is_hidden(raw, seen):
    assert caller_seen(raw, "FR") == seen


@pytest.mark.parametrize("raw", ["unreadable", "0000000000", "1001", "12", "ascenseur-12", "9" * 200])
def test_what_is_shown_and_is_no_number_is_unreadable_never_hidden(raw):
    assert caller_seen(raw, "FR") == UNREADABLE


@given(st.text() | st.text(alphabet="+0123456789 ()-./%2B;@\r\n"))
def test_nothing_a_stranger_sends_raises_or_passes_as_more_than_a_number(raw):
    number = caller_number(raw, "FR")
    assert number is None or E164.fullmatch(number)


@given(st.text() | st.text(alphabet="+0123456789 ()-./"), st.sampled_from(["FR", "MQ", "BE", "ZZ"]))
def test_a_number_accepted_once_is_accepted_again_unchanged(written, region):
    try:
        number = normalise(written, region)
    except ValueError as refusal:
        assert "«" in str(refusal)
    else:
        assert E164.fullmatch(number)
        assert normalise(number, region) == number
        assert normalise(dialable_as(number, "00", "FR"), "FR") == number


@pytest.mark.parametrize("dial_format", ["e164", "e164-no-plus", "00", "national"])
def test_a_short_number_is_dialled_as_it_stands_and_read_back(dial_format):
    assert dialable_as("3639", dial_format, "FR") == "3639"
    assert exceptional(readable("3639", "FR"), "FR") == "3639"
