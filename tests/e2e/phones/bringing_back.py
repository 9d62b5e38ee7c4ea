"""An operator that brings a call to one of the appliance's own numbers back to it, with the sound both ways."""

from __future__ import annotations

from phones import message as sip
from phones.caller import Caller
from phones.leg import Leg
from phones.mobile import Mobile, MobileCall

LOOK_AGAIN = 0.05  # seconds


def brings_back(mobile: Mobile, shows: str | None = None) -> None:
    """What is dialled to this number comes back to the appliance, from whoever dialled it; or from `shows`."""

    def plan(call: MobileCall) -> None:
        call.rings()
        back = Caller(call.carrier, shows or sip.user(sip.address(call.invite.get("From"))))
        back.dials(mobile.number)
        _follow(call, back)

    mobile.plan = plan


def _follow(call: MobileCall, back: Caller) -> None:
    if back.timeline.first("answered") and not call.timeline.first("answered"):
        call.stream.heard_by, back.stream.heard_by = back.stream, call.stream
        call.picks_up()
    if back.timeline.first("refused"):
        call.refuses(480)
    for one, other in ((call, back), (back, call)):
        _ends_with(one, other)
    if not (call.ended and back.ended):
        call.carrier.after(LOOK_AGAIN, lambda: _follow(call, back))


def _ends_with(one: Leg, other: Leg) -> None:
    if other.ended and not one.ended:
        one.leave()
