"""A caller's visit: the script, and the ports it speaks to."""
