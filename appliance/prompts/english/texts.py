"""What a caller is told of their callback by SMS, in British English. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.prompts.callback_texts import CallbackTexts

TEXTS = CallbackTexts(
    promised="{line}: someone will call you back on {number} before {by}",
    late="{line}: the call back promised before {by} is late, we are still trying.{again}",
    kept="{line}: the call back you asked for at {asked} has been made.",
    given_up="{line}: we could not reach you on {number}.{again}",
    again=" You can call us on {called}.",
)


def written_clock(reading: datetime) -> str:
    """« 2:30 p.m. »."""
    return f"{reading.hour % 12 or 12}:{reading.minute:02} {'p.m.' if reading.hour >= 12 else 'a.m.'}"
