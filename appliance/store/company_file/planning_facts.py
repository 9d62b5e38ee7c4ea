"""What a team's planning holds, in words."""

from __future__ import annotations

from datetime import date

from appliance.company.model import Company, Team
from appliance.company.names import of_name
from appliance.folding import listed
from appliance.planning.days import IN_FRENCH, in_french
from appliance.planning.moments import stretch_text
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, Swap
from appliance.store.company_file.words import Facts, Several, Words


def planning_facts(team: Team | None, words: Words) -> Facts:
    """Nothing of a team that is not there."""
    if team is None:
        return {}
    plan, zone = team.plan, team.plan.timezone
    return {
        "créneaux": Several("créneau", "", tuple(_shift(one, words) for one in plan.shifts)),
        "roulements": Several("roulement", "", tuple(_rotation(one, words) for one in plan.rotations)),
        "échanges": Several("échange", "", tuple(_swap(one, words, zone) for one in plan.swaps)),
        "remplacements": Several("remplacement", "", tuple(_override(one, words, zone) for one in plan.overrides)),
    }


def absence_facts(company: Company, words: Words) -> Facts:
    """Absences count in every team: each is told once."""
    found = dict.fromkeys(one for team in company.teams.values() for one in team.plan.absences)
    return {"absences": Several("absence", "e", tuple(_absence(one, words) for one in found))}


def _shift(one: Shift, words: Words) -> str:
    return f"{words.agent(one.agent)}, {in_french(one.window)}{_level(one.level)}{_days(one.first, one.last)}"


def _rotation(one: Rotation, words: Words) -> str:
    """« « Nuits » : Claire Durand puis Hugo Petit, une semaine chacun, relève ven 18:00… »."""
    name = f"« {one.name} », " if one.name else ""
    people = " puis ".join(map(words.agent, one.agents))
    day = "" if one.handover_day is None else f"{IN_FRENCH[one.handover_day]} "
    return (
        f"{name}{people}, {_turn(one.every_days)} chacun, relève {day}{one.handover_time:%H:%M}, "
        f"{in_french(one.window)}{_level(one.level)}, à partir du {one.start:%d/%m/%Y}"
    )


def _turn(days: int) -> str:
    count, unit = (days, "jour") if days % 7 else (days // 7, "semaine")
    return f"{count} {unit}{'s' if count > 1 else ''}"


def _override(one: Override, words: Words, timezone: str) -> str:
    if one.removes is not None and one.adds is not None:
        who = f"{words.agent(one.adds)} à la place de {words.agent(one.removes)}"
    elif one.adds is not None:
        who = f"{words.agent(one.adds)} en plus"
    else:
        who = f"sans {words.agent(one.removes or '')}"
    return f"{who}, {stretch_text(one.start, one.end, timezone)}{_level(one.level)}"


def _swap(one: Swap, words: Words, timezone: str) -> str:
    back = ""
    if one.back_start is not None and one.back_end is not None:
        back = f", qui rend {stretch_text(one.back_start, one.back_end, timezone)}"
    who = f"{words.agent(one.taker)} prend la place de {words.agent(one.giver)}"
    return f"{who}, {stretch_text(one.start, one.end, timezone)}{back} ({_answers(one, words)})"


def _answers(one: Swap, words: Words) -> str:
    if one.refused is not None:
        return f"refusé par {words.agent(one.refused)}"
    if one.counts:
        undo = f", que {words.agent(one.withdrawing)} demande à défaire" if one.withdrawing else ""
        return f"accepté par {words.agent(one.giver)} et {words.agent(one.taker)}{undo}"
    awaited = listed(of_name(words.agent(agent)) for agent in (one.giver, one.taker) if agent not in one.agreed)
    by = "".join(f"proposé par {words.agent(agent)}, " for agent in (one.giver, one.taker) if agent in one.agreed)
    return f"{by}attend la réponse {awaited}"


def _absence(one: Absence, words: Words) -> str:
    days = f"le {one.first:%d/%m/%Y}" if one.first == one.last else f"du {one.first:%d/%m/%Y} au {one.last:%d/%m/%Y}"
    return f"{words.agent(one.agent)}, {days}{f' ({one.reason})' if one.reason else ''}"


def _level(level: int | None) -> str:
    return f", niveau {level}" if level is not None else ""


def _days(first: date | None, last: date | None) -> str:
    begins = f", à partir du {first:%d/%m/%Y}" if first else ""
    return f"{begins}, jusqu'au {last:%d/%m/%Y}" if last else begins
