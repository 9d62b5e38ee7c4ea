"""The same words to several people, by the ways that each chose, known again by what they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from appliance.notify.mail import MailChannel
from appliance.notify.message import Message
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import Person
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery

RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}


@dataclass(frozen=True)
class Words:
    """`name`: what is told, by which the outbox knows it again; `kind`: as the outbox has it. `brief`: for an SMS."""

    name: str
    kind: str
    subject: str
    text: str
    brief: str


def told_once(people: Iterable[Person], words: Words, made_at: datetime) -> list[NewDelivery]:
    """One for each person and way. `made_at`: UTC, on the machine's clock."""
    found = []
    for person in people:
        for way, address in person.ways:
            key = hashlib.sha256(f"{words.name} {way} {address}".encode()).hexdigest()[:32]
            name = f"{words.kind}-{key}"
            message = Message(name, person.name, words.subject, words.brief, words.text, made_at, brief=words.brief)
            found.append(replace(RENDERED[way](message, address), kind=words.kind))
    return found
