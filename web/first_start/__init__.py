"""From nothing to a line that answers, and what is left to do afterwards."""
