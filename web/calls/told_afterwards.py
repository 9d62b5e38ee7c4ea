"""What was said of a call once it was over, on its page: by whom, for whom, and the times that are in the statement."""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.timeline import sentence
from appliance.company.model import Company
from appliance.company.names import agent_name, of_name
from appliance.disclosure import Sight
from appliance.planning.quantities import spent_text
from appliance.store.statements.done import Done, done_of
from appliance.store.statements.done_words import whose_note
from appliance.store.statements.interventions import added_to
from web.frame.account_names import people_of
from web.frame.site import Site
from web.frame.who import author_words


def told_afterwards(
    site: Site, company: Company | None, seen: Sight, call_id: str, zone: str
) -> list[tuple[str, Done]]:
    """« vendredi 25 décembre 2026, Claire Durand, noté par karine », and what. Raises StoreError."""
    said = done_of(site.database, call_id)
    people = people_of(site) if said else {}
    return [(whose(one, company, zone, people), replace(one, note=seen.text(one.note))) for one in said]


def whose(one: Done, company: Company | None, zone: str, people: dict[str, str]) -> str:
    """Whose intervention it was; who wrote of it, where that was another."""
    name = agent_name(company, one.agent)
    author = author_words(people.get(one.written_by, one.written_by))
    by = "" if author.removesuffix(", au téléphone") == name else f", noté par {author}"
    return f"{whose_note(one, company, zone)}{by}"


def times_told(site: Site, company: Company | None, call_id: str) -> list[str]:
    """« Travail 0 h 45, trajet 1 h 30 : au relevé de Claire Durand. », an agent a line. StoreError."""
    told = [
        (of_name(agent_name(company, agent)), lengths) for agent, lengths in added_to(site.database, call_id).items()
    ]
    return [f"{sentence(spent_text(*lengths))} : au relevé {whom}." for whom, lengths in told]
