"""What is said of an agent who is out on an intervention: to them, and to who takes charge of their silence. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.calls.agents_words import past_moment
from appliance.prompts.french.reading import spoken_minutes
from appliance.prompts.language import plain_words


def safety_question(line: str) -> str:
    """What the agent hears each time."""
    return (
        f"Astreinte, {plain_words(line)}. Appel de sécurité. Si tout va bien, tapez 1 ; si votre intervention est "
        "finie, tapez 2."
    )


def silence_told(line: str, agent: str, began: datetime, now: datetime, timezone: str) -> str:
    """What is heard by who is to take charge of it."""
    since = past_moment(began, now, timezone)
    return (
        f"Astreinte, {plain_words(line)}. Alerte. {plain_words(agent)} ne répond plus à l'appel de sécurité. "
        f"Début de l'intervention : {since}. Pour vous en charger, tapez 1 ; si vous ne pouvez pas, tapez 2."
    )


def outing_begun(minutes: int) -> str:
    """The last word to an agent who leaves."""
    return f"C'est noté. La ligne vous appelle dans {spoken_minutes(minutes)}, et ainsi de suite jusqu'à votre retour."


def already_taken(name: str) -> str:
    """To who would take charge too late."""
    return f"{plain_words(name)} s'en est chargé. Merci." if name else "Ce n'est plus nécessaire. Merci."
