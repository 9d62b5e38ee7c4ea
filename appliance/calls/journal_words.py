"""What the journal keeps of a call, in French: its steps and notes, on a page and in a line of a command. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from appliance.calls.notes import (
    SILENCE,
    Apart,
    AskedForColleague,
    CameBack,
    CameOnDuty,
    CapReached,
    CodeKept,
    ColleagueCalls,
    GoneAtOnce,
    HandedOver,
    Kept,
    KeyPressed,
    LeftConversation,
    LeftMeanwhile,
    NotBack,
    OfficeOpened,
    OnDutyBefore,
    PageLost,
    RecordingBegan,
    RecordingEnded,
    Refusal,
    Refused,
    Skipped,
    SpeaksLanguage,
    TakenBack,
    Together,
    TookByRingingBack,
    TookCall,
    TreatedApart,
    Unreached,
    Unrelieved,
    WentOffDuty,
    written_text,
)
from appliance.calls.outcome_words import kept_offer
from appliance.calls.steps import Step
from appliance.calls.timeline import called_name, sentence, team_name
from appliance.company.model import Company
from appliance.company.names import agent_names, called_menu
from appliance.planning.explanation import PERIODS, reason_text
from appliance.planning.hours import Period
from appliance.prompts.languages import language_of

APART: dict[str, str] = {
    Apart.BLOCKED: "Numéro bloqué : une phrase, et c'est tout",
    Apart.STORM: "Trop d'appels de ce numéro : une phrase, et c'est tout",
    Apart.VIP: "Numéro prioritaire : sans menu",
    Apart.MACHINE: "Appareil : ni menu ni question",
}


@dataclass(frozen=True)
class Words:
    """A title and a detail where they stand apart, and both in one line."""

    title: str
    detail: str
    line: str


def step_words(step: Step, detail: str, company: Company | None) -> Words:
    """A step and what it was about: the period, the menu, the team."""
    match step:
        case Step.LANGUAGE:
            return Words("Choix de la langue", detail, "Choix de la langue")
        case Step.GREETING:
            return Words("Accueil", period_text(detail), "Annonce d'accueil")
        case Step.MENU:
            return Words("Menu", "", f"Menu « {called_menu(company, detail)} »")
        case Step.ORDER_NUMBER:
            return Words("Numéro de commande", detail, "Numéro de commande")
        case Step.INTERNAL_CODE:
            return Words("Code interne", detail, "Code interne")
        case Step.WORDS:
            return Words("Ce que dit l'appelant", detail, "Ce que dit l'appelant")
        case Step.HUNT:
            return _apart("Recherche d'un intervenant", f"équipe {team_name(company, detail)}", ", ")
        case Step.FORWARD:
            return Words("Transfert", detail, "Transfert au bureau")
        case Step.CONVERSATION:
            return Words("Conversation", detail, "Conversation")
        case Step.MESSAGE:
            return Words("Message", detail, "Message")
        case Step.CALLBACK:
            return Words("Rappel proposé", detail, "Rappel proposé")
        case Step.INCIDENT:
            return Words("Annonce d'urgence", detail, "Annonce d'urgence")
        case Step.AGENTS_MENU:
            return _apart("Menu des intervenants", called_name(company, detail), ", ")
        case _:
            assert_never(step)


def kept_step(name: str, detail: str, company: Company | None) -> Words:
    """A step as the journal keeps it; one that this release does not know is told as it stands."""
    if name in set(Step):
        return step_words(Step(name), detail, company)
    return Words(name, detail, f"{name} : {detail}" if detail else name)


def note_words(note: Kept, named: Callable[[str], str], names: Mapping[str, str]) -> Words:
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
        case CapReached():
            return _alone("Plafond des appels sortants atteint : plus personne n'est appelé")
        case ColleagueCalls(agent):
            return _alone(f"Appel interne de {named(agent)}" if agent else "Appel interne")
        case KeyPressed(key):
            return Words("Touche", key, "Silence" if key == SILENCE else f"Tape {key}")
        case CodeKept(digits):
            return _apart("Code interne retenu", digits)
        case SpeaksLanguage(language):
            return _alone(f"Langue choisie : {language_of(language).name}")
        case GoneAtOnce(agent):
            return _alone(sentence(f"{named(agent)} a raccroché aussitôt"))
        case HandedOver(agent):
            return _alone(sentence(f"{named(agent)} passe l'appelant à un autre"))
        case AskedForColleague(agent):
            return _alone(sentence(f"{named(agent)} appelle un collègue dans la conversation"))
        case Together(agent):
            return _alone(sentence(f"{named(agent)} reste : ils se parlent à trois"))
        case LeftConversation(agent):
            return _alone(sentence(f"{named(agent)} quitte la conversation, les deux autres continuent"))
        case RecordingBegan(agent):
            return _alone(sentence(f"{named(agent)} enregistre la conversation : tous deux l'ont entendu"))
        case RecordingEnded():
            return _alone("L'enregistrement est terminé")
        case TakenBack(agent):
            return _alone(sentence(f"{named(agent)} reprend l'appelant : personne d'autre ne l'a pris"))
        case LeftMeanwhile(agent):
            return _alone(sentence(f"{named(agent)} a raccroché avant qu'un autre ne prenne l'appel"))
        case PageLost(agent):
            return _alone(sentence(f"{named(agent)} n'a plus sa page : l'appelant attend son retour"))
        case CameBack(agent):
            return _alone(sentence(f"{named(agent)} est de retour dans la conversation"))
        case NotBack(agent):
            return _alone(sentence(f"{named(agent)} n'est pas de retour à temps : l'appel continue sans"))
        case TookByRingingBack(agent):
            return _alone(sentence(f"{named(agent)} a appelé la ligne pour prendre cet appel"))
        case TookCall():
            return _alone("Prend l'appel qui l'attendait")
        case TreatedApart(how):
            return _alone(APART.get(how, how))
        case Unreached(outcome):
            return _alone(f"L'appelant {kept_offer(outcome).told}")
        case Refused(why, detail):
            return _refused(why, detail)
        case _:
            assert_never(note)


def _refused(why: Refusal, detail: str) -> Words:
    match why:
        case Refusal.UNKNOWN_NUMBER:
            return _apart("Numéro inconnu", detail)
        case Refusal.NO_ROOM:
            return Words("Refusé, trop d'appels à la fois", detail, "Refusé, trop d'appels à la fois")
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
            return Words(title, detail, f"Refusé par la boîte ({detail}), avant toute réponse")
        case _:
            assert_never(why)


def _by_box(status: str, why: str, detail: str) -> Words:
    return Words(f"Refusé par la boîte {status}, {why}", detail, f"Refusé par la boîte {status} : {why}")


def _apart(title: str, detail: str, between: str = " : ") -> Words:
    return Words(title, detail, f"{title}{between}{detail}")


def _alone(text: str) -> Words:
    return Words(text, "", text)


def note_line(note: Kept, company: Company | None) -> str:
    """« D'astreinte : Claire Durand, roulement semaine 48 »."""
    return note_words(note, lambda agent: called_name(company, agent), agent_names(company)).line


def period_text(period: str) -> str:
    """« jour férié », from the value that the greeting keeps."""
    return PERIODS[Period(period)] if period in set(Period) else period
