"""What a company, its people and its lines are, in words: what two of them differ by is told with these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import assert_never

from appliance.calls.number_words import example, lengths
from appliance.company.machines import MachineCaller, Taken
from appliance.company.model import (
    NO_HOLIDAYS,
    Action,
    Agent,
    Audience,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    QuietHours,
    Repeat,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
    TellOf,
    Translation,
    Way,
)
from appliance.company.numbers import NamedCaller
from appliance.company.places import calendar_name, country_name, zone_name
from appliance.folding import in_one_line
from appliance.planning.days import hours_text
from appliance.planning.explanation import PERIODS, days_text
from appliance.planning.hours import NamedDays, Period
from appliance.planning.hours_words import week_words
from appliance.planning.moments import long_moment, stretch_text
from appliance.prompts.languages import LANGUAGES
from appliance.store.company_file.words import Facts, Secret, Several, Words, yes_or_no

ANY_DIGITS = re.compile(r"(?:\\d(?:\{\d+(?:,\d+)?\})?)+")
NOT_ASKED = "pas demandé"
AUDIENCES = {Audience.CUSTOMERS: "les clients", Audience.STAFF: "le personnel"}
TOLD_OF = {
    TellOf.MESSAGES: "des messages laissés",
    TellOf.MISSED: "des appels que personne n'a pris",
    TellOf.TAKEN: "de qui appelait",
    TellOf.PLANNING: "de son planning",
    TellOf.DUTIES: "de chaque astreinte, la veille",
}
TAKEN = {
    Taken.BY_A_HUMAN: "sonne jusqu'à ce qu'un intervenant accepte",
    Taken.AT_ONCE: "décroché aussitôt",
    Taken.AS_A_TEST: "essai : personne n'est appelé",
}
TOLD_BY = {Way.MAIL: "courriel", Way.SMS: "SMS"}
STRATEGIES = {
    RingStrategy.SEQUENTIAL: "l'un après l'autre",
    RingStrategy.SIMULTANEOUS: "tous ensemble",
    RingStrategy.ROTATING: "le moins sollicité d'abord",
}


def company_facts(company: Company, words: Words) -> Facts:
    allowed = (f"{words.number(one.number)}, {one.name}" for one in company.allowed_numbers)
    return {
        "nom": company.name,
        "fuseau horaire": zone_name(company.timezone),
        "pays": country_name(company.country),
        "calendrier des jours fériés": calendar_name(company.holidays),
        "jours chômés": Several("jour chômé", "", _days(company.days_off)),
        "fermetures": Several("fermeture", "e", _days(company.closures)),
        "numéros permis": Several("numéro permis", "", tuple(allowed)),
        "accord collectif": company.collective_agreement or "",
        "conservation des appelants": f"{company.forget_months} mois" if company.forget_months else "",
        "conservation des messages": f"{company.message_days} jours",
        "conservation des conversations": f"{company.talk_days} jours",
        "conservation de ce qui est dit": f"{company.told_days} jours",
        "rappel des astreintes": f"la veille à {company.remind_at:%H:%M}",
        "responsables": words.people(company.responsible),
        "essai du jour": daily_test_words(company),
        "appel d'essai par l'opérateur": yes_or_no(company.daily_test_call),
        "numéros bloqués": Several("numéro bloqué", "", _callers(company.blocked_callers, words)),
        "numéros prioritaires": Several("numéro prioritaire", "", _callers(company.vip_callers, words)),
        "appareils": Several(
            "appareil", "", tuple(machine_words(one, words.number(one.number)) for one in company.machines)
        ),
        "appels d'un même numéro": storm_words(company),
        "voix hors ligne seulement": yes_or_no(company.offline_voice),
        "phrases enregistrées d'une voix neuronale": yes_or_no(company.neural_sentences),
        "textes dans une autre langue": Several("texte", "", tuple(map(_translation, company.translations))),
        "mots urgents": Several("mot urgent", "", company.urgent_words),
    }


def _translation(one: Translation) -> str:
    return f"« {one.text} » se dit « {one.said} » en {_language(one.language)}"


def _language(code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code


def _callers(callers: tuple[NamedCaller, ...], words: Words) -> tuple[str, ...]:
    return tuple(f"{words.number(one.number)}, {one.name}" for one in callers)


def daily_test_words(company: Company) -> str:
    """« chaque jour à 17:00 »."""
    return f"chaque jour à {company.daily_test_at:%H:%M}" if company.daily_test else "non"


def machine_words(machine: MachineCaller, number: str) -> str:
    """« 06 39 98 00 01, ascenseur B, sonne jusqu'à un intervenant, acquitté par #, appel attendu toutes les 72 h »."""
    keys = [f"acquitté par {machine.keys}"] if machine.keys else []
    test = [f"appel attendu toutes les {machine.test_every} h"] if machine.test_every else []
    return ", ".join([number, machine.name, TAKEN[machine.taken], *keys, *test])


