"""What people are told in the demonstration: worded by the real teller, and shown on the page instead of leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_string
from email.policy import SMTP
from pathlib import Path

from peewee import Database

from appliance.company.model import Company
from appliance.disclosure import sight_of_told
from appliance.notify.channel import Answer, Verdict
from appliance.notify.mail import MailChannel
from appliance.notify.plan_teller import PlanTeller
from appliance.notify.sender import OutboxSender
from appliance.notify.sms import SmsChannel
from appliance.notify.telling import Teller
from appliance.store.outbox.tidings import Tiding

Show = Callable[[str, str, str], None]  # channel, address, text
SHOWN = "montré sur la page de la démonstration"


def nobody_watches(channel: str, address: str, text: str) -> None:
    """For what is told in the past."""


class ShownMail(MailChannel):
    """Mails that go no further than the page."""

    def __init__(self, show: Show) -> None:
        self._show = show

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        mail = message_from_string(content, policy=SMTP)
        body = mail.get_body(("plain",))
        self._show(self.name, recipient, f"{mail['Subject']}\n\n{body.get_content().strip() if body else ''}")
        return Answer(Verdict.SENT, SHOWN)


class ShownSms(SmsChannel):
    """Texts that go no further than the page."""

    def __init__(self, show: Show) -> None:
        self._show = show

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        self._show(self.name, recipient, content)
        return Answer(Verdict.SENT, SHOWN)


class DemoTeller(Teller):
    """A call of the demonstration has a moment of its own: who is on call then is told."""

    def _tell_alone(self, tiding: Tiding, company: Company, moment: datetime) -> bool:
        return super()._tell_alone(tiding, company, tiding.at)


@dataclass
class ShownPost:
    """The outbox of the demonstration, filled and emptied at once. `public_url`: where its pages are found."""

    database: Database
    box: str
    public_url: str | None = None
    show: Show = nobody_watches
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def deliver(self, moment: datetime) -> None:
        """Tell what is due at this moment (aware), and show it. Raises StoreError."""
        self.moment = moment
        DemoTeller(self.database, sight_of_told, self._now, public_url=self.public_url, box=self.box).tell_due()
        PlanTeller(self.database, self._now, public_url=self.public_url).tell_due()
        for channel in (ShownMail(self.show), ShownSms(self.show)):
            OutboxSender(self.database, channel, self._now, box=self.box).send_due()

    def _now(self) -> datetime:
        return self.moment
