"""Version 36: callers to be called once an incident is over. `awaits`: what their callback waits for."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE callbacks ADD COLUMN awaits TEXT",)