def storm_words(company: Company) -> str:
    """« 20 en 10 minutes, puis une phrase »; "" without a bound."""
    bound = f"{company.most_calls} en {company.most_calls_minutes} minutes, puis une phrase"
    return bound if company.most_calls else ""


def agent_facts(agent: Agent, words: Words) -> Facts:
    return {
        "nom": agent.name,
        "téléphones": words.numbers(agent.phones),
        "courriel": agent.mail or "",
        "code": Secret(agent.pin or ""),
        "dernier jour dans l'entreprise": f"{agent.until:%d/%m/%Y}" if agent.until else "",
        "averti": ", ".join(TOLD_OF[one] for one in agent.told_of),
        "averti par": ", ".join(TOLD_BY[one] for one in agent.told_by),
        "accord d'être d'astreinte": f"{agent.agreed_on:%d/%m/%Y}" if agent.agreed_on else "",
        "heures de silence": quiet_words(agent.quiet),
        "langue au téléphone": _language(agent.language),
    }


def quiet_words(hours: QuietHours | None) -> str:
    """« 22:00-07:00 »; "" for none."""
    return hours_text(hours.start, hours.end) if hours else ""


def team_facts(team: Team, words: Words) -> Facts:
    levels = {f"niveau {place}": words.people(level) for place, level in enumerate(team.plan.levels, 1)}
    minutes = team.safety_call
    calls = {"appel de prise d'astreinte": _duty_call(team)}
    calls |= {"appels en intervention": f"toutes les {minutes} min" if minutes else "non"}
    calls |= {"appel de passage de relais": _hand_over_call(team.hand_over_call)}
    return {"nom": team.name, **levels, **_ring_facts(team.ring), **calls}


def _duty_call(team: Team) -> str:
    match team.duty_call:
        case None:
            return "non"
        case 0:
            return "à son début"
        case minutes:
            return f"{minutes} min avant"


def _hand_over_call(minutes: int | None) -> str:
    if minutes is None:
        return "non"
    return f"{abs(minutes)} min {'après' if minutes < 0 else 'avant'}" if minutes else "à l'heure du relais"


def _ring_facts(ring: Ring) -> Facts:
    return {
        "façon d'appeler": STRATEGIES[ring.strategy],
        "sonnerie de chaque téléphone": f"{ring.seconds} s",
        "tours": str(ring.rounds),
        "jours d'interventions comptés": str(ring.fairness_days),
        "second appel aussitôt, sans réponse": yes_or_no(ring.twice),
    }


def line_facts(line: Line, words: Words) -> Facts:
    rules = {"numéro de commande": line.order_rule} if line.public else {"code interne": line.internal_code}
    forced = (f"{PERIODS[one.period]}, {stretch_text(one.start, one.end, line.timezone)}" for one in line.forced)
    return {
        "nom": line.name,
        "numéros": words.numbers(line.numbers),
        "appelée par": AUDIENCES[line.audience],
        "fuseau horaire": zone_name(line.timezone),
        "toujours d'astreinte": yes_or_no(line.around_the_clock),
        "heures d'ouverture": week_words(line.opening_hours) or "jamais ouverte",
        "calendrier des jours fériés": _calendar(line.holidays),
        "jours chômés": Several("jour chômé", "", _days(line.days_off)),
        "fermetures": Several("fermeture", "e", _days(line.closures)),
        "périodes forcées": Several("période forcée", "e", tuple(forced)),
        "annonce d'urgence": _incident(line),
        **_course(line, words),
        "prend aussi les numéros d'aucune ligne": yes_or_no(line.default),
        **{name: rule_words(rule) for name, rule in rules.items()},
        "attente la plus longue": f"{line.max_wait} s",
        "réponse voulue en": f"{line.target_wait} s",
        "annonces qu'aucune touche ne coupe": yes_or_no(line.announcement_whole),
        "durée de conservation dite": yes_or_no(line.tell_retention),
        "menu des intervenants": yes_or_no(line.agents_menu),
        "rappel de qui le demande": f"en {line.callback_within} min" if line.callback_within else "pas proposé",
        "heures sans rappel": quiet_words(line.callback_quiet),
        "SMS proposé à qui est rappelé": yes_or_no(line.callback_sms),
        "commande absente de la liste redemandée": yes_or_no(line.check_orders),
        "consignes": in_one_line(line.instructions or ""),
        "attente habituelle dite": yes_or_no(line.tell_wait),
        "ce que dit l'appelant, réentendu": yes_or_no(line.caller_words),
        "rappel une fois l'incident terminé": yes_or_no(line.tell_repaired),
        "conversations, enregistrables": yes_or_no(line.record_talks),
        "dernier recours": words.number(line.last_resort) if line.last_resort else "",
        "langue": _language(line.language),
        "autres langues": ", ".join(
            f"{_language(code)} par la touche {key}" for key, code in line.offered_languages.items()
        ),
        "avertis, après qui est d'astreinte": words.people(line.tell),
        "rappel de ce que personne ne prend en charge": _again(line),
        "heures de silence": quiet_words(line.quiet),
        "appels refusés dits": yes_or_no(line.tell_refused),
    }


