"""The channel of mails: a message as text with its attachment, handed to the mail server."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from appliance.config import MAIL_ADDRESS, Mail
from appliance.notify import smtp
from appliance.notify.channel import Answer
from appliance.notify.message import Message, one_line
from appliance.store.outbox.queue import NewMail

POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)  # ASCII alone travels, whatever the server offers


class MailChannel:
    """`settings`: the mail server, and the address that mails come from."""

    def __init__(self, settings: Mail) -> None:
        self._settings = settings

    @staticmethod
    def reaches(address: str | None) -> bool:
        """Whether a mail may be sent there: one address, and nothing else."""
        return address is not None and MAIL_ADDRESS.fullmatch(address) is not None

    @staticmethod
    def rendered(message: Message, address: str) -> NewMail:
        """The mail, all but its From, which is the sender's when it is sent. ValueError for what is no address."""
        subject, message_id = one_line(message.subject), f"<{message.key}@astreinte.invalid>"
        mail = EmailMessage(POLICY)
        mail["Subject"] = subject
        mail["To"] = Address(display_name=one_line(message.to), addr_spec=address)
        mail["Date"] = format_datetime(message.made_at)
        mail["Message-ID"] = message_id
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply
        mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
        if message.attachment is not None:
            mail.add_attachment(
                message.attachment.content,
                maintype="text",
                subtype="calendar",
                filename=message.attachment.name,
                params={"charset": "utf-8", "method": "PUBLISH"},
            )
        return NewMail(message_id, address, subject, message.about, mail.as_bytes().decode("ascii"))

    def send(self, recipient: str, content: str) -> Answer:
        """Hand one mail over. Raises nothing of the network: every failure is an answer."""
        return smtp.send(self._settings, recipient, content)
