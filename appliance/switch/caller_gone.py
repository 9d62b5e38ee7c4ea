"""The hang-up of a caller, in the word of the script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from appliance.calls.leg import CallerHungUp
from appliance.switch.speaking import LegGone, SpeakingLeg
from appliance.switch.transport import CommandRefused, Disconnected


@contextmanager
def hang_up_told(leg: SpeakingLeg) -> Iterator[None]:
    """CallerHungUp once this leg is gone: FreeSWITCH may refuse a command before it tells why."""
    try:
        yield
    except (LegGone, Disconnected):
        raise CallerHungUp from None
    except CommandRefused as refused:
        if leg.socket.over.is_set() or "No such channel" in refused.reply:
            raise CallerHungUp from None
        raise
