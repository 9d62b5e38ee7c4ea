"""The channels that this machine has been given."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from appliance.config import Config
from appliance.notify.channel import Channel
from appliance.notify.chat import ChatChannel
from appliance.notify.mail import MailChannel
from appliance.notify.modem import ModemChannel
from appliance.notify.sms import SmsChannel
from appliance.notify.webhook import WebhookChannel


def channels_of(config: Config) -> list[Channel]:
    """Each channel that is set in the machine's file."""
    found: list[Channel] = [MailChannel(config.mail)] if config.mail is not None else []
    if config.sms is not None and config.sms.modem is not None:
        found.append(ModemChannel(Path(config.sms.modem), datetime.now))
    elif config.sms is not None:
        found.append(SmsChannel(config.sms, config.country))
    if config.chats:
        found.append(ChatChannel(config.chats))
    if config.webhooks:
        found.append(WebhookChannel(config.webhooks))
    return found
