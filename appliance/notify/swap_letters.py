"""What tells two agents of their swap: asked for, agreed to, refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from appliance.company.model import Agent, Company, Team
from appliance.company.names import agent_name
from appliance.notify.message import Message, one_line
from appliance.notify.plan_differences import same_swap
from appliance.planning.moments import long_end, long_start
from appliance.planning.team_plan import Swap


@dataclass(frozen=True)
class SwapNews:
    """What became of a swap, for one of its two agents. `before` None: it was not asked for yet."""

    team: Team
    before: Swap | None
    after: Swap
    agent: str

    @property
    def other(self) -> str:
        return self.after.taker if self.agent == self.after.giver else self.after.giver

    @property
    def asked_to_undo(self) -> str | None:
        """Who had asked to undo it."""
        return self.before.withdrawing if self.before is not None else None

    @property
    def undone(self) -> bool:
        """Whether it counted, and waits for an answer again: a change was taken back."""
        return self.before is not None and self.before.counts and self.after.pending


def swap_news(before: Company, after: Company, now: datetime) -> Iterator[SwapNews]:
    """What each agent is to be told of what they have not done themselves, less what is over."""
    for name, team in after.teams.items():
        former = before.teams.get(name)
        known = list(former.plan.swaps) if former else []
        for swap in team.plan.swaps:
            if swap in known:
                known.remove(swap)
                continue
            if all(leg.end <= now for leg in swap.handovers):
                continue
            asked = next((one for one in known if same_swap(one) == same_swap(swap)), None)
            if asked is not None:
                known.remove(asked)
            yield from (SwapNews(team, asked, swap, agent) for agent in _to_tell(asked, swap))


def _to_tell(before: Swap | None, after: Swap) -> list[str]:
    """Whoever has not just answered, or has to answer."""
    both = [after.giver, after.taker]
    if before is not None and before.withdrawing and not after.withdrawing:
        return [before.withdrawing] if after.refused == before.withdrawing else both
    if after.withdrawing is not None:
        return [one for one in both if one != after.withdrawing]
    if after.refused is not None:
        return [one for one in both if one != after.refused]
    if before is not None and before.counts and not after.counts:
        return both
    if after.counts:
        return [one for one in both if before is not None and one in before.agreed] or both
    return [one for one in both if one not in after.agreed]


def swap_message(
    company: Company, agent: Agent, news: SwapNews, key: str, public_url: str | None, made_at: datetime
) -> Message:
    """« Hugo Petit vous propose un échange ». `key` names it."""
    said = _said(company, news)
    what = [f"- {line}" for line in _handovers(company, news)]
    parts = [f"Bonjour {one_line(agent.name)},", f"{said} :\n" + "\n".join(what), *_to_do(news, public_url)]
    link = f" {public_url}/moi" if public_url else ""
    return Message(
        key=key,
        to=agent.name,
        subject=said,
        about=f"échange, {one_line(agent.name)}",
        text="\n\n".join([*parts, one_line(company.name)]) + "\n",
        made_at=made_at,
        brief=f"{said} : {' ; '.join(_handovers(company, news))}.{link}",
    )


def _said(company: Company, news: SwapNews) -> str:
    other, swap = one_line(agent_name(company, news.other)), news.after
    if swap.withdrawing is not None:
        return f"{other} demande à défaire votre échange d'astreinte"
    if news.asked_to_undo is not None and swap.counts:
        return f"Votre échange d'astreinte avec {other} est gardé"
    if news.asked_to_undo is not None and swap.refused == news.asked_to_undo == news.agent:
        return f"{other} consent à défaire votre échange d'astreinte"
    if swap.refused is not None:
        return f"{other} a {'renoncé à' if swap.refused == swap.giver else 'refusé'} votre échange d'astreinte"
    if news.undone:
        return f"Votre échange d'astreinte avec {other} n'est plus accepté"
    if not swap.counts:
        return f"{other} vous propose un échange d'astreinte"
    if news.before is None:
        return f"Un échange d'astreinte avec {other} est noté"
    return f"{other} a accepté votre échange d'astreinte"


def _handovers(company: Company, news: SwapNews) -> Iterator[str]:
    """« du vendredi 4 … au samedi 5 …, vous prenez la place de Claire Durand (SAV) »."""
    zone, team = news.team.plan.timezone, one_line(news.team.name)
    for leg in news.after.handovers:
        hours = f"du {long_start(leg.start, zone)} au {long_end(leg.end, zone)}"
        mine = leg.taker == news.agent
        name = one_line(agent_name(company, leg.giver if mine else leg.taker))
        act = f"vous prenez la place de {name}" if mine else f"{name} prend votre place"
        yield f"{hours}, {act} ({team})"


def _to_do(news: SwapNews, public_url: str | None) -> list[str]:
    swap, where = news.after, f"\n{public_url}/moi" if public_url else " sur « Mes astreintes »."
    if swap.withdrawing is not None:
        return [f"Il compte tant que vous n'y consentez pas. Pour répondre :{where}"]
    if swap.counts:
        return ["Il est au planning."]
    if swap.refused is not None:
        return [
            "Le planning n'a pas changé." if news.before is None or not news.before.counts else "Il ne compte plus."
        ]
    if news.undone:
        return ["Il ne compte plus : chacun garde sa place, sauf s'il est accepté de nouveau."]
    return [f"Il ne compte qu'une fois accepté. Pour répondre :{where}"]
