"""Whether the box would answer: for monitoring, and for people."""
