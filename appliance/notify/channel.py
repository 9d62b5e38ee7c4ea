"""A way to tell people something: what it makes of a message, and what the other side says once it is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Protocol

from appliance.notify.message import Message
from appliance.store.outbox.queue import NewDelivery


class Verdict(Enum):
    """What became of the hand-over."""

    SENT = "sent"
    LATER = "later"  # the other side cannot just now, or nobody knows: try again
    NEVER = "never"  # the other side refuses this very message


@dataclass(frozen=True)
class Answer:
    """The verdict and what the other side said, in a sentence: never a password, never the text of the message.

    `pause`: after which it asks to be tried again.
    """

    verdict: Verdict
    said: str = ""
    pause: timedelta | None = None


class Channel(Protocol):
    """What waits in the outbox has been rendered already: a release sends what the one before has made."""

    name: str  # under which the outbox keeps what goes by it

    @staticmethod
    def reaches(address: str | None) -> bool:
        """Whether something may be sent there."""
        ...

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        """The message as it waits in the outbox, for an address that is reached."""
        ...

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        """Hand over what was rendered, with recordings where the channel carries any.

        Raises nothing of the network: every failure is an answer.
        """
        ...
