"""Swaps between agents, told. They are asked for and agreed to by the two agents alone, each from their own page."""

from __future__ import annotations

from appliance.company.model import Company
from appliance.company.names import agent_names
from appliance.planning.digests import digest
from appliance.planning.team_plan import Swap
from web.api.company import company_of, team_of
from web.api.fields import Instant, Told
from web.api.operation import Group, Right
from web.frame.site import current_site


class SwapTold(Told, rename={"start": "from", "end": "to", "back_start": "back_from", "back_end": "back_to"}):
    """`taker` prend la place de `giver`, fin exclue ; `giver` la sienne de `back_from` à `back_to`, s'ils le disent.

    Il compte dès que les deux sont dans `agreed`. `refused` : qui l'a refusé. `withdrawing` : qui demande à le défaire.
    """

    id: str
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    start: Instant
    end: Instant
    back_start: Instant | None
    back_end: Instant | None
    agreed: list[str]
    refused: str | None
    withdrawing: str | None
    counts: bool


class Swaps(Told):
    """Les échanges d'une équipe, dans l'ordre où ils ont été demandés."""

    team: str
    swaps: list[SwapTold]


swap_operations = Group("Échanges")  # `/teams/<team>/swaps`


@swap_operations.add("GET", "/teams/<team>/swaps", Right.READ, "Les échanges", answer=Swaps, errors=(404, 409))
def list_swaps(team: str) -> Swaps:
    """Demandés, acceptés ou refusés. Seuls les deux intervenants y répondent, chacun de sa page."""
    company = company_of(current_site())
    swaps = team_of(company, team).plan.swaps
    return Swaps(team=team, swaps=[told(company, one) for one in swaps])


def told(company: Company, one: Swap) -> SwapTold:
    names = agent_names(company)
    return SwapTold(
        id=digest(one),
        giver=one.giver,
        giver_name=names.get(one.giver, one.giver),
        taker=one.taker,
        taker_name=names.get(one.taker, one.taker),
        start=one.start,
        end=one.end,
        back_start=one.back_start,
        back_end=one.back_end,
        agreed=sorted(one.agreed),
        refused=one.refused,
        withdrawing=one.withdrawing,
        counts=one.counts,
    )
