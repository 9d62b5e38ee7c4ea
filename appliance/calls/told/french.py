"""What agents are told in the agents' menu and in the calls that ring them, in French, as spoken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from appliance.calls.agents_desk import LeftCallback, LeftMessage, Problem, TakenCall, Why, WorkTold
from appliance.calls.watch import Place
from appliance.company.model import Agent, Company, Line, Team
from appliance.company.names import agent_name
from appliance.planning.moments import DAYS, near_text, yearly_day
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.french.reading import spelled, spoken_minutes, spoken_number, spoken_time, told_of_no_number
from appliance.prompts.language import plain_words

CONFIRM = "Tapez 1 pour confirmer, 2 pour annuler."
CLOSING = f"Ce message sera clos, et personne n'en sera plus prévenu. {CONFIRM}"
CLOSING_CALLBACK = f"Ce rappel sera clos, et l'appelant ne sera plus rappelé. {CONFIRM}"
DELETING = "Son enregistrement sera effacé pour toujours. Pour l'effacer, tapez 1. Pour le garder, tapez 2."
HAND_OVER_REFUSED = "C'est noté. L'autre intervenant l'entend. Au revoir."
WAIT = "Ne quittez pas."
WHOLE_LINE = "toute la ligne"
ITS_CALLS = "ses appels"
MOST_NAMED = 4
CUSTOMER_LETTERS = 50
NOON, EVENING = 12, 18  # hours
PROBLEMS = {
    Why.NOT_NOW: "Ce n'est pas possible pour le moment. Rien n'est changé.",
    Why.NOT_HERE: "Rien ne se change ici.",
    Why.MESSAGE_GONE: "Ce message vient d'être clos ou supprimé.",
    Why.MANAGERS_DELETE: "Effacer un message est réservé à ceux qui gèrent les lignes.",
    Why.CALLBACK_OVER: "Ce rappel vient d'être fait, ou clos.",
    Why.CALLBACK_TAKEN: "Quelqu'un rappelle déjà cet appelant, ou ce rappel est fini.",
    Why.TAKEN_BY: "{} s'en charge déjà.",
    Why.NOBODY_LEFT: "{}",
    Why.HOURS_OVER: "{}",
    Why.REFUSED: "{}",
}


def spoken_moment(moment: datetime, now: datetime, timezone: str) -> str:
    """« lundi 8 heures 30 »."""
    return near_text(moment, now, timezone).replace("\u00a0", " ").replace(" h", " heures").replace("1ᵉʳ", "premier")


def who_is_on_call(company: Company, team: Team, places: Sequence[Place], now: datetime) -> str:
    """« Équipe Dépannage. Claire Durand, jusqu'à lundi 8 heures. Puis Hugo Petit. »."""
    if not places:
        return f"Équipe {plain_words(team.name)}. Personne n'est d'astreinte."
    said = [_held(company, team, place, now) for place in places[:MOST_NAMED]]
    more = len(places) - MOST_NAMED
    rest = f" Et {more} autre{'s' if more > 1 else ''}." if more > 0 else ""
    return f"Équipe {plain_words(team.name)}. {'. Puis '.join(said)}.{rest}"


def _held(company: Company, team: Team, place: Place, now: datetime) -> str:
    name = plain_words(agent_name(company, place.agent))
    return name if place.last else f"{name}, jusqu'à {spoken_moment(place.until, now, team.plan.timezone)}"


def problem(found: Problem) -> str:
    """Why what they asked for is not done; what the house refuses, in its own words."""
    return PROBLEMS[found.why].format(found.said)


def team_choice(team: Team) -> str:
    """A team among several, after « Pour »."""
    return f"l'équipe {team.name}"


def line_choice(line: Line) -> str:
    """A line among several."""
    return f"la ligne {line.name}"


def key_choice(keys: str) -> str:
    """The instructions of a choice of callers, by the keys that lead to it."""
    return f"la touche {keys}"


def choices(names: Sequence[str]) -> str:
    """« Pour Claire Durand, tapez 1. Pour Hugo Petit, tapez 2. »."""
    return " ".join(f"Pour {plain_words(name)}, tapez {key}." for key, name in enumerate(names, 1))


def taking(company: Company, team: Team, replaced: str | None, until: datetime, now: datetime) -> str:
    """What is to be confirmed by who takes the watch."""
    whom = f" à la place de {plain_words(agent_name(company, replaced))}" if replaced else ""
    end = spoken_moment(until, now, team.plan.timezone)
    return f"Vous prenez l'astreinte de l'équipe {plain_words(team.name)}{whom}, jusqu'à {end}. {CONFIRM}"


