"""A swap as the agent who asks for it is spoken to: whose hours they are, and their other teams in the same hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.swapping import already_proposed, with_swap
from appliance.door.effects import is_in_vain
from appliance.door.exceptions import swapping
from appliance.door.questions import ONLY_HERE, THERE_TOO, unanswered
from appliance.door.refusing import NoEffect, Question, Refused
from appliance.folding import listed
from appliance.planning.rota import windows
from appliance.planning.team_plan import Handover, Override, Swap
from web.planning.elsewhere import other_teams


def proposing(company: Company, team: str, swap: Swap, now: datetime, sure: Collection[str]) -> Company:
    """One more swap, in the other teams of the same hours too if so answered. NoEffect, Asked, Refused, ValueError."""
    if (former := already_proposed(company, team, swap)) is not None:
        who = agent_name(company, former.taker)
        raise Refused(
            f"Vous proposez déjà ces heures à {who}, qui n'a pas répondu : retirez d'abord cette demande, dans "
            "« Mes échanges »."
        )
    others = also_held(company, team, swap)
    asked = [also_asked(company, team, others)] if others else []
    first = swap.handovers[0]
    if asked and not gives_nothing(company, team, first):
        unanswered(asked, sure)
    after = swapping(company, team, swap, now, {*sure, ONLY_HERE} if asked else sure)
    for other in others if asked and asked[0].given(sure) == THERE_TOO else ():
        after = with_swap(after, other, kept_of(company, other, swap))
    return after


def also_held(company: Company, team: str, swap: Swap) -> list[str]:
    """The other teams in which whoever gives is on call then, and the swap would change somebody."""
    first = swap.handovers[0]
    found = other_teams(company, team, first.giver, first.start, first.end)
    return [other for other in found if not gives_nothing(company, other, first)]


def also_asked(company: Company, team: str, others: Iterable[str]) -> Question:
    names = listed(f"l'équipe {company.teams[one].name}" for one in others)
    return Question(
        f"Vous êtes aussi d'astreinte à ces heures dans {names} : l'échange vaut-il là aussi ?",
        (
            (THERE_TOO, f"Oui, il comprend {names}"),
            (ONLY_HERE, f"Non, seulement l'équipe {company.teams[team].name} : ailleurs, je reste d'astreinte"),
        ),
    )


def kept_of(company: Company, team: str, swap: Swap) -> Swap:
    """The swap in another team: less what is taken back, where that would change nobody."""
    if all(not gives_nothing(company, team, leg) for leg in swap.handovers):
        return swap
    return replace(swap, back_start=None, back_end=None)


def gives_nothing(company: Company, team: str, leg: Handover) -> bool:
    """Whether the same people would be on call."""
    return is_in_vain(company, team, Override(leg.start, leg.end, removes=leg.giver, adds=leg.taker))


def said_to(agent: str, error: ValueError | Refused, company: Company, team: str, swap: Swap) -> ValueError | Refused:
    """The same refusal; of hours that are not the giver's, in words for an agent, who replaces nobody."""
    if not isinstance(error, NoEffect):
        return error
    leg = next((one for one in swap.handovers if gives_nothing(company, team, one)), None)
    if leg is None:
        return error
    there = [one.agent for *_, some in windows(company.teams[team].plan, leg.start, leg.end) for one in some]
    if leg.giver in there:
        return error
    mine = leg.giver == agent
    who = "Vous n'êtes" if mine else f"{agent_name(company, leg.giver)} n'est"
    names = ["vous" if one == agent else agent_name(company, one) for one in dict.fromkeys(there)]
    are = "l'êtes" if names == ["vous"] else "l'est" if len(names) == 1 else "le sont"
    instead = f"{listed(names)} {are}" if names else "personne ne l'est"
    turns = "vos" if mine else "ses"
    return Refused(f"{who} pas d'astreinte à ces heures dans cette équipe : {instead}. Choisissez un de {turns} tours.")


def act_of(swap: Swap, agent: str, *, agrees: bool) -> str:
    """For the journal of changes."""
    if not swap.counts:
        return "Échange accepté" if agrees else "Échange refusé"
    if agrees:
        return "Échange gardé"
    return "Échange défait" if swap.withdrawing not in (None, agent) else "Échange à défaire, demandé"


def answer_words(swap: Swap, agent: str, other: str, *, agrees: bool) -> str:
    """What the agent has just done of a swap. `other`: the name of the other agent."""
    if not swap.counts:
        return f"Vous acceptez l'échange avec {other}." if agrees else f"Vous n'acceptez pas l'échange avec {other}."
    if agrees:
        return f"L'échange avec {other} est gardé."
    if swap.withdrawing in (None, agent):
        return f"{other} a à y consentir : d'ici là, l'échange compte toujours."
    return f"L'échange avec {other} est défait : chacun reprend sa place."
