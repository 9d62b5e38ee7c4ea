"""`*3` in a conversation: what is said is recorded, told to both before it begins, until `*3` again or its end."""

from __future__ import annotations

from types import TracebackType

from appliance.calls.call_context import CallContext
from appliance.calls.leg import Recording, Sought
from appliance.calls.notes import RecordingBegan, RecordingEnded
from appliance.prompts.catalogue import Sentence


class TalkRecording:
    """Used around a conversation: what is recorded of it, one file after the other."""

    def __init__(self, caller: Sought, visit: CallContext, agent: str) -> None:
        self._caller, self._visit, self._agent = caller, visit, agent
        self._name: str | None = None

    def begins_or_ends(self) -> None:
        """What the agent asked for: that it begins, or that it ends."""
        if self._name is None:
            self._begin()
        else:
            self._end(self._visit.say("talk_recorded_no_more"))

    def _begin(self) -> None:
        self._name = self._caller.record_talk(self._visit.say("talk_recorded"))
        if self._name is not None:
            self._visit.journal.note(RecordingBegan(self._agent))
            self._visit.journal.talk(Recording(self._name, 0.0, hung_up=False))

    def _end(self, words: Sentence | None) -> None:
        if self._name is not None:
            name, self._name = self._name, None
            seconds = self._caller.end_talk(name, words)
            self._visit.journal.note(RecordingEnded(self._agent))
            self._visit.journal.talk(Recording(name, seconds, hung_up=words is None))

    def __enter__(self) -> TalkRecording:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(None)
