"""A change of who is on call asked for by telephone: nobody is there to answer a page's questions."""

from __future__ import annotations

from datetime import datetime

from appliance.company.model import Company
from appliance.door.exceptions import replacing
from appliance.door.questions import BOTH, ONLY_HERE, SINCE_NOW
from appliance.door.refusing import Refused
from appliance.planning.coverage import gaps, without
from appliance.planning.team_plan import Override

NOBODY_LEFT = "Personne d'autre ne serait d'astreinte dans l'équipe : passez plutôt l'astreinte à un collègue."
OVER_ALREADY = "Ces heures sont déjà finies."


def by_telephone(company: Company, team: str, override: Override, now: datetime) -> Company:
    """One more exception, in this team alone, from now where the telephone rang long before it was accepted.

    Refused where it leaves a moment to nobody, or is over; else as `replacing`.
    """
    if team not in company.teams or {override.adds, override.removes} - {None, *company.agents}:
        raise ValueError("cette équipe, ou cette personne, vient d'être retirée")
    if override.end <= now:
        raise Refused(OVER_ALREADY)
    after = replacing(company, team, override, now, (SINCE_NOW, ONLY_HERE, BOTH))
    before, then = (gaps(one.teams[team].plan, override.start, override.end) for one in (company, after))
    if without(then, before):
        raise Refused(NOBODY_LEFT)
    return after
