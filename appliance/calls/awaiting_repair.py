"""« Rappelez-moi quand c'est réparé »: asked for while an emergency announcement is on, kept once it is over."""

from __future__ import annotations

from contextlib import suppress

from appliance.calls.call_context import CallContext, Promise
from appliance.calls.callback import confirmed_number
from appliance.calls.leg import CallerHungUp, CallerLeg
from appliance.calls.repaired import reached_within
from appliance.calls.steps import Step

KEY = "#"  # at no menu a habit of those who type ahead


def awaits_repair(caller: CallerLeg, visit: CallContext) -> bool:
    """Whether the caller has a number to be called at; False: their call goes on."""
    with visit.journal.step(Step.CALLBACK):
        number = confirmed_number(caller, visit)
    if number is None:
        return False
    team = visit.team_on_call() or ""
    visit.journal.callback(Promise(number, reached_within(visit.line), team, repair=True))
    with suppress(CallerHungUp):  # the promise is kept, whether or not they stay to hear so
        caller.play(visit.say("repair_noted"), visit.say("goodbye"))
    return True
