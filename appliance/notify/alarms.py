"""What a box tells of itself, to whoever is responsible for it: the machine's addresses, and those that lines name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.company.model import Company
from appliance.notify.told_once import Words, told_once
from appliance.notify.told_people import everybody
from appliance.store.outbox.queue import NewDelivery


@dataclass(frozen=True)
class Alarm:
    """`key`: by what it is known, and told once. `said`: the sentence of an SMS; `told`: the paragraphs of a mail."""

    kind: str
    key: str
    subject: str
    said: str
    told: tuple[str, ...]


def to_responsible(company: Company, named: Sequence[str], alarm: Alarm, now: datetime) -> list[NewDelivery]:
    """One for each person and way; the same ones whoever asks, so that the outbox knows them again. `now`: UTC.

    `named`: addresses of the machine's file.
    """
    text = "\n\n".join((*alarm.told, company.name)) + "\n"
    by_lines = [one for line in company.lines.values() for one in line.tell]
    words = Words(alarm.key, alarm.kind, alarm.subject, text, alarm.said)
    return told_once(everybody(company, [*named, *by_lines]), words, now)
