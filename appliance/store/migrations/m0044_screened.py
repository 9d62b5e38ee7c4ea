"""Version 44: telephones of trial that answered by themselves, as those do that screen their calls."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE phone_tests ADD COLUMN screened INTEGER NOT NULL DEFAULT 0",)
