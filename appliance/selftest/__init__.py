"""A telephone of our own, to call this box through FreeSWITCH and say what a caller would hear."""
