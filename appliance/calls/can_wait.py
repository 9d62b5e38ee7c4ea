"""What can wait: it wakes nobody. The caller hears from when it is looked at, then leaves a message or a number."""

from __future__ import annotations

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.callback import promise_or_message
from appliance.calls.leg import CallerLeg
from appliance.company.hours import opening_after
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.catalogue import answered_from


def leave_for_later(caller: CallerLeg, visit: CallContext) -> Outcome:
    """The line's own office has it when it opens; where it is open already, at once."""
    now, line = visit.now(), visit.line
    opening = opening_after(visit.company, line, now)
    if opening > now:
        here, then = wall_clock(now, line.timezone), wall_clock(opening, line.timezone)
        caller.play(answered_from(then, (then.date() - here.date()).days, line.language))
    else:
        caller.play(visit.say("can_wait_open"))
    return promise_or_message(caller, visit, visit.team_on_call() or "", opening)
