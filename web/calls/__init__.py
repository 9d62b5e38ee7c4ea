"""The calls: today's, the journal, the dashboard and the statistics."""
