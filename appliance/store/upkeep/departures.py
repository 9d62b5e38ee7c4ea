"""Agents who leave the company: what the registry holds of their telephones and addresses goes with them.

Their names stay in what the law asks to be shown: published plannings, statements, the journal of calls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from peewee import Database, fn

from appliance.company.model import Agent, Company
from appliance.planning.number_traces import STRUCK, Traces, traces_of, traces_of_address
from appliance.store.accounts.feeds import AGENT, FeedRow
from appliance.store.asks.queue import AskKind
from appliance.store.asks.tables import AskRow
from appliance.store.database import reading
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
    gone = [agent for name, agent in before.agents.items() if name not in after.agents] if before else []
    still = {contact for agent in after.agents.values() for contact in (*agent.phones, agent.mail)}
    for agent in gone:
        _forget_rows(database, agent, still)
        for traces, instead in _traces(agent, still, after.country):
            strike_everywhere(database, traces, BUT_SETTINGS, instead)
            strike_departed(database, traces, instead)


def forget_in_replaced(database: Database, before: Company | None, after: Company) -> None:
    """The same in the settings that were replaced, once the change is written: they are many. StoreError."""
    gone = [agent for name, agent in before.agents.items() if name not in after.agents] if before else []
    _forget_in_replaced(database, gone, after)


def forget_whoever_left(database: Database) -> None:
    """Whom the settings that were replaced reach still: somebody put the machine out meanwhile. StoreError."""
    gone = still_reached(database)
    with reading(database):
        now = newest_document(database)
    if now is not None:
        _forget_in_replaced(database, list(gone.values()), now.company)


def _forget_in_replaced(database: Database, gone: Collection[Agent], now: Company) -> None:
    still = {contact for agent in now.agents.values() for contact in (*agent.phones, agent.mail)}
    forget_agents(database, gone, [known for agent in gone for known in _traces(agent, still, now.country)])


def _forget_rows(database: Database, agent: Agent, still: Collection[str | None]) -> None:
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


def _traces(agent: Agent, still: Collection[str | None], country: str) -> Iterable[tuple[Traces, str]]:
    """Their numbers and their address, less those that another agent has too."""
    for phone in agent.phones:
        if phone not in still and phone.startswith("+"):
            yield traces_of(phone, country), STRUCK
    if agent.mail and agent.mail not in still:
        yield traces_of_address(agent.mail), "adresse effacée"
