"""What can go wrong between us and FreeSWITCH. Nothing else is raised by the transport, not even `gevent.Timeout`."""

from __future__ import annotations


class SwitchError(Exception):
    """Anything that FreeSWITCH, or the way to it, did not do for us."""


class Disconnected(SwitchError):
    """The connection is closed, or the leg has hung up: nothing more can be asked of it.

    A command without a reply closes its connection too: replies are matched by order, and that is no longer sure.
    """


class CommandTimeout(SwitchError):
    """An application or a job has not ended in time. It goes on, and so does the connection."""


class CommandRefused(SwitchError):
    """FreeSWITCH answered `-ERR` (or `-USAGE`); `reply` is its answer, whole."""

    def __init__(self, reply: str, sentence: str = "") -> None:
        super().__init__(sentence or f"FreeSWITCH a refusé : {reply}")
        self.reply = reply


class SecretRefused(CommandRefused):
    """FreeSWITCH is there, and was started with another secret."""


class PortInUse(SwitchError):
    """No port of the list is free."""


class UnsafeText(ValueError):
    """Text that FreeSWITCH would not read as mere text: a line end, a NUL, `$`, a bracket, a quote..."""
