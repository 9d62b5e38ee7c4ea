"""The channels that this machine has been given."""

from __future__ import annotations

from appliance.config import Config
from appliance.notify.channel import Channel
from appliance.notify.mail import MailChannel


def channels_of(config: Config) -> list[Channel]:
    """Each channel that is set in the machine's file."""
    return [MailChannel(config.mail)] if config.mail is not None else []
