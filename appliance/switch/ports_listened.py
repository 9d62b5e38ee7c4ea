"""Who listens on this machine, read from /proc: to connect there would be a call."""

from __future__ import annotations

from pathlib import Path

LISTENING = "0A"  # proc_net_tcp(5)


def listens(port: int) -> bool:
    """Whether somebody listens on this port, over IPv4."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return any(row[1].endswith(f":{port:04X}") and row[3] == LISTENING for row in rows)
