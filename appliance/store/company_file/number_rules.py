"""Rules for the numbers that callers type, of a company file: whether one is asked for, and what a good one is."""

from __future__ import annotations

from appliance.company.limits import DIGITS, TRIES
from appliance.company.model import NumberRule
from appliance.company.order_patterns import length_pattern, order_pattern
from appliance.store.company_file import scalars
from appliance.store.company_file.nodes import Fields, Value


def read_number_rule_of(fields: Fields, name: str) -> NumberRule:
    """The rule of this key; nothing is asked for where it is left out."""
    return read_number_rule(fields.found[name]) if name in fields else NumberRule()


def read_number_rule(value: Value) -> NumberRule:
    """Whether a number is asked for, how often, and its form: a pattern, or a length."""
    fields = value.fields(required=("ask",), optional=("pattern", "length", "tries"))
    if "pattern" in fields and "length" in fields:
        fields.found["length"].refuse("Gardez ou bien pattern, ou bien length.")
    usual = NumberRule()
    pattern = fields.read("pattern", order_pattern, usual.pattern)
    return NumberRule(
        ask=fields.read("ask", scalars.boolean, usual.ask),
        pattern=_length_pattern(fields.found["length"]) if "length" in fields else pattern,
        tries=fields.read("tries", scalars.whole(*TRIES), usual.tries),
    )


def _length_pattern(value: Value) -> str:
    """`length: 5`, or `length: [4, 6]`, as a pattern."""
    digits = scalars.whole(*DIGITS)
    lengths = [item.read(digits, 1) for item in value.one_or_more()]
    if len(lengths) > 2 or lengths != sorted(lengths):
        value.refuse("Une longueur est un nombre, ou [la plus courte, la plus longue].")
    return length_pattern(lengths[0], lengths[-1]) if lengths else NumberRule().pattern
