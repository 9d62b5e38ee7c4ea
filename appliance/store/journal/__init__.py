"""What happened: the journal of calls, written, read, searched, set right after a crash."""
