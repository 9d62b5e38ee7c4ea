"""A caller's leg played by a browser or by a script: the demo, and "what if someone called now?"."""
