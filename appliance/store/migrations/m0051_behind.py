"""Version 51: who stood behind a last resort, when it was rung."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE attempts ADD COLUMN behind TEXT",)
