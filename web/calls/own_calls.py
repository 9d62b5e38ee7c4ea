"""« Appels de mes lignes »: the calls of the lines of one agent, a page at a time, and who has each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.calls.timeline import called_name
from appliance.company.model import Company, Line
from appliance.disclosure.journal import search_calls
from appliance.store.journal.search import Place, Search
from web.calls.standing import Standing
from web.calls.timeline import Call
from web.frame.site import Site
from web.sight import own_sight

Record = dict[str, Any]
NONE_FOUND = {"lost": "Aucun appel perdu.", "to_ring_back": "Aucun appelant n'est à rappeler."}


@dataclass(frozen=True)
class OwnCall:
    """One row. `by`: « pris par Hugo Petit », « suivi par vous »; nothing where nobody has it."""

    call: Call
    standing: Standing
    by: str


def calls_of_lines(site: Site, lines: Sequence[Line], issue: str, after: Place | None, limit: int) -> list[Record]:
    """The latest first, `limit` at most. `issue`: as the journal's search takes it, or none. Raises StoreError."""
    found = [
        record
        for line in lines
        for record in search_calls(
            site.database, own_sight(site), Search(line=line.id, outcome=issue or None), after=after, limit=limit
        )
    ]
    by_name = sorted(found, key=lambda record: str(record["id"]))
    return sorted(by_name, key=lambda record: str(record["started_at"]), reverse=True)[:limit]


def who_has(call: Call, standing: Standing, company: Company, own: str) -> str:
    """Who took it, or sees to what is left of it. `own`: the agent who reads."""
    if call.accepted_by:
        return f"pris par {'vous' if call.accepted_by == own else called_name(company, call.accepted_by)}"
    if standing.by:
        return f"suivi par {'vous' if standing.by == company.agents[own].name else standing.by}"
    return "à rappeler : personne ne le suit" if standing.untaken else ""
