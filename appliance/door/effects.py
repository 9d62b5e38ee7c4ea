"""A change that changes nobody: refused, with who is really on call."""

from __future__ import annotations

from dataclasses import replace

from appliance.checks.rostering import changes_nothing, looked_at
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.door.refusing import NoEffect
from appliance.folding import listed
from appliance.planning.moments import stretch_text
from appliance.planning.rota import windows
from appliance.planning.team_plan import Override


def is_in_vain(company: Company, team: str, override: Override) -> bool:
    """Whether the same people would be on call at the same levels."""
    plan = company.teams[team].plan
    return changes_nothing(replace(plan, overrides=(*plan.overrides, override)), len(plan.overrides))


def no_effect(company: Company, team: str, override: Override) -> NoEffect:
    """« Karim n'est pas d'astreinte mar. 01/12 de ..., Minh l'est : remplacer plutôt Minh ? »."""
    plan = company.teams[team].plan
    when = stretch_text(override.start, override.end, plan.timezone)
    spans = windows(plan, *looked_at(override.start, override.end))
    there = list(dict.fromkeys(entry.agent for *_, entries in spans for entry in entries))
    comes = agent_name(company, override.adds or "")
    if override.removes is None:
        why = "l'est déjà" if override.adds in there else "est absent, ou parti, à ces dates"
        return NoEffect(f"Rien ne changerait {when} : {comes} {why}.", None)
    name = agent_name(company, override.removes)
    others = [agent for agent in there if agent not in (override.removes, override.adds)]
    if others:
        names = listed(agent_name(company, one) for one in others)
        verb, whom = ("l'est", f"remplacer plutôt {names}") if len(others) == 1 else ("le sont", "remplacer l'un d'eux")
        return NoEffect(f"{name} n'est pas d'astreinte {when}, {names} {verb} : {whom} ?", others[0])
    if override.adds in there:
        return NoEffect(f"{name} n'est pas d'astreinte {when}, {comes} l'est déjà : rien ne changerait.", None)
    return NoEffect(f"{name} n'est pas d'astreinte {when}, et personne ne l'est : ajoutez plutôt quelqu'un.", None)
