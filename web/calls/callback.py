"""A callback as the page of the call that asked for it tells it: what was tried, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.store.callbacks.queue import Awaited
from appliance.store.callbacks.words import ending_text
from web.calls.timeline import local
from web.frame.words import day_clock

REPAIR = "Attend la fin de l'annonce d'urgence de la ligne : la boîte l'appellera alors pour le dire."
Try = tuple[str, datetime, str | None]  # a call, its moment, its outcome


@dataclass(frozen=True)
class CallbackTold:
    """`state`: in a sentence. `open`: it is tried still. `tries`: in local time."""

    state: str
    open: bool
    tries: list[Try]


def callback_told(record: dict[str, Any], tries: list[Try], zone: ZoneInfo) -> CallbackTold | None:
    """None for a call whose caller was promised nothing."""
    promised = record["callback"]
    if promised is None:
        return None
    tried = [(call, at.astimezone(zone), outcome) for call, at, outcome in tries]
    if promised["ended_at"] is None and promised["awaits"] is not None:
        over = promised["awaits"] != Awaited.REPAIR
        state = "L'incident est terminé : la boîte l'appelle pour le dire." if over else REPAIR
        return CallbackTold(state, True, tried)
    if promised["ended_at"] is None and promised["waits_until"] is not None:
        opening = day_clock(local(promised["waits_until"], zone))
        return CallbackTold(f"Peut attendre : à rappeler à la main, à partir de {opening}.", True, tried)
    if promised["ended_at"] is None:
        due = day_clock(local(promised["due_at"], zone))
        again = day_clock(local(promised["next_try_at"] or promised["asked_at"], zone))
        late = " Il est en retard." if promised["late_at"] else ""
        return CallbackTold(f"Promis avant {due} ; la boîte essaie à partir de {again}.{late}", True, tried)
    by = f", par {promised['closed_by']}" if promised["closed_by"] else ""
    why = ending_text(promised["ending"] or "")
    return CallbackTold(f"Fini {day_clock(local(promised['ended_at'], zone))} : {why}{by}.", False, tried)
