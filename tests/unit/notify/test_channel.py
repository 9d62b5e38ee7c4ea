"""The outbox and a channel that is no mail: what the other side says decides, whatever it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.notify.channel import Answer, Channel, Verdict
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message
from appliance.notify.sender import OutboxSender, Round
from appliance.store.outbox.queue import DeliveryState, NewDelivery, list_deliveries, queue_deliveries

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
TOLD = Message("test-1", "Léa\nDurand", "Astreinte du 1er", "un essai", "Bonjour.\n", NOW)


class Notes:
    """Notes on paper, handed over to somebody who answers as they were told to."""

    name = "mail"

    def __init__(self, answer: Answer) -> None:
        self.answer, self.handed = answer, list[tuple[str, str]]()

    @staticmethod
    def reaches(address: str | None) -> bool:
        return bool(address)

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        return NewDelivery(f"<{message.key}@notes>", address, message.subject, message.about, message.text)

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        self.handed.append((recipient, content))
        return self.answer


@pytest.mark.parametrize(
    ("answer", "done", "state"),
    [
        (Answer(Verdict.SENT), Round(sent=1), DeliveryState.SENT),
        (Answer(Verdict.LATER, "porte close"), Round(later=1), DeliveryState.WAITING),
        (Answer(Verdict.NEVER, "parti"), Round(refused=1), DeliveryState.FAILED),
    ],
)
def test_a_message_goes_by_any_channel(database: Database, answer: Answer, done: Round, state: DeliveryState) -> None:
    notes = Notes(answer)
    channel: Channel = notes
    queue_deliveries(database, [channel.rendered(TOLD, "bureau 12")], NOW)
    assert OutboxSender(database, channel, lambda: NOW).send_due() == done
    assert notes.handed == [("bureau 12", "Bonjour.\n")]
    (kept,) = list_deliveries(database)
    assert (kept["state"], kept["last_error"]) == (state.value, answer.said or None)


def test_the_same_message_as_a_mail_keeps_its_name_and_one_line_headers() -> None:
    mail = MailChannel.rendered(TOLD, "durand@example.fr")
    assert mail.message_id == "<test-1@astreinte.invalid>"
    (to,) = [line for line in mail.content.splitlines() if line.startswith("To: ")]
    assert "Durand" in to and to.endswith("<durand@example.fr>")


@pytest.mark.parametrize("address", [None, "", "durand", "a@b.fr, c@d.fr", "a@b.fr\n"])
def test_a_mail_reaches_one_address_and_nothing_else(address: str | None) -> None:
    assert not MailChannel.reaches(address)
