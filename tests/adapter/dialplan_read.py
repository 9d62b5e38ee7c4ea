"""FreeSWITCH's dialplan, evaluated as FreeSWITCH does: conditions, dates, variables, timers, and what is rung.

Written after mod_dialplan_xml (parse_exten) and switch_ivr_originate: only what our files use.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

SHIPPED = (Path(__file__).parents[2] / "freeswitch" / "dialplan.xml").read_text(encoding="utf-8")
INNERMOST = re.compile(r"\$\{([^{}]*)\}")
LEG = re.compile(r"\[([^]]*)\](sofia/gateway/[^/]+/[^,]+)|(error/\w+)")


@dataclass(frozen=True)
class Rung:
    """Telephones dialled together: as (gateway, number). `confirmed`: by a key, before the caller is joined."""

    legs: tuple[tuple[str, str], ...]
    agents: tuple[str, ...]
    confirmed: bool
    seconds: int
    at: datetime

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(number for _, number in self.legs)


@dataclass(frozen=True)
class Said:
    """A sound played to the caller."""

    file: str
    cut_by: str = "none"


class Transferred(Exception):
    """The leg goes on elsewhere; whatever it was doing is given up."""


class Joined(Exception):
    """An agent has the caller; the end of their conversation is the end of the call."""


# How long it rings, and the cause of its end: of all of them, or of each in turn.
Answer = Callable[[Rung], tuple[float, str | tuple[str, ...]]]


def nobody_answers(rung: Rung) -> tuple[float, str]:
    """Every telephone rings for as long as it may."""
    return rung.seconds, "ALLOTTED_TIMEOUT"


@dataclass
class Dialplan:
    """One caller's leg in our dialplan. `list_text`: the exported list; `shipped`: freeswitch/dialplan.xml."""

    list_text: str
    shipped: str
    answer: Answer = nobody_answers
    greeted: bool = False
    told: dict[str, str] = field(default_factory=dict)  # to the leg, by the controller that it has lost
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    variables: dict[str, str] = field(default_factory=dict)
    heard: list[Rung | Said] = field(default_factory=list)
    over: str = ""
    types: str = ""  # at the first sentence that asks for a key
    elsewhere: set[str] = field(default_factory=set)  # agents whom other callers hold, as the list counts them
    held: set[str] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._listed = self._extensions(ET.XML(self.list_text))
        self._shipped = self._extensions(ET.XML(re.sub(r"<X-PRE-PROCESS[^>]*>", "", self.shipped)))
        self._timers: list[tuple[datetime, str, str]] = []
        self._legs = itertools.count(1)
        self._found: dict[tuple[str, bool], list[ET.Element]] = {}

    @staticmethod
    def _extensions(root: ET.Element) -> list[ET.Element]:
        context = root if root.get("name") == "astreinte" else root.find(".//context[@name='astreinte']")
        assert context is not None
        return list(context.iter("extension"))

    def call(self, called: str, moment: datetime) -> list[Rung | Said]:
        """A caller whom the fallback has, from the list to the message: what they hear and who is rung."""
        self.now, self.heard, self.over, self._timers = moment, [], "", []
        self.variables = {"uuid": "caller", "astreinte_called": called}
        self.variables["astreinte_greeted"] = "ANSWER" if self.greeted else ""
        self.variables |= self.told
        self.go("list", "XML:list,XML")
        return self.heard

    def go(self, destination: str, dialplan: str) -> None:
        """Follow transfers until the leg is over."""
        try:
            self._execute(destination, dialplan)
        except Joined:
            self.over = "conversation"
        except Transferred as transferred:
            words = str(transferred).split(" ")
            if words[0] == "message":
                self.over = "message"
            else:
                self.go(words[0], words[1])

    # -- the dialplan

    def _execute(self, destination: str, dialplan: str) -> None:
        """The first extension that holds; none that does, of those for this destination, does nothing."""
        meant = self._meant(destination, ":" in dialplan)
        assert meant, f"no extension for {destination}"
        for extension in meant:
            acts = list(self._matched(extension, destination))
            if acts:
                for act in acts:
                    self._act(act.get("application", ""), act.get("data", ""))
                return

    def _meant(self, destination: str, listed: bool) -> list[ET.Element]:
        """The extensions for a destination, looked for once: a list of many windows is long."""
        if (destination, listed) not in self._found:
            known = self._listed + self._shipped if listed else self._shipped
            self._found[destination, listed] = [each for each in known if self._is_for(each, destination)]
        return self._found[destination, listed]

    @staticmethod
    def _is_for(extension: ET.Element, destination: str) -> bool:
        return re.search(extension.find("condition").get("expression", ""), destination) is not None

    def _matched(self, extension: ET.Element, destination: str) -> Iterator[ET.Element]:
        """The acts of an extension: its conditions in order, until one fails."""
        for condition in extension.findall("condition"):
            holds = self._holds(condition, destination)
            yield from condition.findall("action" if holds else "anti-action")
            if not holds:
                return

    def _holds(self, condition: ET.Element, destination: str) -> bool:
        """With a field beside it, a date counts for nothing."""
        name = condition.get("field")
        if name is not None:
            value = destination if name == "destination_number" else self._expanded(name)
            return re.search(condition.get("expression", ""), value) is not None
        dates = condition.get("date-time")
        if dates is None:
            return True
        start, end = (datetime.fromisoformat(edge).replace(tzinfo=UTC) for edge in dates.split("~"))
        return start <= self.now < end

    def _expanded(self, text: str) -> str:
        while found := INNERMOST.search(text):
            text = text[: found.start()] + self._value(found[1]) + text[found.end() :]
        return text

    def _value(self, name: str) -> str:
        command = re.fullmatch(r"(\w+)\((.*)\)", name)
        return self.variables.get(name, "") if command is None else self._api(*command.groups())

    def _api(self, command: str, arguments: str) -> str:
        words = arguments.split(" ", 2)
        match command:
            case "sched_api":
                self._timers.append((self.now + timedelta(seconds=int(words[0])), words[1], words[2]))
            case "sched_del":
                self._timers = [timer for timer in self._timers if timer[1] != words[0]]
            case "uuid_setvar":
                self.variables[words[1]] = words[2] if len(words) > 2 else ""
            case "uuid_limit_release":
                self.held.discard(words[2].removeprefix("hash astreinte ").removeprefix("astreinte "))
            case _:
                raise AssertionError(f"an API command that we do not know: {command}")
        return "+OK"

    # -- applications

    def _act(self, application: str, data: str) -> None:
        data = self._expanded(data)
        match application:
            case "set":
                name, _, value = data.partition("=")
                self.variables[name] = value
            case "unset":
                self.variables.pop(data, None)
            case "playback":
                self.heard.append(Said(data, self.variables.get("playback_terminators", "none")))
                self.variables["playback_terminator_used"] = ""
                if data.startswith("tone_stream"):
                    self._pass(5)
            case "play_and_get_digits":
                least, most, tries, _, terminators, files, _, variable, keys = data.split(" ")
                assert (least, most, tries, terminators) == ("1", "1", "1", "none"), "one key, asked for once"
                self.heard += [Said(file, "any") for file in files.removeprefix("file_string://").split("!")]
                typed = self.types[:1] if re.fullmatch(keys, self.types[:1]) else ""
                self.variables[variable], self.types = typed, ""
            case "bridge":
                self._bridge(data)
            case "execute_extension":
                destination, dialplan, _ = data.split(" ")
                if destination != "inband":
                    self._execute(destination, dialplan)
            case "limit":
                _, _, agent, most, *beyond = data.split(" ", 4)
                if "/" in most:
                    self._count(agent, int(most.partition("/")[0]), beyond[0])
                    return
                self.held.add(agent)
                self.variables["limit_usage"] = "2" if agent in self.elsewhere else "1"
            case "limit_execute":
                _, _, agent, most, application, argument = data.split(" ", 5)
                assert most == "1" and agent not in self.held
                if agent not in self.elsewhere:
                    self.held.add(agent)
                    self._act(application, argument)
                    self.held.remove(agent)
            case "transfer":
                assert not self.held, "whoever leaves a message holds nobody"
                raise Transferred(data)
            case "respond":
                self.over = data
            case "answer" | "flush_dtmf":
                pass
            case _:
                raise AssertionError(f"an application that we do not know: {application}")

    def _count(self, name: str, most: int, beyond: str) -> None:
        """So many in an hour: one more goes elsewhere."""
        self.counted[name] += 1
        if self.counted[name] > most:
            self._act("transfer", beyond)

    def _bridge(self, data: str) -> None:
        shared, _, rest = data.removeprefix("{").partition("}")
        found = list(LEG.finditer(rest))
        assert "".join(leg[0] for leg in found) == rest.replace(",", "") or all(leg[0] in rest for leg in found), rest
        legs = [leg for leg in found if leg[2]]
        settings = [dict(pair.split("=", 1) for pair in leg[1].split(",")) for leg in legs]
        dialled = tuple((leg[2].split("/")[2], leg[2].split("/")[3]) for leg in legs)
        agents = tuple(setting["astreinte_agent"] for setting in settings)
        longest = max((int(setting["leg_timeout"]) for setting in settings), default=0)
        rung = Rung(dialled, agents, "group_confirm_key=exec" in shared, longest, self.now)
        self.heard.append(rung)
        began = self.now
        seconds, causes = self.answer(rung)
        causes = (causes,) * max(1, len(legs)) if isinstance(causes, str) else causes
        cause = causes[-1]
        if cause == "SUCCESS":
            self._join(agents[0])
        self._pass(seconds, until="hupall" if "astreinte_ringing" in shared else "")
        if (self.now - began).total_seconds() < seconds:
            cause, causes = "ALLOTTED_TIMEOUT", ("ALLOTTED_TIMEOUT",) * len(causes)
        uuids = [f"{next(self._legs):08x}-0000-4000-8000-000000000000" for _ in legs]
        self.variables["originate_disposition"] = cause
        launched = [f"{uuid};Outbound Call;{number}" for uuid, (_, number) in zip(uuids, dialled, strict=True)]
        self.variables["originated_legs"] = as_array(launched)
        ended = [f"{uuid};{cause}" for uuid, cause in zip(uuids, causes[: len(legs)], strict=True)]
        self.variables["originate_causes"] = as_array(ended)
        self.variables.setdefault("last_bridge_proto_specific_hangup_cause", "")

    def _join(self, agent: str) -> None:
        """The first of those rung has the caller."""
        self.variables["astreinte_agent"] = agent
        self._act(*self.variables.get("execute_on_pre_bridge", "answer ").split(" ", 1))
        raise Joined

    def _pass(self, seconds: float, until: str = "") -> None:
        """Time goes by, and timers fire; one that gives this command ends the wait."""
        end = self.now + timedelta(seconds=seconds)
        for at, group, command in sorted(self._timers, key=lambda timer: timer[0]):
            if at <= end:
                self._timers.remove((at, group, command))
                name, _, arguments = command.partition(" ")
                if name == "hupall":
                    if until and "astreinte_ringing" in arguments:
                        end = at
                else:
                    self._api(name, arguments)
        self.now = end


def as_array(found: list[str]) -> str:
    """A variable that was pushed to, once or several times."""
    return ("ARRAY::" if len(found) > 1 else "") + "|:".join(found)


def rung_by(heard: Iterable[Rung | Said]) -> list[Rung]:
    """The ringings alone."""
    return [one for one in heard if isinstance(one, Rung)]
