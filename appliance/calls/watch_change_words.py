"""What two agents hear between whom the watch changes hands, as it is spoken. In French. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.calls.duty_words import coming_moment
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.french.reading import spoken_time
from appliance.prompts.language import plain_words

REFUSED = "C'est noté. L'autre intervenant l'entend. Au revoir."
WAIT = "Ne quittez pas."


def to_who_leaves(line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
    """« Astreinte, Ascenseurs Vidal. Passage de relais. Vous passez l'astreinte à Hugo Petit… »."""
    return _question(line, f"Vous passez l'astreinte à {plain_words(other)}", at, now, timezone)


def to_who_comes(line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
    """« Astreinte, Ascenseurs Vidal. Passage de relais. Claire Durand vous passe l'astreinte… »."""
    return _question(line, f"{plain_words(other)} vous passe l'astreinte", at, now, timezone)


def _question(line: str, what: str, at: datetime, now: datetime, timezone: str) -> str:
    clock = spoken_time(wall_clock(at, timezone).time())
    when = coming_moment(at, now, timezone) if at > now else f"depuis {clock}"
    keys = "Tapez 1 pour entendre ce qui reste ouvert et vous parler ; si vous ne pouvez pas, tapez 2."
    return f"Astreinte, {plain_words(line)}. Passage de relais. {what}, {when}. {keys}"


def what_is_open(messages: int, callbacks: int) -> str:
    """« 2 messages ouverts, 1 rappel promis. Une touche passe à la suite. »."""
    if not messages and not callbacks:
        return "Aucun message ouvert, aucun rappel promis."
    left = _counted(messages, "message ouvert", "messages ouverts")
    promised = _counted(callbacks, "rappel promis", "rappels promis")
    return f"{', '.join(part for part in (left, promised) if part)}. Une touche passe à la suite."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}" if number else ""


def other_missing(other: str, *, refused: bool) -> str:
    """The last word to who is alone."""
    why = "ne peut pas parler maintenant" if refused else "ne répond pas"
    return f"{plain_words(other)} {why}. Le planning ne change pas, et les responsables le savent. Au revoir."
