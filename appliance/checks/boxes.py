"""The boxes that share a database, told in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.store.boxes.register import KnownBox


def silent_boxes_told(boxes: Sequence[KnownBox]) -> str | None:
    """Those that give no sign of life, and for how long; None when all of them do."""
    silent = [f"{box.name} se tait depuis {duration_told(box.silent_for)}" for box in boxes if not box.alive]
    return f"{' ; '.join(silent)}." if silent else None


def alive_boxes_told(boxes: Sequence[KnownBox]) -> str:
    """« Deux » of them or more: who, and the release that each runs."""
    return f"{len(boxes)} machines vivent : {', '.join(f'{box.name} ({box.release})' for box in boxes)}."


def duration_told(seconds: float) -> str:
    """« 40 s », « 12 min », « 5 h », « 3 jours »: as precisely as one needs it."""
    if seconds < 100:
        return f"{seconds:.0f}\u00a0s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f}\u00a0min"
    hours = seconds / 3600
    return f"{hours:.0f}\u00a0h" if hours < 48 else f"{hours / 24:.0f}\u00a0jours"
