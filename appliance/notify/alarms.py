"""What a box tells of itself, to whoever is responsible for it: the machine's addresses, and those that lines name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from appliance.company.model import Company
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import everybody
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery

RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}


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
    found = []
    by_lines = [one for line in company.lines.values() for one in line.tell]
    for person in everybody(company, [*named, *by_lines]):
        for way, address in person.ways:
            name = hashlib.sha256(f"{alarm.key} {way} {address}".encode()).hexdigest()[:32]
            message = Message(
                f"{alarm.kind}-{name}", person.name, alarm.subject, alarm.said, text, now, brief=alarm.said
            )
            found.append(replace(RENDERED[way](message, address), kind=alarm.kind))
    return found
