"""What a caller is told of their callback by SMS, as a language words it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CallbackTexts:
    """Texts; in braces the line, the number called back, when it was asked for (`asked`) and promised (`by`).

    `again`: how to call the line, `{called}`, at the end of those that hold `{again}`. One that is empty is missing.
    """

    promised: str = ""
    late: str = ""
    kept: str = ""
    given_up: str = ""
    again: str = ""
