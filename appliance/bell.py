"""What wakes a thread that works for the hub: the hub rings and goes on, the thread waits as threads do."""

from __future__ import annotations

from contextlib import suppress

from gevent.monkey import get_original

new_lock = get_original("_thread", "allocate_lock")
sleep = get_original("time", "sleep")


class Bell:
    """Rung from anywhere, heard by one thread that is none of gevent's greenlets. Rung again, it is heard once."""

    def __init__(self) -> None:
        self._silent = new_lock()
        self._silent.acquire()

    def ring(self) -> None:
        """Wake who waits, or who will. Never waits."""
        with suppress(RuntimeError):  # it rings already
            self._silent.release()

    def wait(self, seconds: float | None = None) -> bool:
        """Until it rings, or for so long: whether it has rung. In the thread."""
        return bool(self._silent.acquire(True, -1 if seconds is None else seconds))

    def wait_out(self, seconds: float) -> None:
        """For so long, whether it rings or not: whatever has rung by then is heard. In the thread."""
        sleep(seconds)
        self._silent.acquire(False)
