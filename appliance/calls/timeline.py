"""A call told in French, a thing at a time: what a rehearsed call and a call of the journal have in common. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from appliance.calls.call_context import Outcome
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OFFICE
from appliance.calls.notes import (
    SILENCE,
    CameOnDuty,
    CodeKept,
    ColleagueCalls,
    GoneAtOnce,
    Kept,
    KeyPressed,
    OfficeOpened,
    OnDutyBefore,
    Refusal,
    Refused,
    Skipped,
    Unrelieved,
    WentOffDuty,
    written_text,
)
from appliance.calls.outcome_words import kept_call, kept_offer
from appliance.company.model import Company
from appliance.company.names import agent_names
from appliance.planning.explanation import PERIODS, reason_text
from appliance.planning.hours import Period

NO_AGENT = {"": "le bureau", OFFICE: "le bureau", LAST_RESORT: "le dernier recours"}


@dataclass(frozen=True)
class Told:
    """Something of a call. `at`: seconds from the pick-up. `name`: of a sentence of the catalogue, or of an agent."""

    at: float
    kind: str
    text: str
    name: str = ""


def agent_name(agent: str, company: Company | None) -> str:
    """An agent's name; the identifier of one who is no more in the company; what stands for no agent."""
    if agent in NO_AGENT:
        return NO_AGENT[agent]
    known = company.agents.get(agent) if company else None
    return known.name if known else agent


def team_name(team: str, company: Company | None) -> str:
    """A team's name, as it was last where it is no more in the company; else its identifier."""
    if company is None:
        return team
    past = {one.id: one.name for one in company.past_teams}
    return company.teams[team].name if team in company.teams else past.get(team, team)


def phone_text(index: int, count: int) -> str:
    """« , 2e téléphone », for one who has several."""
    if count < 2:
        return ""
    return ", 1er téléphone" if index == 0 else f", {index + 1}e téléphone"


def which_phone(agent: str, index: int, company: Company | None) -> str:
    """Which of the telephones of an agent, or of an office, is meant; nothing where there is one."""
    known = company.agents.get(agent) if company else None
    if known is not None:
        return phone_text(index, len(known.phones))
    return f", {index + 1}e poste" if agent == OFFICE and index else ""


def step_text(name: str, detail: str, company: Company | None) -> str | None:
    """The beginning of a step of the script; None for what is told better otherwise."""
    match name:
        case "greeting" | "conversation" | "forward":
            return None
        case "menu":
            return f"Menu « {detail} »"
        case "order_number":
            return "Numéro de commande"
        case "internal_code":
            return "Code interne"
        case "hunt":
            return f"Recherche d'un intervenant, équipe {team_name(detail, company)}"
        case "message":
            return "Message"
    return f"{name} : {detail}" if detail else name


@dataclass(frozen=True)
class NoteWords:
    """A note in French: a title and a detail where they stand apart, and both in one line."""

    title: str
    detail: str
    line: str


def note_words(note: Kept, named: Callable[[str], str], names: Mapping[str, str]) -> NoteWords:
    """`named`: how an agent, or what stands for none, is called here; `names`: of agents, by identifier."""
    match note:
        case CameOnDuty(agent, reason):
            return _apart(f"D'astreinte : {named(agent)}", reason_text(reason, names), ", ")
        case OnDutyBefore(agent, reason):
            return _apart(f"D'astreinte : {named(agent)}", written_text(reason, names), ", ")
        case WentOffDuty(agent):
            return _alone(f"N'est plus d'astreinte : {named(agent)}")
        case Skipped(agent):
            return _alone(f"Déjà dans un autre appel : {named(agent)}")
        case Unrelieved():
            return _alone("Personne ne prend la relève : ceux d'avant sont encore appelés")
        case OfficeOpened():
            return _alone("Le bureau a ouvert pendant la recherche")
        case ColleagueCalls(agent):
            return _alone(f"Appel interne de {named(agent)}" if agent else "Appel interne")
        case KeyPressed(key):
            return NoteWords("Touche", key, "Silence" if key == SILENCE else f"Tape {key}")
        case CodeKept(digits):
            return _apart("Code interne retenu", digits)
        case GoneAtOnce(agent):
            return _alone(sentence(f"{named(agent)} a raccroché aussitôt"))
        case Refused(why, detail):
            return _refused(why, detail)
        case _:
            assert_never(note)


def _refused(why: Refusal, detail: str) -> NoteWords:
    match why:
        case Refusal.UNKNOWN_NUMBER:
            return _apart("Numéro inconnu", detail)
        case Refusal.NO_ROOM:
            return NoteWords("Refusé, trop d'appels à la fois", detail, "Refusé, trop d'appels à la fois")
        case Refusal.NO_CODEC:
            return _by_box("(488)", "l'opérateur n'offre ni PCMA ni PCMU", detail)
        case Refusal.UNSUPPORTED:
            told = _by_box("(420)", "l'opérateur exige une extension SIP qu'elle n'a pas", detail)
            return replace(told, line=f"{told.line} ({detail})")
        case Refusal.SHORT_SESSION:
            return _by_box("(422)", "l'opérateur impose une durée de session trop courte", detail)
        case Refusal.NO_LEG:
            return _by_box("(503)", "toutes ses branches étaient prises", detail)
        case Refusal.BY_BOX:
            title = "Refusé par la boîte avant toute réponse"
            return NoteWords(title, detail, f"Refusé par la boîte ({detail}), avant toute réponse")
        case _:
            assert_never(why)


def _by_box(status: str, why: str, detail: str) -> NoteWords:
    return NoteWords(f"Refusé par la boîte {status}, {why}", detail, f"Refusé par la boîte {status} : {why}")


def _apart(title: str, detail: str, between: str = " : ") -> NoteWords:
    return NoteWords(title, detail, f"{title}{between}{detail}")


def _alone(text: str) -> NoteWords:
    return NoteWords(text, "", text)


def note_line(note: Kept, company: Company | None) -> str:
    """« D'astreinte : Claire Durand, roulement semaine 48 »."""
    return note_words(note, lambda agent: agent_name(agent, company), agent_names(company)).line


def period_text(period: str) -> str:
    """« jour férié », from the value that the greeting keeps."""
    return PERIODS[Period(period)] if period in set(Period) else period


def outcome_text(outcome: str | None, company: Company | None, accepted_by: str | None = None) -> str:
    """« mis en relation avec Claire Durand », « en cours »."""
    said = kept_call(outcome).told
    if outcome == Outcome.CONNECTED and accepted_by is not None:
        return f"{said} avec {agent_name(accepted_by, company)}"
    return said


def offer_text(agent: str, phone: int, outcome: str | None, company: Company | None) -> str:
    """« Claire Durand n'a pas répondu », « Le bureau, 2e poste, était en ligne »."""
    said = kept_offer(outcome).told
    return sentence(f"{rung_name(agent, phone, company)} {said}")


def rung_name(agent: str, phone: int, company: Company | None) -> str:
    """Who is rung: an agent whatever the telephone, an office by its telephone."""
    which = which_phone(agent, phone, company) if agent == OFFICE else ""
    return f"{agent_name(agent, company)}{which}{',' if which else ''}"


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
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s"
