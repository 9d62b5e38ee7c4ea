"""Whether the address that knows the customers answers, by the questions of the day."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Database

from appliance.checks.probe import Probe
from appliance.store.customers.answers import questions_since

DAY = timedelta(days=1)
OFTEN, IN_HUNDRED = 3, 10  # so many faults, and so many of a hundred questions


def address_probe(database: Database, now: datetime) -> Probe:
    """No call is lost by it. `now`: UTC. StoreError."""
    asked = questions_since(database, now - DAY)
    faults = [fault for _, fault in asked if fault is not None]
    answered = sorted(took for took, fault in asked if fault is None)
    name = "customers_address"
    if len(faults) >= OFTEN and 100 * len(faults) >= IN_HUNDRED * len(asked):
        said = (
            f"L'adresse des clients n'a pas répondu à {len(faults)} questions sur {len(asked)} depuis un jour "
            f"(la dernière fois : {faults[0]}) : les appels continuent avec la liste importée."
        )
        return Probe(name, False, said, serious=False)
    if not answered:
        return Probe(name, True, "L'adresse des clients n'a pas encore eu à répondre.")
    took = answered[len(answered) // 2]
    return Probe(name, True, f"L'adresse des clients répond : {took} ms, une fois sur deux moins.")
