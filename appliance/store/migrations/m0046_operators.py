"""Version 46: the operator of a mobile that was tried with the number of a caller."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE phone_tests ADD COLUMN operator TEXT NOT NULL DEFAULT ''",)