def pausing(team: Team, minutes: int) -> str:
    """What is to be confirmed by who wants a pause."""
    return f"Équipe {plain_words(team.name)} : pause de {minutes} minute{'s' if minutes > 1 else ''}. {CONFIRM}"


def left_message(message: LeftMessage, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
    """« Message 1 sur 3, laissé hier à 3 heures 12, du 06, 12, 34, 56, 78. ». `elsewhere`: its line is to be said."""
    caller = told_of_no_number(message.caller) or f"du {spoken_number(message.caller or '')}"
    order = f", commande {spelled(message.order)}" if message.order else ""
    line = f" Ligne {plain_words(message.line_name)}." if elsewhere else ""
    said = f"Message {place} sur {number}, laissé {past_moment(message.at, now, timezone)}, {caller}{order}.{line}"
    said = f"{said} Cela peut attendre." if message.can_wait else said
    if message.mine:
        return f"{said} Vous vous en chargez."
    return f"{said} {plain_words(message.in_charge)} s'en charge." if message.in_charge else said


def left_callback(one: LeftCallback, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
    """« Rappel 1 sur 2, demandé hier à 3 heures 12, au 06, 12, 34, 56, 78, client Hôtel Bellevue. »."""
    shown = told_of_no_number(one.number) or f"au {spoken_number(one.number or '')}"
    customer = f", client {plain_words(one.customer, CUSTOMER_LETTERS)}" if one.customer else ""
    order = f", commande {spelled(one.order)}" if one.order else ""
    line = f" Ligne {plain_words(one.line_name)}." if elsewhere else ""
    said = f"Rappel {place} sur {number}, demandé {past_moment(one.at, now, timezone)}, {shown}{customer}{order}.{line}"
    return f"{said} Cela peut attendre." if one.can_wait else said


def taken_call(one: TakenCall, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
    """« Appel 1 sur 2, reçu hier à 3 heures 12, du 06, 12, 34, 56, 78, client Hôtel Bellevue, commande 4, 0, 7. »."""
    caller = told_of_no_number(one.caller) or f"du {spoken_number(one.caller or '')}"
    customer = f", client {plain_words(one.customer, CUSTOMER_LETTERS)}" if one.customer else ""
    order = f", commande {spelled(one.order)}" if one.order else ""
    line = f" Ligne {plain_words(one.line_name)}." if elsewhere else ""
    return f"Appel {place} sur {number}, reçu {past_moment(one.at, now, timezone)}, {caller}{customer}{order}.{line}"


def work_told(told: WorkTold) -> str:
    """« Intervention close. Travail après l'appel : 45 minutes. Trajet : 1 heure. », to be confirmed."""
    states = {True: "Intervention close. ", False: "Il faut y retourner. ", None: ""}
    after, travel = (spoken_minutes(one) if one else "aucun" for one in (told.after, told.travel))
    return f"{states[told.closed]}Travail après l'appel : {after}. Trajet : {travel}. {CONFIRM}"


def incident_told(line: Line, until: datetime | None, now: datetime) -> str:
    """What all callers of a line hear now, and until when."""
    return f"La ligne {plain_words(line.name)} dit une annonce d'urgence{_until(line, until, now)}."


def announcing(line: Line, until: datetime | None, now: datetime) -> str:
    """What is to be confirmed by who puts an emergency announcement."""
    name = plain_words(line.name)
    return f"Tous les appelants de la ligne {name} entendront cette annonce{_until(line, until, now)}. {CONFIRM}"


def taking_back(line: Line) -> str:
    """What is to be confirmed by who takes it back."""
    return f"La ligne {plain_words(line.name)} ne dira plus l'annonce d'urgence. {CONFIRM}"


def _until(line: Line, until: datetime | None, now: datetime) -> str:
    return f", jusqu'à {spoken_moment(until, now, line.timezone)}" if until else ", jusqu'à ce qu'on l'arrête"


def past_moment(moment: datetime, now: datetime, timezone: str) -> str:
    """« hier à 3 heures 12 », « lundi 23 novembre à 1 heure »."""
    reading, today = wall_clock(moment, timezone), wall_clock(now, timezone).date()
    day = f"{DAYS[reading.weekday()]} {yearly_day(reading.month, reading.day)}".replace("1ᵉʳ", "premier")
    day = {0: "aujourd'hui", 1: "hier"}.get((today - reading.date()).days, day)
    minute = f" {reading.minute}" if reading.minute else ""
    return f"{day} à {reading.hour} heure{'s' if reading.hour > 1 else ''}{minute}"


def asking(agent: Agent, team: Team, until: datetime, now: datetime) -> str:
    """What a colleague hears who is asked to take the watch."""
    end = spoken_moment(until, now, team.plan.timezone)
    return (
        f"Astreinte. {plain_words(agent.name)} vous demande de prendre l'astreinte de l'équipe "
        f"{plain_words(team.name)}, maintenant, jusqu'à {end}. Pour accepter, tapez 1 ; pour refuser, tapez 2."
    )


def duty_question(line: str, at: datetime, now: datetime, timezone: str) -> str:
    """« Astreinte, Ascenseurs Vidal. Vous prenez l'astreinte ce soir à 18 heures. Tapez 1 pour confirmer… »."""
    takes = "Vous prenez l'astreinte" if at > now else "Vous êtes d'astreinte depuis"
    when = coming_moment(at, now, timezone) if at > now else spoken_time(wall_clock(at, timezone).time())
    keys = "Tapez 1 pour confirmer ; si vous ne pouvez pas, tapez 2."
    return f"Astreinte, {plain_words(line)}. {takes} {when}. {keys}"


def coming_moment(at: datetime, now: datetime, timezone: str) -> str:
    """« ce soir à 18 heures », « cette nuit à minuit », « demain à 8 heures 30 »: within a day."""
    reading, today = wall_clock(at, timezone), wall_clock(now, timezone)
    clock = spoken_time(reading.time())
    if reading.date() != today.date():
        return f"cette nuit à {clock}" if reading.hour < 6 and today.hour >= NOON else f"demain à {clock}"
    if reading.hour < 6:
        return f"cette nuit à {clock}"
    if reading.hour < NOON:
        return f"ce matin à {clock}"
    return f"ce soir à {clock}" if reading.hour >= EVENING else f"aujourd'hui à {clock}"


def safety_question(line: str) -> str:
    """What the agent hears each time."""
    return (
        f"Astreinte, {plain_words(line)}. Appel de sécurité. Si tout va bien, tapez 1 ; si votre intervention est "
        "finie, tapez 2."
    )


def silence_told(line: str, agent: str, began: datetime, now: datetime, timezone: str) -> str:
    """What is heard by who is to take charge of it."""
    since = past_moment(began, now, timezone)
    return (
        f"Astreinte, {plain_words(line)}. Alerte. {plain_words(agent)} ne répond plus à l'appel de sécurité. "
        f"Début de l'intervention : {since}. Pour vous en charger, tapez 1 ; si vous ne pouvez pas, tapez 2."
    )


def outing_begun(minutes: int) -> str:
    """The last word to an agent who leaves."""
    return f"C'est noté. La ligne vous appelle dans {spoken_minutes(minutes)}, et ainsi de suite jusqu'à votre retour."


def to_who_leaves(line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
    """« Astreinte, Ascenseurs Vidal. Passage de relais. Vous passez l'astreinte à Hugo Petit… »."""
    return _question(line, f"Vous passez l'astreinte à {plain_words(other)}", at, now, timezone)


def to_who_comes(line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
    """« Astreinte, Ascenseurs Vidal. Passage de relais. Claire Durand vous passe l'astreinte… »."""
    return _question(line, f"{plain_words(other)} vous passe l'astreinte", at, now, timezone)


def _question(line: str, what: str, at: datetime, now: datetime, timezone: str) -> str:
    clock = spoken_time(wall_clock(at, timezone).time())
    when = coming_moment(at, now, timezone) if at > now else f"depuis {clock}"
    keys = "Tapez 1 pour entendre ce qui reste ouvert et vous parler ; si vous ne pouvez pas, tapez 2."
    return f"Astreinte, {plain_words(line)}. Passage de relais. {what}, {when}. {keys}"


def what_is_open(messages: int, callbacks: int) -> str:
    """« 2 messages ouverts, 1 rappel promis. Une touche passe à la suite. »."""
    if not messages and not callbacks:
        return "Aucun message ouvert, aucun rappel promis."
    left = _counted(messages, "message ouvert", "messages ouverts")
    promised = _counted(callbacks, "rappel promis", "rappels promis")
    return f"{', '.join(part for part in (left, promised) if part)}. Une touche passe à la suite."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}" if number else ""


def other_missing(other: str, *, refused: bool) -> str:
    """The last word to who is alone."""
    why = "ne peut pas parler maintenant" if refused else "ne répond pas"
    return f"{plain_words(other)} {why}. Le planning ne change pas, et les responsables le savent. Au revoir."
