"""The channel of chat services (Teams, Mattermost, Slack, ntfy…): a few words, by the optional package Apprise."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from appliance.gateways import Chat
from appliance.notify.channel import Answer, Verdict
from appliance.notify.message import Message, one_line
from appliance.store.outbox.queue import CHAT, NewDelivery

NOT_INSTALLED = "Apprise n'est pas installé sur cette machine : pip install 'astreinte[apprise]'."
TELL_ADDRESSES = ("apprise", "urllib3")
UNKNOWN_SERVICE = "l'adresse de ce salon n'est pas celle d'un service connu."
NOT_TAKEN = "le service ne l'a pas pris, ou ne l'a pas dit : il est essayé de nouveau, et peut-être dit deux fois."


class ChatChannel:
    """`chats`: by name, the recipient of what goes by this channel. Their addresses, which are secrets, go nowhere."""

    name = CHAT

    def __init__(self, chats: Iterable[Chat]) -> None:
        self._addresses = {chat.name: chat.url for chat in chats}

    @staticmethod
    def reaches(address: str | None) -> bool:
        """No person is told so."""
        return False

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        """The text, as it will be told."""
        key = f"<{message.key}-chat@astreinte.invalid>"
        text = message.brief or message.subject
        return NewDelivery(key, address, one_line(message.subject), message.about, text, channel=CHAT)

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        """Hand one text over. Raises nothing of the network: every failure is an answer."""
        address = self._addresses.get(recipient)
        if address is None:
            return Answer(Verdict.LATER, f"« {recipient} » n'est plus dans le fichier de la machine.")
        try:
            from apprise import Apprise
        except ImportError:
            return Answer(Verdict.LATER, NOT_INSTALLED)
        for talker in TELL_ADDRESSES:
            logging.getLogger(talker).setLevel(logging.CRITICAL + 1)
        service = Apprise()
        if not service.add(address):
            return Answer(Verdict.LATER, UNKNOWN_SERVICE)
        for one in service:
            one.redirects = False
        return Answer(Verdict.SENT) if service.notify(body=content) else Answer(Verdict.LATER, NOT_TAKEN)
