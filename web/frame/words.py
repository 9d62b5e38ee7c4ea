"""Numbers, moments and outcomes as the pages write them, in French."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from appliance.calls import timeline
from appliance.calls.call_context import Outcome, in_vain
from appliance.calls.hunt import LAST_RESORT
from appliance.calls.journal_words import kept_step, note_words, period_text
from appliance.calls.leg import CALLED_BACK, OFFICE, OfferOutcome
from appliance.calls.notes import Kept
from appliance.calls.outcome_words import kept_call, kept_offer, of_a_call
from appliance.calls.places import Next
from appliance.company.model import Action, CallTeam, Company, Forward, OpenMenu, Repeat, Say, TakeMessage
from appliance.company.names import agent_names, of_name
from appliance.company.numbers import MACHINE, readable
from appliance.folding import listed
from appliance.planning.explanation import reason_text
from appliance.planning.moments import DAYS, long_day, stretch_text
from appliance.planning.reasons import Reason
from appliance.planning.team_plan import Absence, Handover, Override
from appliance.prompts.french.reading import told_of_no_number
from appliance.store.absences.requests import AbsenceRequest
from appliance.store.journal.message_followup import Message

OUTCOMES: dict[str, str] = {outcome.value: of_a_call(outcome).title for outcome in Outcome}
LAST_RESORT_WORDS, OFFICE_WORDS = "Dernier recours", "Bureau"
NO_AGENT = {LAST_RESORT: LAST_RESORT_WORDS, OFFICE: OFFICE_WORDS, CALLED_BACK: "L’appelant rappelé"}
LONGEST_WHOLE = 24  # letters of a name that is kept in one piece


def spaced(number: str | None) -> str:
    """`+33612345601` as people write it: `06 12 34 56 01`; « numéro masqué » for none, « numéro illisible »."""
    without = told_of_no_number(number)
    if without or number is None:
        return without
    if MACHINE.fullmatch(number):
        return readable(number, "FR")
    try:
        parsed = parse(number, "FR")
    except NumberParseException:
        return number
    style = PhoneNumberFormat.NATIONAL if parsed.country_code == 33 else PhoneNumberFormat.INTERNATIONAL
    return format_number(parsed, style)


def caller(call: Mapping[str, Any], company: Company | None = None) -> str:
    """Who called: a number, « numéro masqué », or « appelant effacé » for one who was forgotten.

    Where the number is not told: « Claire Durand (son téléphone) ».
    """
    if call.get("withheld"):
        return timeline.whose_telephone(call["caller_agent"], company)
    return "appelant effacé" if call.get("erased") and not call["caller"] else spaced(call["caller"])


def left_by(message: Message, company: Company | None) -> str:
    """Who left a message, in the same words."""
    if message.withheld:
        return timeline.whose_telephone(message.caller_agent, company)
    return spaced(message.caller)


def message_of(message: Message, company: Company | None) -> str:
    """« Message du 06 12 34 56 78 », « Message d'un numéro masqué », « Message de Claire Durand (son téléphone) »."""
    return f"Message {from_whom(left_by(message, company))}"


def lost_call_of(call: Mapping[str, Any], company: Company | None) -> str:
    """« Appel perdu du 06 12 34 56 78 », « Appel perdu d'un numéro masqué »."""
    return f"Appel perdu {from_whom(caller(call, company))}"


def from_whom(who: str) -> str:
    """« du 06 12 34 56 78 », « d'un numéro masqué », « de Claire Durand (son téléphone) »; `who`: as `caller` says."""
    if who[:1] in "0123456789+":
        return f"du {who}"
    return f"d'un {who}" if who.startswith(("numéro", "appelant")) else of_name(who)


def long_moment(moment: datetime) -> str:
    """« dimanche 29 novembre 2026 à 3 h 10 », in the moment's own zone."""
    return f"{long_day(moment.date())} à {hour_text(moment)}"


def moment_in_paris(moment: datetime) -> str:
    """« 29/11/2026 à 3 h 10 », in France: for what is of the machine and of no line."""
    return day_and_clock(moment.astimezone(ZoneInfo("Europe/Paris")))


def day_and_clock(moment: datetime) -> str:
    """« 29/11/2026 à 3 h 10 », in the moment's own zone."""
    return f"{moment:%d/%m/%Y} à {hour_text(moment)}"


def hour_text(reading: datetime | time) -> str:
    """« 3 h 10 », « 18 h »."""
    return f"{reading.hour} h {reading:%M}" if reading.minute else f"{reading.hour} h"


def to_the_second(moment: datetime) -> str:
    """« 3:10:09 », in the moment's own zone: many of them, one under the other."""
    return f"{moment.hour}:{moment:%M:%S}"


def moment_on(moment: datetime, timezone: str) -> str:
    """« dimanche 29 novembre 2026 à 3 h 10 », on the clock of the zone."""
    return long_moment(moment.astimezone(ZoneInfo(timezone)))


def clock_in(moment: datetime, timezone: str) -> str:
    """`2026-11-29T03:10` on the clock of the zone, as a field of a form takes it."""
    reading = moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    return f"{reading:%Y-%m-%dT%H:%M}"


