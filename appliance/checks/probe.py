"""One thing asked of a box, and what was seen. Pure: pages speak of it without the switch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """One thing asked. `sentence`: what was seen, in French. `serious`: without it, callers may find nobody."""

    name: str
    healthy: bool
    sentence: str
    serious: bool = True


def lost(probes: list[Probe]) -> list[Probe]:
    """Those for which a caller may be lost."""
    return [probe for probe in probes if probe.serious and not probe.healthy]
