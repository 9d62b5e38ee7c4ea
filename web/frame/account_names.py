"""The names of people behind accounts."""

from __future__ import annotations

from appliance.company.names import agent_names
from appliance.store.accounts.accounts import list_accounts
from web.frame.site import Site


def people_of(site: Site) -> dict[str, str]:
    """Who an account is, by its name: an agent by theirs. Raises StoreError."""
    names = agent_names(site.company())
    return {one.name: names.get(one.agent or "", one.name) for one in list_accounts(site.database)}
