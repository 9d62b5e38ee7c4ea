"""Swaps asked for and answered, in the settings of a company. Pure; what cannot be is a ValueError, in French."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.model import Company, Team
from appliance.company.names import agent_names
from appliance.planning.swaps import clashes
from appliance.planning.team_plan import Swap


def with_swap(company: Company, team: str, swap: Swap) -> Company:
    """The company with one more swap in a team's planning, the last. ValueError for what cannot be."""
    if swap.giver == swap.taker:
        raise ValueError("un échange va d'un intervenant à un autre, d'un moment à un autre")
    if swap.end <= swap.start or (swap.back_start and swap.back_end and swap.back_end <= swap.back_start):
        raise ValueError("la fin doit être après le début")
    former = company.teams[team].plan.swaps
    if already_proposed(company, team, swap) is not None:
        who = company.agents[swap.giver].name
        raise ValueError(f"{who} propose déjà ces heures, et attend une réponse : retirez d'abord cette demande")
    for place, sentence in clashes((*former, swap), agent_names(company)):
        if place == len(former):
            raise ValueError(sentence)
    return with_swaps(company, company.teams[team], (*former, swap))


def already_proposed(company: Company, team: str, swap: Swap) -> Swap | None:
    """The swap of some of the same hours that the same giver proposed, and that waits for an answer."""
    former = (one for one in company.teams[team].plan.swaps if one.pending and one.giver == swap.giver)
    return next((one for one in former if one.start < swap.end and swap.start < one.end), None)


def answered(company: Company, team: str, swap: Swap, agent: str, *, agrees: bool) -> Company:
    """The company once one of the two has agreed to a swap, or refused it. ValueError for what cannot be."""
    plan = company.teams[team].plan
    if swap not in plan.swaps:
        raise ValueError("cet échange a changé ou n'est plus ; regardez où il en est")
    if agent not in (swap.giver, swap.taker):
        raise ValueError(f"cet échange n'est pas celui de {company.agents[agent].name}")
    if swap.refused is not None:
        raise ValueError("cet échange est déjà refusé ; demandez-en un autre")
    after = (
        replace(swap, agreed=swap.agreed | {agent})
        if agrees
        else replace(swap, agreed=swap.agreed - {agent}, refused=agent, withdrawing=None)
    )
    return with_swaps(company, company.teams[team], tuple(after if one == swap else one for one in plan.swaps))


def withdrawn(company: Company, team: str, swap: Swap, agent: str, *, undoes: bool) -> Company:
    """The company once one of the two has asked to undo a swap that counts, agreed to undo it, or would keep it.

    It is undone with both. ValueError for what cannot be.
    """
    plan = company.teams[team].plan
    if swap not in plan.swaps:
        raise ValueError("cet échange a changé ou n'est plus ; regardez où il en est")
    if agent not in (swap.giver, swap.taker):
        raise ValueError(f"cet échange n'est pas celui de {company.agents[agent].name}")
    if not undoes:
        after = replace(swap, withdrawing=None)
    elif swap.withdrawing in (None, agent):
        after = replace(swap, withdrawing=agent)
    else:
        after = replace(swap, agreed=swap.agreed - {swap.withdrawing}, refused=swap.withdrawing, withdrawing=None)
    return with_swaps(company, company.teams[team], tuple(after if one == swap else one for one in plan.swaps))


def with_swaps(company: Company, team: Team, swaps: tuple[Swap, ...]) -> Company:
    """The company with these swaps, and no other, in a team's planning."""
    plan = replace(team.plan, swaps=swaps)
    return replace(company, teams={**company.teams, team.id: replace(team, plan=plan)})