def _incident(line: Line) -> str:
    """« Une panne est connue. », jusqu'au vendredi 25 décembre 2026 à 3 h 10."""
    told = line.incident
    if told is None:
        return ""
    end = f", jusqu'au {long_moment(told.until, line.timezone)}" if told.until else ""
    return f"« {told.text} »{end}"


def _again(line: Line) -> str:
    """« 3 fois, toutes les 15 min »."""
    times, minutes = line.escalate_times, line.escalate_after
    return f"{times} fois, toutes les {minutes} min" if times and minutes else "jamais"


def _course(line: Line, words: Words) -> Facts:
    """What happens in each period; one that is treated as after hours changes with it, and is not told twice."""
    usual, told = line.behaviours[Period.AFTER_HOURS], {}
    for period, behaviour in line.behaviours.items():
        name = f"« {PERIODS[period]} »"
        if period is Period.AFTER_HOURS or behaviour != usual:
            told[f"annonce, {name}"] = behaviour.announcement or ""
            told[f"action, {name}"] = action_words(behaviour.action, words)
        else:
            told[f"action, {name}"] = f"comme « {PERIODS[Period.AFTER_HOURS]} »"
    return told


def menu_facts(menu: Menu, words: Words) -> Facts:
    keys = {f"touche {key}": action_words(action, words) for key, action in menu.choices.items()}
    return {
        "nom": menu.name,
        "annonce": menu.announcement,
        **keys,
        "touche suivie après trois silences ou erreurs": menu.default,
    }


def action_words(action: Action, words: Words) -> str:
    """« appeler l'équipe SAV, numéro de commande pas demandé »."""
    match action:
        case CallTeam(team, asked, instructions, wanted):
            told = f", consignes « {in_one_line(instructions)} »" if instructions else ""
            within = f", réponse voulue en {wanted} s" if wanted is not None else ""
            return f"appeler {words.team(team)}{_asked(asked)}{within}{told}"
        case TakeMessage(can_wait):
            return "prendre un message ou un rappel qui peut attendre" if can_wait else "prendre un message"
        case Forward(numbers):
            return f"transférer au {words.numbers(numbers)}"
        case OpenMenu(menu):
            return f"ouvrir le menu « {words.menus.get(menu, menu)} »"
        case Say(text):
            return f"dire « {text} »"
        case Repeat():
            return "redire le menu"
        case _:
            assert_never(action)


def _asked(rule: bool | NumberRule | None) -> str:
    if rule is None:
        return ""
    if isinstance(rule, bool):
        return f", numéro de commande {'demandé' if rule else NOT_ASKED}"
    return f", numéro de commande {rule_words(rule)}"


def rule_words(rule: NumberRule) -> str:
    """« demandé, 5 chiffres, 3 essais »; the rule too where nobody asks by it, since it may be kept for later."""
    tries = f"{rule.tries} essai{'s' if rule.tries > 1 else ''}"
    return f"{'demandé' if rule.ask else NOT_ASKED}, {shape_words(rule)}, {tries}"


def shape_words(rule: NumberRule) -> str:
    """« 5 chiffres »; « 5 chiffres, par exemple 44444 » where they are not just any."""
    found, like = lengths(rule), example(rule)
    size = _digits(sorted(found)) if found else "un numéro"
    if ANY_DIGITS.fullmatch(rule.pattern) or not re.fullmatch(rule.pattern, like):
        return size
    return f"{size}, par exemple {like}"


def _digits(found: Sequence[int]) -> str:
    """« 5 chiffres », « de 4 à 6 chiffres », « 5 ou 8 chiffres »."""
    if len(found) > 1 and found == list(range(found[0], found[-1] + 1)):
        return f"de {found[0]} à {found[-1]} chiffres"
    return f"{' ou '.join(map(str, found))} chiffre{'s' if found[-1] > 1 else ''}"


def _calendar(code: str | None) -> str:
    return "celui de l'entreprise" if code is None else calendar_name(None if code == NO_HOLIDAYS else code)


def _days(several: Iterable[NamedDays]) -> tuple[str, ...]:
    return tuple(f"{one.name}, {days_text(one)}" for one in several)
