"""Version 41: calls are looked for by the number that they called, each minute, for machines that call one of ours."""

from __future__ import annotations

STATEMENTS = ("CREATE INDEX calls_called ON calls (called, started_at)",)
