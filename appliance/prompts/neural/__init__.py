"""A neural voice, Kokoro-82M's French one: only where its weights are installed, and never while a call is up."""
