"""The outbox emptied: all that is due by a channel is handed over, one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peewee import Database

from appliance.notify.channel import Answer, Channel, Verdict
from appliance.store.errors import StoreError
from appliance.store.journal.message_sounds import sound_path
from appliance.store.journal.reader import words_of
from appliance.store.outbox.queue import (
    ClaimedDelivery,
    claim_next,
    mark_failed,
    mark_sent,
    something_is_due,
    try_again_later,
)

log = logging.getLogger(__name__)

Now = Callable[[], datetime]


@dataclass
class Round:
    """What one emptying of the outbox did."""

    sent: int = 0
    refused: int = 0
    later: int = 0

    def __iadd__(self, other: Round) -> Round:
        self.sent, self.refused, self.later = (
            self.sent + other.sent,
            self.refused + other.refused,
            self.later + other.later,
        )
        return self


def utc_now() -> datetime:
    return datetime.now(UTC)


def never() -> bool:
    return False


class OutboxSender:
    """Sends what is due by one channel. It remembers what was handed over and could not be noted, and notes that first.

    `recordings`: the folder of messages; `box`: this machine, by name.
    """

    def __init__(
        self,
        database: Database,
        channel: Channel,
        now: Now = utc_now,
        *,
        recordings: Path | None = None,
        box: str = "",
    ) -> None:
        self._database, self._channel, self._now = database, channel, now
        self._recordings, self._box = recordings, box
        self._unnoted: dict[int, tuple[ClaimedDelivery, str, datetime]] = {}

    def send_due(self, stop: Callable[[], bool] = never) -> Round:
        """Send all that is due, each once; `stop`, asked before each: the others are left to be sent. StoreError."""
        done = Round()
        self._note_what_was_sent()
        if not something_is_due(self._database, self._now(), self._channel.name, self._box):
            return done
        while not stop() and (one := self._claimed()) is not None:
            answer = self._sent(one)
            self._note(one, answer, done)
        return done

    def _claimed(self) -> ClaimedDelivery | None:
        return claim_next(self._database, self._now(), self._channel.name, self._box)

    def _sent(self, one: ClaimedDelivery) -> Answer:
        """What came of one; a defect of ours is a try like any other, which holds up nothing else."""
        try:
            return self._channel.send(one.recipient, one.content, self._sounds(one))
        except Exception as error:  # noqa: BLE001 - whatever it is made of, the others are sent
            return Answer(Verdict.LATER, f"défaut du programme ({type(error).__name__}).")

    def _sounds(self, one: ClaimedDelivery) -> list[Path]:
        """Of a call with a message, what its caller said before goes with it too, unless it was erased meanwhile."""
        if not one.sound or self._recordings is None:
            return []
        words = words_of(self._database, one.call_id) if one.call_id is not None else None
        files = [one.sound, *([words] if words and words != one.sound else [])]
        return [path for file in files if (path := sound_path(self._recordings, file)) is not None]

    def _note(self, one: ClaimedDelivery, answer: Answer, done: Round) -> None:
        match answer.verdict:
            case Verdict.SENT:
                done.sent += 1
                self._unnoted[one.number] = one, answer.said, self._now()
                self._note_what_was_sent()
            case Verdict.NEVER:
                done.refused += 1
                log.error("%s %d is refused for good: %s", self._channel.name, one.number, _logged(one, answer))
                mark_failed(self._database, one, answer.said, self._now())
            case Verdict.LATER:
                done.later += 1
                log.warning("%s %d is not sent yet: %s", self._channel.name, one.number, _logged(one, answer))
                if not try_again_later(self._database, one, answer.said, self._now(), answer.pause):
                    log.error("%s %d is given up after a day", self._channel.name, one.number)

    def _note_what_was_sent(self) -> None:
        """Before anything else is sent: nothing is sent twice knowingly. Raises StoreError."""
        for number, (one, said, moment) in list(self._unnoted.items()):
            try:
                mark_sent(self._database, one, said, moment)
            except StoreError:
                log.error("%s %d is sent, which the database cannot note yet", self._channel.name, number)
                raise
            del self._unnoted[number]


def _logged(one: ClaimedDelivery, answer: Answer) -> str:
    """What the other side said, less whose address it is: nobody can take that out of the log afterwards."""
    return answer.said.replace(one.recipient, "…")
