"""A telephone's sound is in time whatever else this machine does: real telephones have a processor for it."""

from __future__ import annotations

import os
from contextlib import suppress


def before_the_others() -> None:
    """This thread, and those that it begins, run as soon as they have something to do, where this user may ask so."""
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
