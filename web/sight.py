"""What whoever is signed in sees of numbers."""

from __future__ import annotations

from appliance.disclosure import Asker, Sight
from appliance.store.accounts.accounts import Role
from web.frame.gate import account
from web.frame.site import Site

ASKERS = {
    Role.ADMINISTRATOR: Asker.MANAGER,
    Role.MANAGER: Asker.MANAGER,
    Role.READER: Asker.READER,
    Role.AGENT: Asker.AGENT,
}


def own_sight(site: Site) -> Sight:
    """Of the account of this request. StoreError."""
    who = account()
    return Sight(ASKERS[who.role], site.company(), who.agent)
