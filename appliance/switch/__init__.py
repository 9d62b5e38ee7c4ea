"""FreeSWITCH, and nothing else knows it."""
