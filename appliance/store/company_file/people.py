"""Agents and teams of a company file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from appliance.company.limits import (
    DUTY_CALL,
    FAIRNESS_DAYS,
    HAND_OVER_CALL,
    RING_ROUNDS,
    RING_SECONDS,
    SAFETY_CALL,
)
from appliance.company.model import USUALLY_TOLD_OF, Agent, Ring, RingStrategy, Team, TellOf, Way
from appliance.company.numbers import AllowedNumber, NamedCaller
from appliance.planning.team_plan import TeamPlan
from appliance.prompts.languages import USUAL
from appliance.store.company_file import scalars
from appliance.store.company_file.context import Context
from appliance.store.company_file.nodes import Fields, Value

OPTIONAL = ("mail", "pin", "until", "told_of", "told_by", "agreed_on", "quiet", "language")
NOTHING = "nothing"  # of what is told to an agent who wishes to be told nothing


def read_told(fields: Fields, name: str, context: Context) -> tuple[str, ...]:
    """Whom to tell: addresses, and agents by identifier, each once."""
    told: list[str] = []
    for value in fields.found[name].one_or_more() if name in fields else []:
        one = value.read(scalars.mail_or_known(context.agents), "")
        if one in told:
            value.refuse(f"« {one} » est déjà prévenu : ôtez-le d'ici.")
        told += [one] if one else []
    return tuple(told)


def read_agent(value: Value, context: Context) -> Agent:
    """One agent: at least one telephone, each once."""
    fields = value.fields(required=("id", "name", "phones"), optional=OPTIONAL)
    phones: list[str] = []
    for phone in fields.found["phones"].one_or_more() if "phones" in fields else []:
        number = context.rung_number(phone)
        if number in phones:
            phone.refuse("Ce téléphone est déjà dans la liste de cet intervenant : ôtez-le.")
        phones.append(number)
    return Agent(
        id=fields.read("id", scalars.identifier, ""),
        name=fields.read("name", scalars.name, ""),
        phones=tuple(phones),
        mail=fields.read("mail", scalars.mail, None),
        pin=fields.read("pin", scalars.pin, None),
        until=fields.read("until", scalars.day, None),
        told_of=read_told_of(fields.found["told_of"]) if "told_of" in fields else USUALLY_TOLD_OF,
        told_by=read_told_by(fields.found["told_by"]) if "told_by" in fields else (Way.MAIL,),
        agreed_on=fields.read("agreed_on", scalars.day, None),
        quiet=fields.read("quiet", scalars.quiet, None),
        language=fields.read("language", scalars.agents_language, USUAL),
    )


def read_told_of(value: Value) -> tuple[TellOf, ...]:
    """What an agent is told of, in one order; `nothing` stands alone."""
    words = value.one_or_more()
    refused: TellOf | None = TellOf.MESSAGES
    found = [word.read(_told_of, refused) for word in words]
    if None in found and len(found) > 1:
        value.refuse(f"« {NOTHING} » reste seul : ôtez-le, ou ôtez les autres.")
    return tuple(one for one in TellOf if one in found)


def read_told_by(value: Value) -> tuple[Way, ...]:
    """By which ways, in one order."""
    found = {word.read(scalars.one_of(Way), Way.MAIL) for word in value.one_or_more()}
    return tuple(one for one in Way if one in found)


def _told_of(text: str) -> TellOf | None:
    return None if text == NOTHING else scalars.one_of(TellOf)(text)


def read_allowed_numbers(values: list[Value], country: str) -> tuple[AllowedNumber, ...]:
    """The premium, short and foreign numbers that may be rung, each once, with whose it is."""
    twice = "Ce numéro est déjà autorisé plus haut : ôtez-le d'ici."
    return tuple(AllowedNumber(*one) for one in _named_numbers(values, scalars.exceptional_phone(country), twice))


def read_named_callers(values: list[Value], country: str) -> tuple[NamedCaller, ...]:
    """Numbers that call and are treated apart, each once, with whose it is."""
    twice = "Ce numéro est déjà plus haut : ôtez-le d'ici."
    return tuple(NamedCaller(*one) for one in _named_numbers(values, scalars.caller_phone(country), twice))


def _named_numbers(values: list[Value], phone: Callable[[str], str], twice: str) -> list[tuple[str, str]]:
    """Numbers and whose they are. `phone`: reads one; `twice`: what is said of one that stands above."""
    found: list[tuple[str, str]] = []
    for value in values:
        fields = value.fields(required=("number", "name"))
        number = fields.read("number", phone, "")
        if number and number in [known for known, _ in found]:
            value.refuse(twice)
        found.append((number, fields.read("name", scalars.name, "")))
    return found


@dataclass(frozen=True)
class TeamReader:
    """Reads teams, each with the planning read before."""

    context: Context
    plannings: Mapping[str, TeamPlan]

    def read(self, value: Value) -> Team:
        """One team: at least one agent, each at one level only."""
        fields = value.fields(
            required=("id", "name", "levels"), optional=("ring", "duty_call", "safety_call", "hand_over_call")
        )
        name = fields.read("id", scalars.identifier, "")
        levels = self._levels(fields)
        planning = self.plannings.get(name) or TeamPlan((), self.context.timezone)
        return Team(
            id=name,
            name=fields.read("name", scalars.name, ""),
            plan=replace(planning, levels=levels),
            ring=read_ring(fields.found["ring"]) if "ring" in fields else Ring(),
            duty_call=fields.read("duty_call", scalars.whole(*DUTY_CALL), None),
            safety_call=fields.read("safety_call", scalars.whole(*SAFETY_CALL), None),
            hand_over_call=fields.read("hand_over_call", scalars.whole(*HAND_OVER_CALL), None),
        )

    def _levels(self, fields: Fields) -> tuple[tuple[str, ...], ...]:
        placed: set[str] = set()
        levels = []
        for level in fields.items("levels"):
            agents = []
            for agent in level.items():
                name = agent.read(scalars.known(self.context.agents, "L'intervenant"), "")
                if name in placed:
                    agent.refuse(f"« {name} » est deux fois dans cette équipe : gardez un seul niveau.")
                placed |= {name} - {""}
                agents.append(name)
            levels.append(tuple(agents))
        return tuple(levels)


def read_ring(value: Value) -> Ring:
    """How a team is rung, the usual way where it is not said."""
    fields = value.fields(required=(), optional=("strategy", "seconds", "rounds", "fairness_days", "twice"))
    usual = Ring()
    return Ring(
        strategy=fields.read("strategy", scalars.one_of(RingStrategy), usual.strategy),
        seconds=fields.read("seconds", scalars.whole(*RING_SECONDS), usual.seconds),
        rounds=fields.read("rounds", scalars.whole(*RING_ROUNDS), usual.rounds),
        fairness_days=fields.read("fairness_days", scalars.whole(*FAIRNESS_DAYS), usual.fairness_days),
        twice=fields.read("twice", scalars.boolean, usual.twice),
    )
