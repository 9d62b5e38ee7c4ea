"""The people of a simulated call, as somebody types them: the caller's keys, and what each telephone does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from appliance.calls.hunt import LAST_RESORT
from appliance.company.actions import named_by
from appliance.company.model import Company, Line
from appliance.company.routes import routes
from appliance.folding import folded
from appliance.simulator import people
from appliance.simulator.people import Caller, Phone

BEHAVIOURS = {
    "accept": people.accepts,
    "refuse": people.refuses,
    "no-answer": people.no_answer,
    "busy": people.busy,
    "unreachable": people.unreachable,
    "voicemail": people.voicemail,
}
AFTER = re.compile(r"accept-after-(\d{1,3})", re.ASCII)
KEYS = re.compile(r"[0-9*#]{1,40}", re.ASCII)
TIMED = re.compile(r"([0-9*#])@(\d{1,4})", re.ASCII)
SILENCE = "-"
OFFICE, RESORT = "bureau", "dernier-recours"
SAID = "accept, refuse, no-answer, busy, unreachable, voicemail ou accept-after-N"


@dataclass(frozen=True)
class Cast:
    """What the telephones do, by number. `given`: the agents who were told what to do (and OFFICE, RESORT)."""

    phones: dict[str, Phone] = field(default_factory=dict)
    given: tuple[str, ...] = ()


def read_caller(keys: str, says: float = 10.0, hangs_up_at: float | None = None) -> Caller:
    """`1 40719# 1`: what is typed at each question in turn, `-` for nothing; `*@30`: this key 30 s after the pick-up.

    ValueError, a French sentence.
    """
    answers, presses = [], []
    for word in keys.split():
        if timed := TIMED.fullmatch(word):
            presses.append((float(timed[2]), timed[1]))
        elif word == SILENCE or KEYS.fullmatch(word):
            answers.append("" if word == SILENCE else word)
        else:
            raise ValueError(
                f"« {word} » n'est pas une suite de touches ; "
                "écrivez des chiffres, * et #, « - » pour un silence, « *@30 » pour une touche à 30 s."
            )
    return Caller(tuple(answers), tuple(presses), says=says, hangs_up_at=hangs_up_at)


def read_cast(text: str, company: Company, line: Line) -> Cast:
    """`durand:no-answer martin:accept`, or one behaviour a telephone: `durand:busy,accept`. ValueError, in French.

    One who is given fewer behaviours than telephones does the last one on the others.
    """
    phones: dict[str, Phone] = {}
    given = []
    for word in text.split():
        who, colon, said = word.partition(":")
        if not colon:
            raise ValueError(f"« {word} » ne dit pas ce que fait l'intervenant ; écrivez par exemple {word}:accept.")
        found, numbers = numbers_of(who, company, line)
        behaviours = [behaviour(each, word) for each in said.split(",")]
        if len(behaviours) > len(numbers):
            raise ValueError(f"« {word} » : {who} n'a que {len(numbers)} téléphone ; donnez un comportement chacun.")
        for place, number in enumerate(numbers):
            phones[number] = behaviours[min(place, len(behaviours) - 1)]
            if found == OFFICE:
                phones[number] = replace(phones[number], keys=())
        given.append(found)
    return Cast(phones, tuple(given))


def behaviour(said: str, word: str) -> Phone:
    """What a telephone does, by its word."""
    if said in BEHAVIOURS:
        return BEHAVIOURS[said]()
    if after := AFTER.fullmatch(said):
        return people.accepts(after=float(after[1]))
    raise ValueError(f"« {word} » : « {said} » n'est pas un comportement ; écrivez {SAID}.")


def numbers_of(who: str, company: Company, line: Line) -> tuple[str, tuple[str, ...]]:
    """Whom a word means (an agent's id, LAST_RESORT or OFFICE), and their telephones. ValueError, in French."""
    if folded(who) == folded(OFFICE):
        offices = tuple(dict.fromkeys(offices_of(company, line)))
        if not offices:
            raise ValueError(f"« {who} » : cette ligne ne transfère à aucun bureau ; ôtez-le de la liste.")
        return OFFICE, offices
    if folded(who) in (folded(RESORT), folded(LAST_RESORT)):
        if line.last_resort is None:
            raise ValueError(f"« {who} » : cette ligne n'a pas de dernier recours ; ôtez-le de la liste.")
        return LAST_RESORT, (line.last_resort,)
    agent = agent_named(who, company)
    return agent, company.agents[agent].phones


def agent_named(who: str, company: Company) -> str:
    """An agent by identifier, by name, or by any one word of the name that is theirs alone. ValueError, in French."""
    wanted = folded(who)
    agents = company.agents.values()
    for known in (
        [agent.id for agent in agents if folded(agent.id) == wanted],
        [agent.id for agent in agents if folded(agent.name) == wanted],
        [agent.id for agent in agents if wanted in map(folded, agent.name.split())],
    ):
        if len(known) == 1:
            return known[0]
        if known:
            raise ValueError(f"« {who} » désigne plusieurs intervenants ; écrivez {' ou '.join(known)}.")
    raise ValueError(f"« {who} » n'est pas un intervenant ; il y a {', '.join(company.agents) or 'personne'}.")


def offices_of(company: Company, line: Line) -> Iterator[str]:
    """The office numbers that the line may forward a call to."""
    for doing in line.behaviours.values():
        for route in routes(company, doing.action):
            yield from named_by(route.action).offices
