"""Numbers, moments and outcomes as the pages write them, in French."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from appliance.calls.company import Company
from appliance.calls.leg import OFFICE
from appliance.calls.search import LAST_RESORT

OUTCOMES = {
    "connected": "Mis en relation",
    "forwarded": "Transféré au bureau",
    "message": "Message laissé",
    "callback": "Rappel promis",
    "abandoned": "L'appelant a raccroché",
    "unanswered": "Sans réponse",
    "fallback": "Pris par le mode secours",
    None: "En cours",
}
ATTEMPTS = {
    "accepted": "a accepté",
    "refused": "a refusé",
    "unconfirmed": "a décroché sans confirmer",
    "no_answer": "n'a pas répondu",
    "busy": "était en ligne",
    "unreachable": "était injoignable",
    "cancelled": "n'est plus appelé",
    None: "est appelé",
}
PERIODS = {
    "open": "heures ouvrées",
    "after_hours": "astreinte",
    "holiday": "jour férié",
    "closure": "fermeture",
}
STEPS = {
    "greeting": "Accueil",
    "menu": "Menu",
    "order_number": "Numéro de commande",
    "internal_code": "Code interne",
    "hunt": "Recherche d'un intervenant",
    "forward": "Transfert",
    "conversation": "Conversation",
    "message": "Message",
}
ATTEMPT_TONES = {"accepted": "good", None: "ring", "cancelled": "plain"}  # any other: bad
NOTES = {"key": "Touche", "unknown_number": "Numéro inconnu", "code": "Code interne retenu"}
LAST_RESORT_WORDS = "Dernier recours"
NO_AGENT = {LAST_RESORT: LAST_RESORT_WORDS, OFFICE: "Bureau"}
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def spaced(number: str | None) -> str:
    """`+33612345601` as people write it: `06 12 34 56 01`; « numéro masqué » for none."""
    if not number:
        return "numéro masqué"
    try:
        parsed = parse(number, "FR")
    except NumberParseException:
        return number
    style = PhoneNumberFormat.NATIONAL if parsed.country_code == 33 else PhoneNumberFormat.INTERNATIONAL
    return format_number(parsed, style)


def long_day(day: date) -> str:
    """« dimanche 29 novembre 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def long_moment(moment: datetime) -> str:
    """« dimanche 29 novembre 2026 à 3 h 10 », in the moment's own zone."""
    return f"{long_day(moment.date())} à {moment.hour} h {moment.minute:02}"


def duration(seconds: float | None) -> str:
    """« 8 s », « 2 min 05 s »; a dash while it is not known."""
    if seconds is None:
        return "…"
    whole = timedelta(seconds=round(seconds)).seconds
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"


def outcome_words(outcome: str | None) -> str:
    """How a call ended."""
    return OUTCOMES.get(outcome, str(outcome))


def attempt_words(outcome: str | None) -> str:
    """How the ringing of an agent ended."""
    return ATTEMPTS.get(outcome, str(outcome))


def period_words(period: str) -> str:
    """What a line is doing."""
    return PERIODS.get(period, period)


def step_words(name: str) -> str:
    """The title of a step."""
    return STEPS.get(name, name)


def agent_name(agent: str, company: Company | None) -> str:
    """An agent's name; « Dernier recours » for the line's; the identifier of one who is no more in the company."""
    if agent in NO_AGENT:
        return NO_AGENT[agent]
    known = company.agents.get(agent) if company else None
    return known.name if known else agent


def step_detail(name: str, detail: str, company: Company | None) -> str:
    """What a step was about: the period, the team; nothing for a menu's identifier."""
    if name == "greeting":
        return PERIODS.get(detail, detail)
    if name == "hunt" and company and detail in company.teams:
        return f"équipe {company.teams[detail].name}"
    return "" if name == "menu" else detail


def note_parts(name: str, detail: str, company: Company | None) -> tuple[str, str]:
    """The title and detail of something that happened at once; an agent on call is named, with the reason."""
    if name == "on_call":
        agent, _, reason = detail.partition(" : ")
        return f"D'astreinte : {agent_name(agent, company)}", reason
    if name == "colleague":
        return f"Appel interne de {agent_name(detail, company)}", ""
    if name == "gone_at_once":
        return f"{agent_name(detail, company)} a raccroché aussitôt", ""
    return NOTES.get(name, name), detail