def day_clock(moment: datetime, now: datetime | None = None) -> str:
    """« sam. 28/11, 9 h 05 », in the moment's own zone, in one piece. `now`: with the year, where it is another."""
    year = "" if now is None or now.year == moment.year else f"/{moment.year}"
    return f"{DAYS[moment.weekday()][:3]}. {moment:%d/%m}{year}, {hour_text(moment)}".replace(" ", "\u00a0")


def whose(name: str) -> str:
    """« de Claire Durand », « d’Élodie »."""
    return of_name(name).replace("d'", "d’", 1)


def absence_days(absence: Absence | AbsenceRequest) -> str:
    """« mercredi 9 décembre 2026 », « du mercredi 9 au samedi 12 décembre 2026 »."""
    first, last = (
        (absence.first, absence.last) if isinstance(absence, Absence) else (absence.first_day, absence.last_day)
    )
    return days_from(first, last)


def days_from(first: date, last: date) -> str:
    """« mercredi 9 décembre 2026 », « du mercredi 9 décembre 2026 au samedi 12 décembre 2026 »; both included."""
    if first == last:
        return long_day(first)
    return f"du {long_day(first)} au {long_day(last)}"


def weekday(day: date) -> str:
    """« lundi »."""
    return DAYS[day.weekday()]


def stretch(span: Override | Handover, timezone: str, now: datetime | None = None) -> str:
    """« du ven. 04/12 à 18 h au lun. 07/12 à 8 h ». `now`: with the year, where it is another than this one's."""
    return stretch_text(span.start, span.end, timezone, now)


def age(lasting: timedelta) -> str:
    """« 5 min », « 3 h », « 2 jours »: the greatest unit alone; from a day on, the nearest number of days."""
    minutes = max(0, int(lasting.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    days = round(minutes / 1440)
    return f"{minutes // 60} h" if minutes < 1440 else f"{days} jour{'s' if days > 1 else ''}"


def first_act(action: Action) -> str:
    """What a line does when it calls no team, or a key that calls none: « transfert au », before its numbers."""
    match action:
        case Forward():
            return "transfert au"
        case TakeMessage(can_wait):
            return "message qui peut attendre" if can_wait else "message"
        case CallTeam() | OpenMenu() | Say() | Repeat():
            return "aucune équipe n'est appelée"
        case _:
            assert_never(action)


def people_next(then: Next) -> str:
    """Who comes next at a place: « Catherine Roux », « personne », « seulement Julie Martin » of those left."""
    if not then.names:
        return "personne"
    return f"{'' if then.same_level else 'seulement '}{listed(map(whole_name, then.names))}"


def whole_name(name: str) -> str:
    """A name that is not cut at the end of a line, unless it would not hold in one on a telephone."""
    return name.replace(" ", "\u00a0") if len(name) <= LONGEST_WHOLE else name


def duration(seconds: float | None) -> str:
    """« 8 s », « 2 min 05 s »; a dash while it is not known."""
    return "…" if seconds is None else timeline.length_text(seconds)


def outcome_words(outcome: str | None) -> str:
    """How a call ended."""
    return kept_call(outcome).title


def attempt_words(outcome: str | None) -> str:
    """How the ringing of an agent ended."""
    return kept_offer(outcome).title


def period_words(period: str) -> str:
    """What a line is doing."""
    return period_text(period)


def reason_words(reason: Reason, company: Company | None) -> str:
    """Why an agent is on call."""
    return reason_text(reason, agent_names(company))


def called_name(company: Company | None, agent: str) -> str:
    """An agent's name; « Dernier recours » for the line's; the identifier of one who is no more in the company."""
    return timeline.called_name(company, agent, NO_AGENT)


def call_tone(outcome: Outcome) -> str:
    """The colour of a call that is over: good, bad."""
    return "bad" if in_vain(outcome) else "good"


def attempt_tone(outcome: str | None) -> str:
    """The colour of a telephone rung: good, bad, ring while it rings, plain."""
    if outcome is None:
        return "ring"
    if outcome not in set(OfferOutcome):  # of another release
        return "bad"
    match OfferOutcome(outcome):
        case OfferOutcome.ACCEPTED:
            return "good"
        case OfferOutcome.CANCELLED:
            return "plain"
        case OfferOutcome.REFUSED | OfferOutcome.UNCONFIRMED | OfferOutcome.NO_ANSWER:
            return "bad"
        case OfferOutcome.BUSY | OfferOutcome.UNREACHABLE:
            return "bad"
        case _ as other:
            assert_never(other)


def step_parts(name: str, detail: str, company: Company | None) -> tuple[str, str]:
    """The title of a step, and what it was about: the period, the team; nothing for a menu's identifier."""
    told = kept_step(name, detail, company)
    return told.title, told.detail


def note_parts(note: Kept, company: Company | None) -> tuple[str, str]:
    """The title and detail of something that happened at once; an agent on call is named, with the reason."""
    told = note_words(note, lambda agent: called_name(company, agent), agent_names(company))
    return told.title, told.detail
