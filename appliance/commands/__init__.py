"""The commands of `astreinte`, one module each."""
