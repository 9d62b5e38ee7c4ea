"""The emergency announcement, in the agents' menu: recorded, heard, put on a line until a moment, taken back.

Nothing is heard by a caller before it is confirmed; whoever hangs up before has changed nothing.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from appliance.calls.agent_at_menu import AgentAtMenu
from appliance.calls.agents_desk import IncidentChange
from appliance.calls.leg import CallerHungUp, Recording
from appliance.calls.watch import to_the_minute
from appliance.company.incidents import incident_at, known_incident
from appliance.company.model import Line
from appliance.planning.wall_clock import instants, wall_clock
from appliance.prompts.catalogue import told

TRIES = 3
LONGEST_SECONDS = 60
SHORTEST_SECONDS = 1.0  # below, nobody spoke
HOURS = {"1": 1, "2": 4}
MORNING = time(8)
NO_END = "4"


def serve_incident(at: AgentAtMenu) -> None:
    """What is told now is heard, replaced or taken back; else one is made. For who may change lines on the pages."""
    if not at.may_change():
        return
    if not at.visit.desk.may_announce(at.agent.id):
        at.say("agents_incident_closed")
    elif (line := _line(at)) is not None:
        _EmergencyAnnouncement(at, line).serve()


def _line(at: AgentAtMenu) -> Line | None:
    """The line called, chosen where there are several: it comes first."""
    called = at.visit.line.id
    lines = sorted(at.company.lines.values(), key=lambda line: line.id != called)
    chosen = at.chosen([at.words.line_choice(line) for line in lines]) if len(lines) > 1 else 0
    return lines[chosen] if chosen is not None else None


class _EmergencyAnnouncement:
    """One line's."""

    def __init__(self, at: AgentAtMenu, line: Line) -> None:
        self._at, self._line = at, line

    def serve(self) -> None:
        """Silence, or another key, changes nothing."""
        at, known = self._at, incident_at(self._line, self._at.visit.now())
        if known is None:
            self._make()
            return
        at.tell(at.words.incident_told(self._line, known.until, at.visit.now()))
        key = at.key(at.visit.say("agents_incident_on"))
        if key == "1":
            at.caller.play(*at.visit.announce(known.text), until_key=True)
            key = at.key(at.visit.say("agents_incident_on"))
        match key:
            case "2":
                self._make()
            case "3":
                self._take_back()
            case _:
                at.say("agents_unchanged")

    def _take_back(self) -> None:
        if self._at.confirmed(self._at.words.taking_back(self._line)):
            self._change(IncidentChange(self._line.id, on=False))

    def _make(self) -> None:
        match self._at.key(self._at.visit.say("agents_incident_what")):
            case "1":
                self._record()
            case "2":
                known = told(known_incident(self._line), language=self._line.language)
                self._at.caller.play(known, until_key=True)  # as callers will hear it
                self._put(None)
            case _:
                self._at.say("agents_unchanged")

    def _record(self) -> None:
        """Until it is to their liking; what was recorded is left nowhere else than where it serves."""
        caller = self._at.caller
        for number in range(1, TRIES + 1):
            self._at.say("agents_incident_speak")
            recording = caller.record(f"{caller.id}-annonce-{number}", LONGEST_SECONDS)
            try:
                if recording.hung_up:
                    raise CallerHungUp
                if self._is_settled(recording):
                    return
            finally:
                caller.discard_recording(recording.name)
        self._at.say("agents_unchanged")

    def _is_settled(self, recording: Recording) -> bool:
        """Whether it is put in place, or given up; False: it is to be said again."""
        at = self._at
        if not recording.saved:
            at.say("agents_unknown")
            return True
        if recording.seconds < SHORTEST_SECONDS:
            at.say("message_empty")
            return False
        at.caller.play_recording(recording.name)
        while (key := at.key(at.visit.say("agents_incident_review"))) == "1":
            at.caller.play_recording(recording.name)
        if key == "2":
            self._put(recording.name)
        elif key != "3":
            at.say("agents_unchanged")
        return key != "3"

    def _put(self, recording: str | None) -> None:
        """Until when, then confirmed."""
        at = self._at
        key = at.key(at.visit.say("agents_incident_until"))
        until = self._end(key, at.visit.now())
        if until is None and key != NO_END:
            at.say("agents_unchanged")
        elif at.confirmed(at.words.announcing(self._line, until, at.visit.now())):
            self._change(IncidentChange(self._line.id, on=True, until=until, recording=recording))

    def _end(self, key: str, now: datetime) -> datetime | None:
        """The end that a key stands for; None: none."""
        if key in HOURS:
            return to_the_minute(now) + timedelta(hours=HOURS[key])
        if key != "3":
            return None
        tomorrow = wall_clock(now, self._line.timezone).date() + timedelta(days=1)
        return min(instants(datetime.combine(tomorrow, MORNING), self._line.timezone))

    def _change(self, change: IncidentChange) -> None:
        self._at.settled(self._at.visit.desk.announce(self._at.agent.id, change), "agents_done")
