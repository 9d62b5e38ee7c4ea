"""What a caller is told of their callback by SMS, in French. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.prompts.callback_texts import CallbackTexts

TEXTS = CallbackTexts(
    promised="{line} : un intervenant vous rappelle au {number} avant {by}.",
    late="{line} : votre rappel promis avant {by} est en retard, nous continuons d'essayer.{again}",
    kept="{line} : votre rappel demandé à {asked} est fait.",
    given_up="{line} : nous n'avons pas pu vous rappeler au {number}.{again}",
    again=" Vous pouvez rappeler le {called}.",
)


def written_clock(reading: datetime) -> str:
    """« 3 h 10 », « 18 h », « minuit »."""
    if not reading.hour and not reading.minute:
        return "minuit"
    return f"{reading.hour} h {reading.minute:02}" if reading.minute else f"{reading.hour} h"
