"""Whether mails have left, in French: said of those that a server took, and of no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Database

from appliance.config import Mail
from appliance.notify.words import moment_text
from appliance.store.outbox.queue import DeliveryState, list_deliveries

Record = dict[str, Any]
NO_SERVER = "aucun serveur de courriel n'est réglé ([mail], dans le fichier de la machine)"


def mails_of(database: Database, publication: int) -> list[Record]:
    """Those of one publication. Raises StoreError."""
    return list_deliveries(database, message_id=f"<publication-{publication}-")


def post_words(mails: Sequence[Record], server: Mail | None, timezone: str | None = None) -> str:
    """« 2 courriels sont partis ; 1 attend : le serveur a répondu « … ». ».

    `timezone`: on whose clock it is told when the last one left; None: not at all.
    """
    groups = {state: [one for one in mails if one["state"] == state.value] for state in DeliveryState}
    sent, waiting, failed = (
        groups[state] for state in (DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.FAILED)
    )
    parts = []
    if sent:
        parts.append(f"{count(sent)} {'est parti' if len(sent) == 1 else 'sont partis'}{left_at(sent, timezone)}")
    if waiting:
        parts.append(f"{count(waiting)} {'attend' if len(waiting) == 1 else 'attendent'} : {why(waiting, server)}")
    if failed:
        error = failed[0]["last_error"] or "sans raison"
        parts.append(f"{count(failed)} {'est refusé' if len(failed) == 1 else 'sont refusés'} par le serveur : {error}")
    text = " ; ".join(parts) or "aucun courriel n'était à envoyer"
    return text[0].upper() + text[1:].rstrip(".") + "."


def left_at(sent: Sequence[Record], timezone: str | None) -> str:
    """« le samedi 14 novembre 2026 à 9 h 38 », of several the last one; nothing where no date is known."""
    moments = [one["sent_at"] for one in sent if one.get("sent_at") is not None]
    if not moments or timezone is None:
        return ""
    return f"{' le' if len(sent) == 1 else ', le dernier le'} {moment_text(max(moments), timezone)}"


def count(mails: Sequence[Record]) -> str:
    return f"{len(mails)} courriel{'s' if len(mails) > 1 else ''}"


def why(waiting: Sequence[Record], server: Mail | None) -> str:
    """What they wait for."""
    if server is None:
        return NO_SERVER
    errors = [one["last_error"] for one in waiting if one["last_error"]]
    return f"le dernier essai a échoué, {errors[0]}" if errors else f"{server.host} ne les a pas encore pris"
