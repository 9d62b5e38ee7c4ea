"""Version 33: which agent took charge, where they have no account: two of one name are two."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE tidings ADD COLUMN taken_agent TEXT",)
