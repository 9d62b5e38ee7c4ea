"""What callers and agents hear: every sentence played, worded, recorded, its versions."""
