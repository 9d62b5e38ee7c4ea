"""Whether an address is asked who callers are, as the page of the customers tells it; never its token."""

from __future__ import annotations

from urllib.parse import urlsplit

from appliance.checks.customers_address import address_probe
from appliance.folding import listed
from appliance.gateways import CustomersAddress
from web.frame.site import Site

NONE = "Pas encore. Votre logiciel de clients peut répondre lui-même, en plus de la liste ou à sa place."
BY = {"number": "par le numéro de l'appelant", "order": "par la commande tapée"}


def address_words(site: Site) -> list[str]:
    """What is asked, and how it answered for a day; without an address, that there may be one. StoreError."""
    asked = site.config.customers
    if asked is None:
        return [NONE]
    return [asked_words(asked), address_probe(site.database, site.real_clock()).sentence]


def asked_words(asked: CustomersAddress) -> str:
    """« crm.example.fr est interrogé à chaque appel, par le numéro de l'appelant et par la commande tapée. … »."""
    by = listed(BY[one] for one in asked.by)
    host = urlsplit(asked.url).hostname
    again = f" Une réponse sert {asked.fresh_minutes} minutes." if asked.fresh_minutes > 1 else ""
    return f"{host} est interrogé à chaque appel, {by} ; la liste sert quand il ne répond pas.{again}"
