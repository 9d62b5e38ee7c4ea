"""Version 16: whose telephone called, where it was an agent's. Of calls of before: whose it is now."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE calls ADD COLUMN caller_agent TEXT",
    """UPDATE calls SET caller_agent = (SELECT MIN(agent_id) FROM phones WHERE number = calls.caller)
        WHERE caller IN (SELECT number FROM phones)""",
    """UPDATE calls SET caller_agent = 'last_resort'
        WHERE caller_agent IS NULL AND caller IN (SELECT last_resort FROM lines)""",
)
