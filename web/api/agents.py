"""Agents: listed, read, their name, numbers, mail and last day changed. Numbers for the tokens that may read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from appliance.calls.text_lengths import MAIL, NAME, SHORT
from appliance.company.model import Agent, Company, TellOf, Way
from appliance.company.parts import with_agent
from appliance.door.doubles import not_by_mistake
from appliance.hidden_letters import HiddenLetter
from appliance.planning.rota import default_level
from appliance.store.company_file import scalars
from appliance.store.company_file.facts import quiet_words
from appliance.store.company_file.nodes import parsed
from web.api.changing import change, check_seen
from web.api.company import agent_of, company_of, read_of
from web.api.fields import NO_CONTROL, Asked, Day, Sure, Told
from web.api.gate import NO_NUMBERS, sight, token
from web.api.operation import Answer, Group, Match, Right
from web.api.problems import Refusal
from web.frame.site import Site, current_site

Name = Annotated[str, Meta(min_length=1, max_length=NAME, pattern=NO_CONTROL)]
Phone = Annotated[str, Meta(min_length=1, max_length=SHORT, pattern=NO_CONTROL, examples=["06 12 34 56 01"])]
Mail = Annotated[str, Meta(min_length=3, max_length=MAIL, pattern=NO_CONTROL, examples=["claire.durand@example.fr"])]
Hours = Annotated[str, Meta(max_length=SHORT, pattern=NO_CONTROL, examples=["22:00-07:00"])]
Language = Annotated[str, Meta(min_length=1, max_length=SHORT, pattern=NO_CONTROL, examples=["en"])]
T = TypeVar("T")
TEXTS = {"name": scalars.name, "mail": scalars.mail, "language": scalars.agents_language}
WORDS: dict[str, type[TellOf] | type[Way]] = {"told_of": TellOf, "told_by": Way}


class Place(Told):
    """La place d'un intervenant dans une équipe."""

    team: str
    level: int


class AgentTold(Told):
    """Un intervenant. `phones` et `mail` : `null` pour un jeton qui n'y a pas droit. `until` : son dernier jour.

    `told_of` : ce dont il est prévenu, des appels quand il est d'astreinte ; `told_by` : par quoi. `agreed_on` : le
    jour où il a accepté d'être d'astreinte. `quiet` : les heures où une ligne qui le nomme le laisse. `language` : la
    langue dans laquelle on lui parle au téléphone.
    """

    agent: str
    name: str
    until: date | None
    teams: list[Place]
    phones: list[str] | None
    mail: str | None
    told_of: list[TellOf]
    told_by: list[Way]
    agreed_on: date | None
    quiet: str | None
    language: str


class AgentChanged(AgentTold):
    """Un intervenant tel qu'il est maintenant. `warnings` : ce qui est à voir, une fois qu'il est écrit."""

    warnings: list[str]


class Agents(Told):
    """Les intervenants."""

    agents: list[AgentTold]


class AgentChange(Asked, omit_defaults=True):
    """Ce qui change ; un champ absent reste comme il est, `null` ôte le courriel, ou un jour."""

    name: Name | UnsetType = UNSET
    phones: Annotated[list[Phone], Meta(min_length=1, max_length=10)] | UnsetType = UNSET
    mail: Mail | UnsetType | None = UNSET
    until: Day | UnsetType | None = UNSET
    told_of: Annotated[list[TellOf], Meta(max_length=len(TellOf))] | UnsetType = UNSET
    told_by: Annotated[list[Way], Meta(min_length=1, max_length=len(Way))] | UnsetType = UNSET
    agreed_on: Day | UnsetType | None = UNSET
    quiet: Hours | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET
    confirm: Sure = field(default_factory=list)


agent_operations = Group("Intervenants")  # `/agents`


@agent_operations.add("GET", "/agents", Right.READ, "Les intervenants", answer=Agents, errors=(409,))
def list_agents() -> Agents:
    """Avec leurs places dans les équipes. Leurs codes internes ne sont jamais donnés."""
    site = current_site()
    company = company_of(site)
    return Agents(agents=[told(site, company, one) for one in company.agents.values()])


@agent_operations.add(
    "GET", "/agents/<agent>", Right.READ, "Un intervenant", answer=AgentTold, etag=True, errors=(404, 409)
)
def read_agent(agent: str) -> Answer:
    """Son ETag sert à le modifier."""
    site = current_site()
    company, version = read_of(site)
    return Answer(told(site, company, agent_of(company, agent)), version)


@agent_operations.add(
    "PATCH",
    "/agents/<agent>",
    Right.WRITE,
    "Modifier un intervenant",
    body=AgentChange,
    answer=AgentChanged,
    etag=True,
    match=Match.MUST,
    errors=(404, 409),
)
def change_agent(agent: str, body: AgentChange) -> Answer:
    """Nom, numéros (dans l'ordre des essais), courriel, jours, ce dont il est prévenu, comme dans le fichier."""
    site = current_site()
    if not token().numbers and not (body.phones is UNSET and body.mail is UNSET):
        raise Refusal(403, NO_NUMBERS)
    known = agent_of(company_of(site), agent)

    def changed(now: Company) -> Company:
        there = agent_of(now, agent)
        check_seen(site, now, partial(facts_of, agent))
        return not_by_mistake(now, with_agent(now, changed_agent(there, body, now)), agent, body.confirm)

    found = change(site, changed, f"Intervenant {known.name} : modifié")
    company, version = read_of(site)
    after = agent_of(company, agent)
    facts = msgspec.structs.asdict(told(site, company, after))
    return Answer(AgentChanged(**facts, warnings=found), version)


def changed_agent(agent: Agent, body: AgentChange, company: Company) -> Agent:
    """The agent with what the request names. ValueError, in French, which names the field."""
    facts = msgspec.structs.asdict(body)
    given = {key: value for key, value in facts.items() if value is not UNSET and key != "confirm"}
    return replace(agent, **{key: value_of(key, value, company) for key, value in given.items()})


def value_of(key: str, value: Any, company: Company) -> Any:
    """What the request says of one field. ValueError."""
    match key:
        case "quiet" if value is not None:
            return read(key, value, scalars.quiet)
        case "name" | "mail" | "language" if value is not None:
            return read(key, value, TEXTS[key])
        case "phones":
            phone = scalars.ringable_phone(company.country, [one.number for one in company.allowed_numbers])
            return tuple(read(key, one, phone) for one in value)
        case "told_of" | "told_by":
            return tuple(one for one in WORDS[key] if one in value)
    return value


def read(key: str, text: str, reader: Callable[[str], T]) -> T:
    """ValueError, which names the field."""
    try:
        return parsed(text, reader, key)
    except HiddenLetter:
        raise
    except ValueError as error:
        raise ValueError(f"« {key} » : {error}") from None


def told(site: Site, company: Company, agent: Agent) -> AgentTold:
    seen = sight(site)
    facts = {one.name: getattr(agent, one.name) for one in fields(Agent) if one.name in AgentTold.__struct_fields__}
    facts |= {"phones": seen.phones(agent), "mail": seen.mail(agent), "quiet": quiet_words(agent.quiet) or None}
    return AgentTold(
        agent=agent.id,
        teams=[
            Place(team=team.id, level=default_level(team.plan, agent.id))
            for team in company.teams.values()
            if any(agent.id in level for level in team.plan.levels)
        ],
        **facts | {"told_of": list(agent.told_of), "told_by": list(agent.told_by)},
    )


def facts_of(agent: str, company: Company) -> Agent | None:
    """What a change of an agent is made from."""
    known = company.agents.get(agent)
    return replace(known, pin=None) if known else None
