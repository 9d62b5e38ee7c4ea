"""Order numbers."""

import pytest

from appliance.calls import orders
from appliance.calls.company import NumberRule


@pytest.mark.parametrize(("pattern", "most"), [(r"\d{5}", 5), (r"40\d{3}", 5), (r"\d{3,8}", 8), (r"(12|345)", 3)])
def test_the_caller_types_no_more_digits_than_the_pattern_can_take(pattern, most):
    assert orders.longest(NumberRule(True, pattern)) == most


def test_a_pattern_without_end_still_ends():
    assert orders.longest(NumberRule(True, r"\d+")) == orders.LONGEST


def test_a_number_must_match_the_whole_pattern():
    rule = NumberRule(True, r"\d{5}")
    assert orders.accepts(rule, "40719")
    assert not orders.accepts(rule, "4071")
    assert not orders.accepts(rule, "407190")
    assert not orders.accepts(rule, "4*719")
