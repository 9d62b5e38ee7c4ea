"""Agents who leave the company: what the registry holds of their telephones and addresses goes with them.

Their names stay in what the law asks to be shown: published plannings, statements, the journal of calls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from peewee import Database, fn

from appliance.company.model import Agent, Company
from appliance.planning.number_traces import STRUCK, Traces, traces_of, traces_of_address
from appliance.store.accounts.feeds import AGENT, FeedRow
from appliance.store.asks.queue import AskKind
from appliance.store.asks.tables import AskRow
from appliance.store.database import reading, writing
from appliance.store.house_numbers import numbers_of
from appliance.store.outbox.tables import OutboxRow, TryRow
from appliance.store.publications.tables import PublishedToRow
from appliance.store.settings.revisions import newest_document
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_data import REGISTRY, column
from appliance.store.upkeep.searched import strike_everywhere
from appliance.store.upkeep.struck_settings import forget_agents, still_reached, strike_departed

BUT_SETTINGS = tuple(entry for entry in REGISTRY if entry.kept is not page.SETTINGS)  # what the company says of itself


def forget_departed(database: Database, before: Company | None, after: Company) -> None:
    """Within the transaction that takes them out of the company, last of all: its own entry names them too."""
    still = _reaching(after)
    for agent in _gone(before, after):
        _forget_rows(database, agent, still)
        _strike_texts(database, _traces(_contacts(agent) - still, after.country))


def forget_in_replaced(database: Database, before: Company | None, after: Company) -> None:
    """The same in the settings that were replaced, once the change is written: they are many. StoreError.

    What they were reached by before goes out of every text too.
    """
    gone = {agent.id: _contacts(agent) for agent in _gone(before, after)}
    if gone:
        reached = still_reached(database)
        _forget_in_replaced(database, {who: reached.get(who, set()) | now for who, now in gone.items()}, after)


def forget_whoever_left(database: Database) -> None:
    """Whom the settings that were replaced reach still: somebody put the machine out meanwhile. StoreError."""
    gone = still_reached(database)
    with reading(database):
        now = newest_document(database)
    if now is not None:
        _forget_in_replaced(database, gone, now.company)


def _forget_in_replaced(database: Database, gone: Mapping[str, set[str]], now: Company) -> None:
    """The texts first: who is interrupted finds in the settings that were replaced what is still to be struck."""
    known = list(_traces(set().union(*gone.values()) - _reaching(now), now.country))
    for one in known:
        with writing(database):
            _strike_texts(database, [one])
    forget_agents(database, gone.keys(), known)


def _gone(before: Company | None, after: Company) -> list[Agent]:
    return [agent for name, agent in before.agents.items() if name not in after.agents] if before else []


def _contacts(agent: Agent) -> set[str]:
    return {*agent.phones, *([agent.mail] if agent.mail else [])}


def _reaching(company: Company) -> set[str]:
    """By what its agents are reached, and the numbers of the house: a colleague or a line that has one keeps it."""
    return numbers_of(company).union(*map(_contacts, company.agents.values()))


def _strike_texts(database: Database, known: Iterable[tuple[Traces, str]]) -> None:
    for traces, instead in known:
        strike_everywhere(database, traces, BUT_SETTINGS, instead)
        strike_departed(database, traces, instead)


def _forget_rows(database: Database, agent: Agent, still: Collection[str]) -> None:
    for entry in REGISTRY:
        if entry.agent:
            entry.table.delete().where(column(entry, entry.agent) == agent.id).execute(database)
    comes = fn.SUBSTR(AskRow.topic, 1, len(agent.id) + 1) == f"{agent.id} "
    AskRow.delete().where(AskRow.kind == AskKind.HAND_OVER.value, comes).execute(database)
    FeedRow.delete().where(FeedRow.kind == AGENT, FeedRow.subject == agent.id).execute(database)
    PublishedToRow.update(mail=None).where(PublishedToRow.agent_id == agent.id).execute(database)
    reached = [one for one in (agent.mail, *agent.phones) if one and one not in still]
    theirs = OutboxRow.recipient.in_(reached) | (OutboxRow.agent == agent.id)  # at an address of before, too
    TryRow.delete().where(TryRow.number.in_(OutboxRow.select(OutboxRow.number).where(theirs))).execute(database)
    OutboxRow.delete().where(theirs).execute(database)


def _traces(contacts: Iterable[str], country: str) -> Iterable[tuple[Traces, str]]:
    """Of numbers and addresses, with what stands in their place."""
    for one in sorted(contacts):
        if "@" in one:
            yield traces_of_address(one), "adresse effacée"
        elif one.startswith("+"):
            yield traces_of(one, country), STRUCK
