"""A call told in French, a thing at a time: what a rehearsed call and a call of the journal have in common. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from appliance.calls.call_context import Outcome
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import CALLED_BACK, IN_THE_PAGE, OFFICE, OfferEvent
from appliance.calls.outcome_words import kept_call, kept_offer
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.numbers import readable

NO_AGENT = {"": "le bureau", OFFICE: "le bureau", CALLED_BACK: "l'appelant rappelé", LAST_RESORT: "le dernier recours"}


NOBODY_ON_CALL = "PERSONNE n'est d'astreinte"
MESSAGE_KEPT = "Message enregistré"


@dataclass(frozen=True)
class Told:
    """Something of a call. `at`: seconds from the pick-up. `name`: of a sentence of the catalogue, or of an agent."""

    at: float
    kind: str
    text: str
    name: str = ""


def called_name(company: Company | None, agent: str, nobody: Mapping[str, str] = NO_AGENT) -> str:
    """An agent's name; the identifier of one who is no more in the company; of `nobody`, what stands for no agent."""
    if agent in nobody:
        return nobody[agent]
    return agent_name(company, agent)


def team_name(company: Company | None, team: str) -> str:
    """A team's name, as it was last where it is no more in the company; else its identifier."""
    if company is None:
        return team
    past = {one.id: one.name for one in company.past_teams}
    return company.teams[team].name if team in company.teams else past.get(team, team)


def phone_text(index: int, count: int) -> str:
    """« , 2e téléphone », for one who has several."""
    if count < 2:
        return ""
    return ", 1ᵉʳ téléphone" if index == 0 else f", {index + 1}e téléphone"


def which_phone(agent: str, index: int, company: Company | None) -> str:
    """Which of the telephones of an agent, or of an office, is meant; nothing where there is one."""
    if index == IN_THE_PAGE:
        return ", dans la page"
    known = company.agents.get(agent) if company else None
    if known is not None:
        return phone_text(index, len(known.phones))
    return f", {index + 1}e poste" if agent == OFFICE and index else ""


def outcome_text(outcome: str | None, company: Company | None, accepted_by: str | None = None) -> str:
    """« mis en relation avec Claire Durand », « en cours »."""
    said = kept_call(outcome).told
    if outcome == Outcome.CONNECTED and accepted_by is not None:
        return f"{said} avec {called_name(company, accepted_by)}"
    return said


def offered_text(
    event: OfferEvent, agent: str, phone: int, outcome: str | None, company: Company | None, why: str = ""
) -> str:
    """« On appelle Claire Durand, 2e téléphone », « Claire Durand n'a pas répondu ». `why`: they are on call."""
    rung = rung_name(agent, phone, company)
    match event:
        case OfferEvent.DIALLED:
            return f"On appelle {called_name(company, agent)}{which_phone(agent, phone, company)}{why}"
        case OfferEvent.RINGING:
            return f"Sonne chez {rung}".rstrip(",")
        case OfferEvent.ANSWERED:
            return sentence(f"{rung} décroche")
        case OfferEvent.ENDED:
            return sentence(f"{rung} {kept_offer(outcome).told}")
        case _:
            assert_never(event)


def message_text(seconds: float) -> str:
    """« Message enregistré (8,5 s) »."""
    return f"{MESSAGE_KEPT} ({seconds_text(seconds)})"


def callback_text(number: str, minutes: int | None) -> str:
    """« Rappel promis au 06 12 34 56 78, en 30 min ». None: later."""
    by = "plus tard" if minutes is None else f"en {minutes} min"
    return f"Rappel promis au {readable(number, 'FR')}, {by}"


def joined_text(agent: str, company: Company | None) -> str:
    """« En relation avec Claire Durand »."""
    return f"En relation avec {called_name(company, agent)}"


def rung_name(agent: str, phone: int, company: Company | None) -> str:
    """Who is rung: an agent whatever the telephone, an office by its telephone."""
    which = which_phone(agent, phone, company) if agent == OFFICE else ""
    return f"{called_name(company, agent)}{which}{',' if which else ''}"


def sentence(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def clock_text(seconds: float) -> str:
    """« 76,3 s »: seconds from the pick-up, in a column."""
    return f"{seconds:.1f} s".replace(".", ",")


def seconds_text(seconds: float) -> str:
    """« 8,5 s », « 2 min 05 s »: a duration."""
    if seconds < 60:
        return clock_text(seconds)
    return length_text(seconds)


def length_text(seconds: float) -> str:
    """« 8 s », « 2 min 05 s », « 2 min »: a duration in whole seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes and not rest:
        return f"{minutes} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def wait_text(seconds: float | None) -> str:
    """After how long the caller had a human; None: never."""
    return "L'appelant n'a eu personne." if seconds is None else f"Un humain au bout de {seconds_text(seconds)}."


def whose_telephone(agent: str | None, company: Company | None) -> str:
    """« Claire Durand (son téléphone) »: in the place of a caller's number that is not told."""
    return f"{called_name(company, agent) if agent else 'Un intervenant'} (son téléphone)"
