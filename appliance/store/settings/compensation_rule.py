"""The company's rule of compensation as one text of the database."""

from __future__ import annotations

import msgspec

from appliance.planning.compensation import Compensation


def rule_text(rule: Compensation) -> str:
    """The rule as JSON; amounts are decimal text, never binary fractions."""
    return msgspec.json.encode(rule, order="deterministic").decode()


def rule_of(text: str) -> Compensation:
    """The rule that `rule_text` wrote."""
    return msgspec.json.decode(text, type=Compensation)
