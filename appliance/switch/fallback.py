"""The exported on-call list: what FreeSWITCH does for a caller when no controller is there (design, law 8).

One file of dialplan, read afresh at each call that needs it (`XML:<file>`): nothing to reload, and a file that is
missing or torn costs the list, never the line. Its windows are UTC, on the real clock: FreeSWITCH runs with TZ=UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from appliance.calls.company import Company, Line, Team
from appliance.calls.routes import team_behind
from appliance.config import Config, Trunk
from appliance.planning.hours import Period
from appliance.planning.numbers import dialable_as, spellings
from appliance.planning.rota import windows
from appliance.prompts.catalogue import Sentence
from appliance.switch.causes import REFUSED_BY_TRUNK, TRUNK_CAUSES
from appliance.switch.fallback_sounds import export_sounds
from appliance.switch.machine_xml import write_atomically
from appliance.switch.presentation import presentation

DAYS = 14
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # where a window in force begins: a switch that is late rings who it names
CONFIRM_SECONDS = 20  # an answered telephone with no key after this is left for the next (design, law 2)
PROGRESS_SECONDS = 10
LATE_RINGING_SECONDS = 3
LAST_RESORT_SECONDS = 25
LAST_RESORT = "last_resort"
RINGBACK = "%(1500,3500,440)"  # the French ringing tone
PERIODS = (Period.AFTER_HOURS, Period.HOLIDAY, Period.CLOSURE, Period.OPEN)


def export(company: Company, config: Config, moment: datetime, prompt_path: Callable[[Sentence], Path | None]) -> Path:
    """Write the list and its sounds where FreeSWITCH reads them, whole or not at all. `moment`: the company's clock.

    OSError when the disk takes nothing: the former list is still there.
    """
    config.fallback_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    export_sounds(config.fallback_dir, prompt_path)
    path = exported_file(config)
    write_atomically(path, render(company, config, moment), mode=0o640)
    return path


def exported_file(config: Config) -> Path:
    """Where the exported list is."""
    return config.fallback_dir.absolute() / "astreinte.xml"


def render(company: Company, config: Config, moment: datetime) -> str:
    """The text of the list for the 14 days from `moment` (aware, on the company's clock)."""
    context = ET.Element("context", name="astreinte")
    lines = sorted(company.lines.values(), key=lambda line: line.default)
    for line in lines:
        context.append(_reception(line, config, company.country))
    context.append(_nobody_here())
    for line in lines:
        context.extend(_OnCallList(company, config, line).extensions(moment))
    for place, trunk in enumerate(config.trunks[1:], 1):
        context.append(_next_trunk(config, place, trunk))
    return _document(context)


def _document(context: ET.Element) -> str:
    document = ET.Element("document")
    ET.SubElement(document, "section", name="dialplan").append(context)
    ET.indent(document)
    return '<?xml version="1.0"?>\n' + ET.tostring(document, encoding="unicode") + "\n"


def _reception(line: Line, config: Config, region: str) -> ET.Element:
    """Pick up for the numbers of a line, in every spelling; the default line, last, for any number."""
    extension = ET.Element("extension", name=f"line {line.id}")
    ET.SubElement(extension, "condition", field="destination_number", expression="^list$")
    written = [re.escape(spelling) for number in line.numbers for spelling in spellings(number, region)]
    expression = "" if line.default else f"^(?:{'|'.join(written)})$" if written else "^unreachable$"
    condition = ET.SubElement(extension, "condition", field="${astreinte_called}", expression=expression)
    folder = config.fallback_dir.absolute()
    for application, data in (
        ("set", f"astreinte_line={line.id}"),
        ("answer", ""),
        ("execute_extension", "inband XML astreinte"),
        ("set", f"transfer_ringback={RINGBACK}"),
        ("playback", f"{folder}/apology.wav"),
        ("transfer", f"on_call_{line.id} {_dialplan(config)} astreinte"),
    ):
        _do(condition, application, data)
    return extension


def _nobody_here() -> ET.Element:
    """A number that no line claims, and no default line."""
    extension = ET.Element("extension", name="unknown number")
    condition = ET.SubElement(extension, "condition", field="destination_number", expression="^list$")
    _do(condition, "set", "astreinte_line=")
    _do(condition, "set", "astreinte_refused=unknown_number")
    _do(condition, "respond", "404 Not Found")
    return extension


class _OnCallList:
    """The extensions of one line: whom to ring, window by window, then the message."""

    def __init__(self, company: Company, config: Config, line: Line) -> None:
        self._company, self._config, self._line = company, config, line
        self._team = team_of(company, line)

    def extensions(self, moment: datetime) -> Iterator[ET.Element]:
        """One per window that has somebody, then one for any other time."""
        shift = timedelta(seconds=self._config.clock_offset_seconds)
        until = moment + timedelta(days=DAYS)
        for start, end, on_call in windows(self._team.plan, moment, until) if self._team else ():
            if on_call and self._team:
                agents = [entry.agent for entry in on_call]
                opening = LONG_AGO if start <= moment else start - shift
                yield self._window(opening, end - shift, agents, self._team.ring.seconds)
        yield self._otherwise()

    def _window(self, start: datetime, end: datetime, agents: list[str], seconds: int) -> ET.Element:
        """The date stands alone in its condition: with a field beside it, FreeSWITCH forgets the date."""
        extension = self._extension(f"{self._line.id} {start:%Y-%m-%d %H:%M}")
        during = ET.SubElement(extension, "condition", {"date-time": f"{_clock(start)}~{_clock(end)}"})
        for agent in agents:
            self._ring_agent(during, agent, seconds)
        self._finish(during)
        return extension

    def _otherwise(self) -> ET.Element:
        extension = self._extension(f"{self._line.id} nobody")
        self._finish(ET.SubElement(extension, "condition"))
        return extension

    def _extension(self, name: str) -> ET.Element:
        extension = ET.Element("extension", name=name)
        wanted = f"^on_call_{re.escape(self._line.id)}$"
        ET.SubElement(extension, "condition", field="destination_number", expression=wanted)
        return extension

    def _finish(self, condition: ET.Element) -> None:
        """After the agents: the last resort, then the message."""
        if self._line.last_resort:
            self._ring(condition, LAST_RESORT, 0, self._line.last_resort, LAST_RESORT_SECONDS)
        _do(condition, "transfer", "message XML astreinte")

    def _ring_agent(self, condition: ET.Element, agent: str, seconds: int) -> None:
        if agent in self._company.agents:
            for place, phone in enumerate(self._company.agents[agent].phones):
                self._ring(condition, agent, place, phone, seconds)

    def _ring(self, condition: ET.Element, agent: str, index: int, phone: str, seconds: int) -> None:
        """Ring one telephone through the first trunk; the next ones are tried for what was the trunk's fault.

        `index`: its place in the agent's list.
        """
        _do(condition, "set", f"astreinte_agent={agent}")
        _do(condition, "set", f"astreinte_phone={index}")
        _do(condition, "set", f"astreinte_ring_seconds={seconds + LATE_RINGING_SECONDS}")
        line_number = self._line.numbers[0] if self._line.numbers else None
        for place, trunk in enumerate(self._config.trunks):
            _do(condition, "set", f"astreinte_dial_{place}={_dial_string(self._config, trunk, phone, line_number)}")
        _do(condition, "bridge", "${astreinte_dial_0}")
        if len(self._config.trunks) > 1:
            _do(condition, "execute_extension", f"next_trunk_1 {_dialplan(self._config)} astreinte")


def team_of(company: Company, line: Line) -> Team | None:
    """The team whose on-call list serves a line without its script: the one called after hours, first of all."""
    for period in PERIODS:
        behaviour = line.behaviours.get(period)
        team = team_behind(company, behaviour.action) if behaviour else None
        if team is not None:
            return company.teams.get(team)
    return None


def _dial_string(config: Config, trunk: Trunk, phone: str, line_number: str | None) -> str:
    """One telephone through one trunk. The key is asked for before the caller is joined: no voicemail gets a caller.

    The confirmation is written in braces: in brackets FreeSWITCH reads it too late.
    """
    variables = {
        "astreinte_role": "agent",
        "astreinte_caller": "${uuid}",
        "media_timeout": str(1000 * config.sip.joined_media_timeout_seconds),
        "hangup_after_bridge": "true",
        "ignore_early_media": "true",
        "originate_continue_on_timeout": "true",
        "group_confirm_key": "1",
        "group_confirm_file": f"{config.fallback_dir.absolute()}/whisper.wav",
        "group_confirm_timeout": str(CONFIRM_SECONDS),
        "group_confirm_read_timeout": "2000",
        "originate_timeout": "120",
        "absolute_codec_string": "^^:PCMA:PCMU",
        "execute_on_answer": "'execute_extension inband XML astreinte'",
        **_escaped(presentation(trunk, line_number, None)),
    }
    inside = ",".join(f"{name}={value}" for name, value in variables.items())
    timers = f"[leg_timeout=${{astreinte_ring_seconds}},leg_progress_timeout={PROGRESS_SECONDS}]"
    return f"{{{inside}}}{timers}sofia/gateway/{trunk.name}/{dialable_as(phone, trunk.dial_format)}"


def _escaped(variables: dict[str, str]) -> dict[str, str]:
    return {name: value.replace(",", "\\,") for name, value in variables.items()}


def _next_trunk(config: Config, place: int, trunk: Trunk) -> ET.Element:
    """Ring the same telephone through the next trunk, when it is the former that failed: never a busy mobile twice."""
    extension = ET.Element("extension", name=f"trunk {trunk.name}")
    ET.SubElement(extension, "condition", field="destination_number", expression=f"^next_trunk_{place}$")
    causes, refusals = "|".join(sorted(TRUNK_CAUSES)), "|".join(sorted(REFUSED_BY_TRUNK))
    why = "${originate_disposition} ${last_bridge_proto_specific_hangup_cause}"
    expression = f"^(?:{causes}) |^CALL_REJECTED sip:(?:{refusals})$"
    condition = ET.SubElement(extension, "condition", field=why, expression=expression)
    _do(condition, "bridge", f"${{astreinte_dial_{place}}}")
    if place + 1 < len(config.trunks):
        _do(condition, "execute_extension", f"next_trunk_{place + 1} {_dialplan(config)} astreinte")
    return extension


def _dialplan(config: Config) -> str:
    return f"XML:{exported_file(config)},XML"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _do(condition: ET.Element, application: str, data: str) -> None:
    ET.SubElement(condition, "action", application=application, data=data)
