"""Who is held for which call."""
