"""Who was told of a call, and who has it: moments of its timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from appliance.disclosure import Sight
from appliance.store.outbox.queue import CHAT, WEBHOOK, DeliveryState
from appliance.store.outbox.tidings import Tiding
from web.calls.timeline import Moment

Record = dict[str, Any]
BY = {"mail": "Courriel", "sms": "SMS", "webhook": "Webhook", "chat": "Message du salon"}


def told_moments(
    tidings: list[Tiding],
    deliveries: list[Record],
    sight: Sight,
    zone: ZoneInfo,
    offset: timedelta,
    untold: Mapping[str, str],
) -> Iterator[Moment]:
    """Each person told, and each taking in charge. `offset`: of the company's clock, on which the call is told.

    `untold`: why nobody was told of some, by tiding.
    """

    def local(moment: datetime) -> datetime:
        return (moment + offset).astimezone(zone)

    for one in deliveries:
        name = told_person(one, sight)
        title = f"{BY.get(one['channel'], one['channel'])} à {name}"
        yield Moment(local(one["queued_at"]), title, sight.text(state_words(one)), TONES[one["state"]])
    for tiding in tidings:
        if tiding.over_at is not None and (why := untold.get(tiding.id)):
            yield Moment(local(tiding.over_at), "Personne n'a été prévenu", why, "bad")
        if tiding.taken_at is not None:
            yield Moment(
                local(tiding.taken_at), f"Pris en charge par {sight.who_took(tiding.taken_by or '')}", "", "good"
            )


TONES = {DeliveryState.SENT.value: "plain", DeliveryState.WAITING.value: "ring", DeliveryState.FAILED.value: "bad"}


def told_person(delivery: Record, sight: Sight) -> str:
    """A program or a room by its name; a person as `Sight.reached` tells them."""
    if delivery["channel"] in (WEBHOOK, CHAT):
        return str(delivery["recipient"])
    return sight.reached(delivery["recipient"], delivery["agent"])


def state_words(delivery: Record) -> str:
    """Whether it has left; why not."""
    match delivery["state"]:
        case DeliveryState.SENT.value:
            return "parti" if delivery["tries"] < 2 else f"parti au {delivery['tries']}e essai"
        case DeliveryState.FAILED.value:
            return f"pas parti : {delivery['last_error']}"
    return f"attend : {delivery['last_error']}" if delivery["last_error"] else "va partir"
