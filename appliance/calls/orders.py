"""Order numbers: what is a good one, how long one may be. Pure.

No caller is refused for want of an order number (design, law 3): what fails here ends in None, and the call goes on.
"""

from __future__ import annotations

import re
from typing import Any, cast

from appliance.calls.company import CallTeam, Line, OrderRule

LONGEST = 20  # digits; nobody reads out more, and a keypad that never ends would never end


def is_asked(line: Line, choice: CallTeam) -> bool:
    """Whether this call is asked for an order number: the choice's word, else the line's."""
    return line.order_rule.ask if choice.order_number is None else choice.order_number


def accepts(rule: OrderRule, digits: str) -> bool:
    """Whether these keys are an order number by the rule of the line."""
    return re.fullmatch(rule.pattern, digits) is not None


def longest(rule: OrderRule) -> int:
    """The number of digits after which the caller need type nothing more: 5 for `\\d{5}`."""
    parser = cast(Any, re)._parser  # the only place where the standard library tells the width of a pattern
    _, most = parser.parse(rule.pattern).getwidth()
    return max(1, min(int(most), LONGEST))
