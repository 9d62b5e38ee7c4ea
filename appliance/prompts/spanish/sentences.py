"""The sentences that are the same in every call and that a caller hears, in Spanish, by name: none yet. Pure."""

from __future__ import annotations

FIXED: dict[str, str] = {}
