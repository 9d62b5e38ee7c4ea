"""The exported on-call list: what FreeSWITCH does for a caller when no controller is there (design, law 8).

One file of dialplan, read afresh at each call that needs it (`XML:<file>`): nothing to reload, and a file that is
missing or torn costs the list, never the line. Its windows are UTC, on the real clock: FreeSWITCH runs with TZ=UTC.
What does not depend on the settings is in freeswitch/dialplan.xml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree as ET

from appliance.calls.hunt import LAST_RESORT
from appliance.calls.ringing_times import LAST_WHISPER_SECONDS
from appliance.calls.unattended import Conduct, conducts, orders, said_alone
from appliance.company.model import Company, Line
from appliance.company.numbers import spellings
from appliance.company.tongues import spoken_on
from appliance.config import Config
from appliance.prompts.catalogue import Sentence
from appliance.switch.fallback_hunt import Hunts
from appliance.switch.fallback_languages import choose, chosen, offering
from appliance.switch.fallback_ringing import RINGBACK, Rings, next_trunks
from appliance.switch.fallback_sounds import announced, export_sounds, forget_announcements, said_in, whispered
from appliance.switch.fallback_words import condition_of, dialplan, do, extension, window
from appliance.whole_file import write_whole

DAYS = 14
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # where a window in force begins: a switch that is late rings who it names
What = TypeVar("What")
TOO_OLD = Conduct(team="")  # a list that ended before the call: it knows nobody but the last resort


def export(company: Company, config: Config, moment: datetime, prompt_path: Callable[[Sentence], Path | None]) -> Path:
    """Write the list and its sounds where FreeSWITCH reads them, whole or not at all. `moment`: the company's clock.

    OSError when the disk takes nothing: the former list is still there.
    """
    config.fallback_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    export_sounds(config.fallback_dir, company, prompt_path)
    path = exported_file(config)
    write_whole(path, render(company, config, moment), mode=0o640)
    forget_announcements(config.fallback_dir, company)
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
        context.extend(_LineList(company, config, line).extensions(moment))
    context.extend(next_trunks(config, dialplan(exported_file(config))))
    return _document(context)


def _document(context: ET.Element) -> str:
    document = ET.Element("document")
    ET.SubElement(document, "section", name="dialplan").append(context)
    ET.indent(document)
    return '<?xml version="1.0"?>\n' + ET.tostring(document, encoding="unicode") + "\n"


def _reception(line: Line, config: Config, region: str) -> ET.Element:
    """Pick up for the numbers of a line, in every spelling; the default line, last, for any number."""
    reception = extension(f"line {line.id}", "list")
    written = [re.escape(spelling) for number in line.numbers for spelling in spellings(number, region)]
    expression = "" if line.default else f"^(?:{'|'.join(written)})$" if written else "^unreachable$"
    claimed = condition_of(reception, "${astreinte_called}", expression)
    do(claimed, "set", f"astreinte_line={line.id}")
    do(claimed, "answer")
    # A star typed to the controller asks for nothing here. Before an answer, this application would end the call.
    do(claimed, "flush_dtmf")
    do(claimed, "execute_extension", "inband XML astreinte")
    choose(claimed, line, dialplan(exported_file(config)))
    do(claimed, "set", f"transfer_ringback={RINGBACK}")
    do(claimed, "set", "origination_cancel_key=*")
    do(claimed, "set", "import=astreinte_agent,astreinte_phone")
    do(claimed, "set", f"astreinte_max_wait={line.max_wait}")
    do(claimed, "set", f"astreinte_silent_wait={line.max_wait + 1}")
    do(claimed, "set", f"astreinte_longest_wait={line.max_wait + LAST_WHISPER_SECONDS}")
    do(claimed, "transfer", f"on_call_{line.id} {dialplan(exported_file(config))} astreinte")
    return reception


def _nobody_here() -> ET.Element:
    """A number that no line claims, and no default line."""
    unknown = extension("unknown number", "list")
    do(unknown[0], "set", "astreinte_line=")
    do(unknown[0], "set", "astreinte_refused=unknown_number")
    do(unknown[0], "respond", "404 Not Found")
    return unknown


class _LineList:
    """The extensions of one line: what it does window by window, and at any time that the list does not know."""

    def __init__(self, company: Company, config: Config, line: Line) -> None:
        self._company, self._config, self._line = company, config, line
        self._here = dialplan(exported_file(config))
        self._folder = config.fallback_dir.absolute()
        self._rings = Rings(company, config, line, self._here, partial(whispered, self._folder, line))
        self._hunts = Hunts(company, line, self._rings, self._here)
        self._known: list[Conduct] = []

    def extensions(self, moment: datetime) -> Iterator[ET.Element]:
        """Windows first, then what they lead to, then the hunts and the telephones that ring in it."""
        end = moment + timedelta(days=DAYS)
        for begins, ends, conduct in self._on_its_clock(conducts(self._company, self._line, moment, end)):
            yield self._window(begins, ends, self._place_of(conduct))
        yield self._leading(f"{self._line.id} at any other time", self._place_of(TOO_OLD))
        yield from offering(self._line, self._folder, self._here) if self._line.offered_languages else ()
        for place, conduct in enumerate(self._known):
            for code in reversed(spoken_on(self._line)):
                yield self._carried_out(place, conduct, code)
        teams = {team: self._company.teams[team] for team in self._hunts.known}
        yield from self._hunts.extensions(
            {name: list(self._on_its_clock(orders(team, moment, end))) for name, team in teams.items()}
        )
        yield from self._rings.extensions()

    def _on_its_clock(
        self, stretches: Iterable[tuple[datetime, datetime, What]]
    ) -> Iterator[tuple[datetime, datetime, What]]:
        """Stretches of the company's clock on the machine's; the one in force is open towards the past."""
        shift = timedelta(seconds=self._config.clock_offset_seconds)
        for place, (start, end, what) in enumerate(stretches):
            yield start - shift if place else LONG_AGO, end - shift, what

    def _place_of(self, conduct: Conduct) -> int:
        if conduct not in self._known:
            self._known.append(conduct)
        return self._known.index(conduct)

    def _window(self, start: datetime, end: datetime, place: int) -> ET.Element:
        whole, during = window(f"{self._line.id} {start:%Y-%m-%d %H:%M}", f"on_call_{self._line.id}", start, end)
        do(during, "transfer", self._here_at(f"conduct_{self._line.id}_{place}"))
        return whole

    def _leading(self, name: str, place: int) -> ET.Element:
        otherwise = extension(name, f"on_call_{self._line.id}")
        do(otherwise[0], "transfer", self._here_at(f"conduct_{self._line.id}_{place}"))
        return otherwise

    def _here_at(self, destination: str) -> str:
        return f"{destination} {self._here} astreinte"

    def _carried_out(self, place: int, conduct: Conduct, code: str) -> ET.Element:
        """Said, then rung, then a message: to who has chosen that language, or in the line's own to anybody else."""
        own = code == self._line.language
        whole = extension(f"{self._line.id} {place} {code}", f"conduct_{self._line.id}_{place}")
        acts = whole[0] if own else chosen(whole, code)
        for text in conduct.said:
            self._announce(acts, "greet_whole" if self._line.announcement_whole else "greet", text, code)
        if conduct.incident:
            self._announce(acts, "greet_whole", conduct.incident, code)
        if conduct.offices:
            self._say(acts, "say", said_in(code, "office.wav"))
            self._rings.offices(acts, conduct.offices)
            self._say(acts, "say", said_in(code, "forward_failed.wav"))
        if conduct.team is not None:
            self._hunt(acts, conduct, code, apologise=not conduct.offices)
            self._say(acts, "say", said_in(code, "unanswered.wav"))
        do(acts, "transfer", "message XML astreinte")
        return whole

    def _announce(self, acts: ET.Element, how: str, text: str, code: str) -> None:
        """A text of the company's, in that language where it is said in it."""
        said, spoken = said_alone(self._company, self._line, text, code)
        if said:
            self._say(acts, how, announced(said, spoken))

    def _hunt(self, acts: ET.Element, conduct: Conduct, code: str, *, apologise: bool) -> None:
        """Round after round, as long as the line's `max_wait` allows, then the last resort."""
        if apologise and (conduct.order or self._line.last_resort):
            self._say(acts, "say", said_in(code, "apology.wav"))
        if conduct.team is not None and conduct.order:
            do(acts, "execute_extension", "hunt XML astreinte")
            self._hunts.begin(acts, conduct.team, conduct.order)
            do(acts, "execute_extension", "hunted XML astreinte")
        if self._line.last_resort:
            self._rings.last_resort(acts, LAST_RESORT, self._line.last_resort)

    def _say(self, acts: ET.Element, how: str, sound: str) -> None:
        """`greet`: unless the caller has heard it before the controller went; `greet_whole`: and no key cuts it."""
        if (self._folder / sound).exists():
            do(acts, "set", f"astreinte_say={self._folder / sound}")
            do(acts, "execute_extension", f"{how} XML astreinte")
