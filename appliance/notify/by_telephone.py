"""What is told of what agents do, or fail to do, by telephone: to whom it touches, then to whoever the line names."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from appliance.company.model import Company, Line
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import everybody
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery

RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}
KIND = "by_telephone"
CLOSED = (
    "Trop de codes faux ont été tapés au téléphone, au nom de plusieurs intervenants : leur menu est fermé à tous "
    "jusqu'au {}. L'astreinte continue. Cherchez qui appelle au journal des appels."
)
LOCKED = (
    "Trois codes faux ont été tapés au nom de {0} : le menu des intervenants lui est fermé jusqu'au {1}. "
    "L'astreinte continue. Si ce n'était pas {0}, changez son code."
)


def locked_words(name: str | None, until: str) -> tuple[str, str]:
    """Subject and text of a menu closed after mistakes, until a moment in words; `name` None: to everybody."""
    if name is None:
        return "Menu des intervenants fermé à tous", CLOSED.format(until)
    return f"Menu des intervenants fermé : {name}", LOCKED.format(name, until)


def telling(
    company: Company, line: Line | None, agents: Sequence[str], subject: str, text: str, now: datetime
) -> list[NewDelivery]:
    """The same sentence to each, once, by the ways that they chose. `now`: UTC."""
    found = []
    for person in everybody(company, [*agents, *(line.tell if line else ())]):
        for way, address in person.ways:
            key = f"by-telephone-{uuid.uuid4().hex}"
            message = Message(key, person.name, subject, subject, f"{text}\n", now, brief=text)
            found.append(replace(RENDERED[way](message, address), kind=KIND))
    return found
