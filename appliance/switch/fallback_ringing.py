"""How the exported list rings telephones: one dial string through each trunk, and what decides which is tried."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OFFICE
from appliance.calls.ringing_times import FORWARD_SECONDS, LAST_RESORT_SECONDS, PROGRESS_SECONDS
from appliance.calls.unattended import Together
from appliance.company.dialling import not_to_dial
from appliance.company.model import Company, Line, Ring
from appliance.company.numbers import dialable_as
from appliance.company.tongues import spoken_to
from appliance.config import Config, Trunk
from appliance.switch.fallback_caps import count_dialled
from appliance.switch.fallback_causes import LEGS, TRUNK_FAILED, WHY, left_unanswered
from appliance.switch.fallback_words import condition_of, do, extension
from appliance.switch.presentation import presentation

LATE_RINGING_SECONDS = 3
RINGBACK = "%(1500,3500,440)"  # the French ringing tone
# FreeSWITCH's endpoint that fails at once: who is left alone, in a wave. A gateway that is down makes no leg
# either, and the last of both gives the cause: a trunk's, or the others would not be tried through the next one.
NOBODY = "error/NETWORK_OUT_OF_ORDER"
RANG = "uuid_setvar ${uuid} astreinte_rang true"  # told to the caller's leg, as early as 180 or 183
JOINED = "execute_on_pre_bridge"  # FreeSWITCH's own variable, of the caller's leg
ENDS = ("originate_disposition", "originate_causes", "last_bridge_proto_specific_hangup_cause")
TOLD = (JOINED, "astreinte_rang", "originated_legs", *ENDS)
NEVER_SECONDS = 600  # of the whole originate: each of its legs has ended by itself long before


@dataclass(frozen=True)
class Telephone:
    """One telephone to ring: whose it is (an agent, the last resort, an office), which of theirs, and its number."""

    owner: str
    place: int
    number: str


@dataclass(frozen=True)
class Ringing:
    """Telephones rung together for so many seconds. `confirmed`: the caller is joined once a key is pressed.

    `within_wait`: not begun once the line's `max_wait` is over. `missed`: who did not answer is noted, to be rung again
    at once; `again`: they alone are rung.
    """

    telephones: tuple[Telephone, ...]
    seconds: int
    confirmed: bool = True
    within_wait: bool = True
    missed: bool = False
    again: bool = False

    @property
    def together(self) -> bool:
        """Whether several ring at once."""
        return len(self.telephones) > 1


@dataclass
class Rings:
    """The telephones of one line, each ringing of them written once. `here`: the dialplan of the list.

    `whisper`: the file that an agent hears, by the code of their language.
    """

    company: Company
    config: Config
    line: Line
    here: str
    whisper: Callable[[str], str]
    known: dict[str, Ringing] = field(default_factory=dict)

    def agents(self, acts: ET.Element, together: Together, ring: Ring) -> None:
        """Ring telephones of agents together, less those of an agent who has refused this call."""
        phones = together.phones
        found = [Telephone(agent, place, self.company.agents[agent].phones[place]) for agent, place in phones]
        missed = ring.twice and not together.again
        self._ring(acts, Ringing(tuple(found), ring.seconds, missed=missed, again=together.again))

    def last_resort(self, acts: ET.Element, owner: str, number: str) -> None:
        """Ring the line's last resort, whatever the caller has waited."""
        self._ring(acts, Ringing((Telephone(owner, 0, number),), LAST_RESORT_SECONDS, within_wait=False))

    def offices(self, acts: ET.Element, numbers: Sequence[str]) -> None:
        """Ring office numbers together: the first that answers has the caller, with no key."""
        found = [Telephone(OFFICE, place, number) for place, number in enumerate(numbers)]
        self._ring(acts, Ringing(tuple(found), FORWARD_SECONDS, confirmed=False, within_wait=False))

    def extensions(self) -> Iterator[ET.Element]:
        """The extensions of all that was rung."""
        for name, ringing in self.known.items():
            yield self._extension(name, ringing)
            yield self._dialled(f"{name}_dialled", ringing)
            for seat, telephone in enumerate(ringing.telephones) if ringing.together else ():
                yield from self._seat(f"{name}_{seat}", seat, telephone, ringing)
            for seat, telephone in enumerate(ringing.telephones) if ringing.missed else ():
                yield self._missed(f"{name}_missed_{seat}", telephone)
            if ringing.together and ringing.confirmed:
                yield from self._joined(name, ringing)

    def _ring(self, acts: ET.Element, asked: Ringing) -> None:
        """Ring those whom the company may dial; nobody where there is none."""
        found = tuple(each for each in asked.telephones if not_to_dial(each.number, self.company) is None)
        if not found:
            return
        ringing = replace(asked, telephones=found)
        name = self._name(ringing)
        self.known[name] = ringing
        do(acts, "execute_extension", f"{name} {self.here} astreinte")

    def _name(self, ringing: Ringing) -> str:
        """The same for the same ringing: a list that is written anew under a caller never rings another telephone."""
        return f"ring_{self.line.id}_{hashlib.sha256(repr(ringing).encode()).hexdigest()[:12]}"

    def _extension(self, name: str, ringing: Ringing) -> ET.Element:
        """Ring those who are in no other call of the list, and forget first what the last ringing told.

        FreeSWITCH counts the calls of each agent, on the caller's leg, and counts less when that leg ends.
        """
        whole = extension(name, name)
        acts = whole[0]
        if ringing.within_wait:
            acts = condition_of(whole, "${astreinte_time_up}", "^$")
        if not ringing.together:
            acts = self._willing(whole, ringing.telephones[0], ringing)[-1]
        for variable in TOLD:
            do(acts, "unset", variable)
        count_dialled(acts, len(ringing.telephones), self.config.caps.legs_per_hour)
        dialled = f"execute_extension {name}_dialled {self.here} astreinte"
        if ringing.together or not ringing.confirmed:
            for seat in range(len(ringing.telephones)) if ringing.together else ():
                do(acts, "execute_extension", f"{name}_{seat} {self.here} astreinte")
            if ringing.confirmed:
                do(acts, "set", f"{JOINED}=execute_extension {name}_joined {self.here} astreinte")
            do(acts, *dialled.split(" ", 1))
        else:
            do(acts, "limit_execute", f"{self._counted(ringing.telephones[0])} 1 {dialled}")
        for telephone in ringing.telephones if ringing.together and ringing.confirmed else ():
            do(acts, "set", self._freed(telephone))
        for seat in range(len(ringing.telephones)) if ringing.missed else ():
            do(acts, "execute_extension", f"{name}_missed_{seat} {self.here} astreinte")
        do(acts, "execute_extension", "rung XML astreinte")
        return whole

    def _willing(self, whole: ET.Element, telephone: Telephone, ringing: Ringing) -> list[ET.Element]:
        """Under which conditions it rings: its owner has not refused; a second time, has not answered."""
        found = [condition_of(whole, f"${{astreinte_no_{telephone.owner}}}", "^$")]
        if ringing.again:
            found.append(condition_of(whole, f"${{astreinte_missed_{telephone.owner}}}", "^true$"))
        return found

    def _missed(self, name: str, telephone: Telephone) -> ET.Element:
        """Note whether its owner did not answer: it rang to the end, or who answered pressed nothing."""
        whole, missed = extension(name, name), f"astreinte_missed_{telephone.owner}"
        numbers = {
            dialable_as(telephone.number, trunk.dial_format, self.company.country) for trunk in self.config.trunks
        }
        unanswered = condition_of(whole, LEGS, left_unanswered(numbers))
        do(unanswered, "set", f"{missed}=true")
        ET.SubElement(unanswered, "anti-action", application="unset", data=missed)
        return whole

    def _dialled(self, name: str, ringing: Ringing) -> ET.Element:
        """Ring through the first trunk; the next ones are tried for what was the trunk's fault."""
        whole = extension(name, name)
        acts = whole[0]
        for number, trunk in enumerate(self.config.trunks):
            legs = [self._leg(trunk, telephone, ringing) for telephone in ringing.telephones]
            if ringing.together:
                legs = [f"${{astreinte_seat_{seat}_{number}}}" for seat in range(len(legs))]
            do(acts, "set", f"astreinte_dial_{number}={self._shared(trunk, ringing)}{','.join(legs)}")
        do(acts, "bridge", "${astreinte_dial_0}")
        if len(self.config.trunks) > 1:
            do(acts, "execute_extension", f"next_trunk_1 {self.here} astreinte")
        return whole

    def _seat(self, name: str, seat: int, telephone: Telephone, ringing: Ringing) -> Iterator[ET.Element]:
        """One telephone among several: empty if its owner has refused this call, or is in another.

        Of two callers who count an agent at the same instant neither rings them: the next round will.
        """
        whole = extension(name, name)
        conditions = self._willing(whole, telephone, ringing)
        willing = conditions[-1]
        if ringing.confirmed:
            do(willing, "limit", f"{self._counted(telephone)} -")
        counted = "${limit_usage}" if ringing.confirmed else "1"
        do(willing, "execute_extension", f"{name}_of_{counted} {self.here} astreinte")
        alone = extension(f"{name} free", f"{name}_of_1")
        taken = ET.Element("extension", name=f"{name} taken")
        another = condition_of(taken, "destination_number", rf"^{re.escape(name)}_of_")
        do(another, "set", self._freed(telephone))
        for number, trunk in enumerate(self.config.trunks):
            nobody = f"astreinte_seat_{seat}_{number}={NOBODY}"
            do(alone[0], "set", f"astreinte_seat_{seat}_{number}={self._leg(trunk, telephone, ringing)}")
            do(another, "set", nobody)
            for condition in conditions:
                ET.SubElement(condition, "anti-action", application="set", data=nobody)
        yield from (whole, alone, taken)

    def _joined(self, name: str, ringing: Ringing) -> Iterator[ET.Element]:
        """Of several, one has the caller: the others are free at once, as they are for the next caller."""
        whole = extension(f"{name} joined", f"{name}_joined")
        do(whole[0], "execute_extension", f"{name}_with_${{astreinte_agent}} {self.here} astreinte")
        yield whole
        owners = {telephone.owner: telephone for telephone in ringing.telephones}
        for one in owners:
            talking = extension(f"{name} with {one}", f"{name}_with_{one}")
            for other in (each for each in owners if each != one):
                do(talking[0], "set", self._freed(owners[other]))
            yield talking

    def _counted(self, telephone: Telephone) -> str:
        """Under which name FreeSWITCH counts their calls. The last resort may be the mobile of an agent."""
        return f"hash astreinte agent_{self._held(telephone)}"

    def _held(self, telephone: Telephone) -> str:
        """The agent whose telephone it is; the number of a last resort that is nobody's."""
        if telephone.owner != LAST_RESORT:
            return telephone.owner
        agents = self.company.agents.values()
        return next((agent.id for agent in agents if telephone.number in agent.phones), telephone.number)

    def _whisper(self, telephone: Telephone) -> str:
        return self.whisper(spoken_to(self.company, self._held(telephone)))

    def _freed(self, telephone: Telephone) -> str:
        return f"astreinte_freed=${{uuid_limit_release(${{uuid}} {self._counted(telephone)})}}"

    def _shared(self, trunk: Trunk, ringing: Ringing) -> str:
        """What all the legs of a ringing have. The key is asked for before the caller is joined: no voicemail gets one.

        `ignore_q850_reason`: NO_ANSWER then means one thing alone, that the caller pressed the cancel key.
        `exec`: the agent's leg runs `offer`, and takes the call if it is still up at the end. In braces: in brackets
        FreeSWITCH reads it too late.
        """
        asked = {
            "group_confirm_key": "exec",
            "group_confirm_file": "'execute_extension offer XML astreinte'",
            "group_confirm_timeout": str(NEVER_SECONDS),
        }
        variables = {
            "astreinte_role": "agent",
            "astreinte_caller": "${uuid}",
            "astreinte_ringing": "${uuid}",
            "media_timeout": str(1000 * self.config.sip.joined_media_timeout_seconds),
            "hangup_after_bridge": "true",
            "ignore_early_media": "true",
            "ignore_q850_reason": "true",
            "originate_continue_on_timeout": "true",
            "originate_timeout": str(NEVER_SECONDS),
            "absolute_codec_string": "^^:PCMA:PCMU",
            "execute_on_answer": "'execute_extension inband XML astreinte'",
            **{f"api_on_{sign}": f"'{RANG}'" for sign in ("ring", "pre_answer", "answer")},
            **(asked if ringing.confirmed else {}),
            **_escaped(presentation(trunk, self._presented, None, self.company.country)),
        }
        return "{" + ",".join(f"{name}={value}" for name, value in variables.items()) + "}"

    @property
    def _presented(self) -> str | None:
        return self.line.numbers[0] if self.line.numbers else None

    def _leg(self, trunk: Trunk, telephone: Telephone, ringing: Ringing) -> str:
        """One telephone through one trunk. Alone, it may not take long to begin to ring.

        Among others it would end their ringing under its own cause.
        """
        variables = {
            "astreinte_agent": telephone.owner,
            "astreinte_phone": str(telephone.place),
            **({"astreinte_whisper": self._whisper(telephone)} if ringing.confirmed else {}),
            "leg_timeout": str(ringing.seconds + (LATE_RINGING_SECONDS if ringing.confirmed else 0)),
        }
        if not ringing.together:
            variables["leg_progress_timeout"] = str(PROGRESS_SECONDS)
        inside = ",".join(f"{name}={value}" for name, value in variables.items())
        number = dialable_as(telephone.number, trunk.dial_format, self.company.country)
        return f"[{inside}]sofia/gateway/{trunk.name}/{number}"


def next_trunks(config: Config, here: str) -> Iterator[ET.Element]:
    """Ring the same telephones through the next trunk, when the former failed before any of them rang."""
    for place, trunk in enumerate(config.trunks):
        if place:
            whole = extension(f"trunk {trunk.name}", f"next_trunk_{place}")
            acts = condition_of(whole, WHY, TRUNK_FAILED)
            do(acts, "bridge", f"${{astreinte_dial_{place}}}")
            if place + 1 < len(config.trunks):
                do(acts, "execute_extension", f"next_trunk_{place + 1} {here} astreinte")
            yield whole


def _escaped(variables: dict[str, str]) -> dict[str, str]:
    return {name: value.replace(",", "\\,") for name, value in variables.items()}
