"""Version 55: an index of the lost calls alone, which the journal shows together and statistics count.

Of `COALESCE(outcome, '')`, as no other index is: SQLite would take that of outcomes, and put years of calls in order.
"""

from __future__ import annotations

STATEMENTS = (
    "CREATE INDEX calls_lost ON calls (started_at, audience, line_id, outcome, connected_at, ended_at, id)"
    " WHERE COALESCE(outcome, '') IN ('abandoned', 'fallback', 'unanswered')"
    " AND connected_at IS NULL AND ended_at IS NOT NULL",
)
