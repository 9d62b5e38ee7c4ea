"""SMS by a modem of this machine: a file in the outbox of Debian's gammu-smsd, which sends it and keeps what became."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from appliance.notify.channel import Answer, Verdict
from appliance.notify.message import Message
from appliance.notify.sms import SmsChannel
from appliance.store.outbox.queue import SMS, NewDelivery
from appliance.whole_file import write_whole

READABLE = 0o644  # by the account of gammu-smsd


class ModemChannel:
    """`outbox`: the folder that gammu-smsd looks into (`outboxpath`). `now`: the machine's clock."""

    name = SMS

    def __init__(self, outbox: Path, now: Callable[[], datetime]) -> None:
        self._outbox, self._now = outbox, now

    @staticmethod
    def reaches(address: str | None) -> bool:
        """As any SMS."""
        return SmsChannel.reaches(address)

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        """As any SMS."""
        return SmsChannel.rendered(message, address)

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        """Leave one text for the modem. Raises nothing of the disk: every failure is an answer."""
        note = hashlib.sha256(content.encode()).hexdigest()[:12]
        name = f"OUTA{self._now():%Y%m%d_%H%M%S}_00_{recipient}_{note}.txt"
        try:
            write_whole(self._outbox / name, b"\xfe\xff" + content.encode("utf-16-be"), mode=READABLE)
        except OSError as error:
            return Answer(Verdict.LATER, f"{self._outbox} : rien n'y a été déposé ({error.strerror}).")
        return Answer(Verdict.SENT, "déposé pour gammu-smsd")
