"""The outbox emptied: every mail that is due is handed to its server, one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from peewee import Database

from appliance.notify.channel import Answer, Channel, Verdict
from appliance.store.errors import StoreError
from appliance.store.outbox.queue import ClaimedMail, claim_next, mark_failed, mark_sent, try_again_later

log = logging.getLogger(__name__)

Now = Callable[[], datetime]


@dataclass
class Round:
    """What one emptying of the outbox did."""

    sent: int = 0
    refused: int = 0
    later: int = 0


def utc_now() -> datetime:
    return datetime.now(UTC)


class OutboxSender:
    """Sends what is due. It remembers what the server took and the database could not note, and notes that first."""

    def __init__(self, database: Database, channel: Channel, now: Now = utc_now) -> None:
        self._database, self._channel, self._now = database, channel, now
        self._unnoted: dict[int, datetime] = {}

    def send_due(self) -> Round:
        """Send every mail that is due; a server that answers to none is not asked again in this round. StoreError."""
        done = Round()
        self._note_what_was_sent()
        while (mail := claim_next(self._database, self._now())) is not None:
            answer = self._channel.send(mail.recipient, mail.content)
            self._note(mail, answer, done)
            if answer.verdict is Verdict.LATER:
                log.warning("mail %d is not sent yet: %s", mail.number, answer.said)
        return done

    def _note(self, mail: ClaimedMail, answer: Answer, done: Round) -> None:
        match answer.verdict:
            case Verdict.SENT:
                done.sent += 1
                self._unnoted[mail.number] = self._now()
                self._note_what_was_sent()
            case Verdict.NEVER:
                done.refused += 1
                log.error("mail %d is refused for good: %s", mail.number, answer.said)
                mark_failed(self._database, mail.number, answer.said)
            case Verdict.LATER:
                done.later += 1
                try_again_later(self._database, mail.number, mail.tries, answer.said, self._now())

    def _note_what_was_sent(self) -> None:
        """Before anything else is sent: nothing is sent twice knowingly. Raises StoreError."""
        for number, moment in list(self._unnoted.items()):
            try:
                mark_sent(self._database, number, moment)
            except StoreError:
                log.error("mail %d is sent, which the database cannot note yet", number)
                raise
            del self._unnoted[number]
