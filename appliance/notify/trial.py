"""A try: what an agent is sent to see that they are reached, worded once for the command and for the pages."""

from __future__ import annotations

import secrets
from datetime import datetime

from appliance.company.model import Agent
from appliance.notify.message import Message

KIND = "test"
KEY = "test-"
WORDS = "Ceci est un essai : vous serez prévenu ainsi des messages et des appels sans réponse."


def trial_for(agent: Agent, now: datetime) -> Message:
    """The same words by every channel. `now`: UTC."""
    return Message(
        key=f"{KEY}{secrets.token_hex(8)}",
        to=agent.name,
        subject="Essai de l'astreinte",
        about=f"essai, {agent.name}",
        text=f"Bonjour {agent.name},\n\n{WORDS}\n",
        made_at=now,
        brief=f"Astreinte. {WORDS}",
    )
