"""Version 50: which agent is told of a call, whatever their addresses become."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE outbox ADD COLUMN agent TEXT",)
