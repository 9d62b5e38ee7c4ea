"""The message: after the tone, listened to again, kept or said again. What was said is never lost by a hang-up."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.leg import CallerHungUp, CallerLeg, Recording
from appliance.calls.steps import Step
from appliance.prompts.catalogue import Sentence, kept_for

log = logging.getLogger(__name__)

MESSAGE_SECONDS = 180
MESSAGE_TRIES = 3
SHORTEST_MESSAGE = 1.0  # seconds; below, nobody spoke


def take_a_message(caller: CallerLeg, visit: CallContext, waits_until: datetime | None = None) -> Outcome:
    """Record what the caller wants to say; the call ends as a message, or unanswered if nothing was said.

    `waits_until`: until when nobody is told of it; None: they are at once.
    """
    with visit.journal.step(Step.MESSAGE):
        recording = record_to_liking(caller, visit)
    if recording is None:
        caller.play(visit.say("goodbye"))
        return Outcome.UNANSWERED
    if not recording.saved:
        caller.play(visit.say("message_lost"))
        return Outcome.UNANSWERED
    visit.journal.message(recording, waits_until)
    with suppress(CallerHungUp):  # the message is kept, whether or not the caller stays to hear so
        caller.play(*farewell(visit))
    return Outcome.MESSAGE


def farewell(visit: CallContext) -> list[Sentence]:
    """The message is there, until when, and goodbye: what matters most is heard first."""
    until = [kept_for(visit.message_days, visit.line.language)] if visit.line.tell_retention else []
    return [visit.say("message_kept"), *until, visit.say("goodbye")]


def record_to_liking(caller: CallerLeg, visit: CallContext) -> Recording | None:
    """The message that the caller keeps; None if nothing was said in three tries."""
    prompts = [visit.say("message_ask")]
    for number in range(1, MESSAGE_TRIES + 1):
        caller.play(*prompts)
        recording = caller.record(f"{caller.id}-{number}", MESSAGE_SECONDS)
        if recording.seconds < SHORTEST_MESSAGE and recording.saved:
            caller.discard_recording(recording.name)
            if recording.hung_up:
                raise CallerHungUp
            prompts = [visit.say("message_empty"), visit.say("message_ask")]
        elif recording.hung_up or not recording.saved or number == MESSAGE_TRIES or is_kept(caller, visit, recording):
            return recording
        else:
            caller.discard_recording(recording.name)
            prompts = [visit.say("message_ask")]
    return None


def is_kept(caller: CallerLeg, visit: CallContext, recording: Recording) -> bool:
    """1 listens again, 2 keeps, 3 says it again. Silence, another key, a hang-up or a defect of ours keeps it."""
    try:
        with suppress(CallerHungUp):
            while True:
                key = caller.ask_digits(visit.say("message_review"), max_digits=1, terminator="")
                if key != "1":
                    return key != "3"
                caller.play_recording(recording.name)
    except Exception as error:  # noqa: BLE001 - the caller has spoken: nothing sends them back into the call (law 13)
        log.error("a message is kept without its review: %s", type(error).__name__)
    return True
