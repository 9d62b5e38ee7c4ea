"""One message to one agent, by the ways that they chose."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.model import Agent, Way
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message
from appliance.notify.sms import SmsChannel
from appliance.store.outbox.queue import NewDelivery

CHANNELS: dict[Way, type[MailChannel | SmsChannel]] = {Way.MAIL: MailChannel, Way.SMS: SmsChannel}


def rendered_for(agent: Agent, message: Message, kind: str) -> list[NewDelivery]:
    """One for each way at which the agent is reached. `kind`: what it tells, for the outbox."""
    found = []
    for way in agent.told_by:
        channel = CHANNELS[way]
        where = next((one for one in (agent.mail, *agent.phones) if one is not None and channel.reaches(one)), None)
        if where is not None:
            found.append(replace(channel.rendered(message, where), kind=kind))
    return found
