"""From nothing to a line that answers."""
