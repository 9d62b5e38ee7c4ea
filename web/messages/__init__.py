"""The messages of callers, until somebody has dealt with them."""
