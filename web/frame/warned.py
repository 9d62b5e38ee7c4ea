"""What the next page says in another tone than that of what is done: that it is not, or what is to be seen to."""

from __future__ import annotations

from flask import flash

WARNED = "warned"  # of what is flashed: site.html shows it as a warning


def warn(sentence: str) -> None:
    """Said on the next page, where it looks like a warning."""
    flash(sentence, WARNED)
