"""The channel of mails: a message as text with its attachment, handed to the mail server."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from email import message_from_string
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from appliance.config import MAIL_ADDRESS, Mail
from appliance.notify import smtp
from appliance.notify.channel import Answer, Verdict
from appliance.notify.message import Message, one_line
from appliance.store.outbox.queue import MAIL, NewDelivery

log = logging.getLogger(__name__)

NOT_JOINED = "Le son n'a pas pu être joint : il a été effacé, ou cette machine ne peut pas le lire."
NOT_TAKEN = "Le serveur de courriel a refusé le son du message ; il s'écoute sur la page de l'appel."
SOUND_NAMES = ("message.wav", "avant-la-recherche.wav")  # what the caller left; what they said before it
POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)  # ASCII alone travels, whatever the server offers


class MailChannel:
    """`settings`: the mail server, and the address that mails come from."""

    name = MAIL

    def __init__(self, settings: Mail) -> None:
        self._settings = settings

    @staticmethod
    def reaches(address: str | None) -> bool:
        """Whether a mail may be sent there: one address, and nothing else."""
        return address is not None and MAIL_ADDRESS.fullmatch(address) is not None

    @staticmethod
    def rendered(message: Message, address: str) -> NewDelivery:
        """The mail, all but its From, which is the sender's when it is sent. ValueError for what is no address."""
        subject, message_id = one_line(message.subject), f"<{message.key}@astreinte.invalid>"
        mail = EmailMessage(POLICY)
        mail["Subject"] = subject
        mail["To"] = Address(display_name=one_line(message.to), addr_spec=address)
        mail["Date"] = format_datetime(message.made_at)
        mail["Message-ID"] = message_id
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply
        mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
        if message.html is not None:
            mail.add_alternative(message.html, subtype="html", charset="utf-8", cte="quoted-printable")
        if message.attachment is not None:
            mail.add_attachment(
                message.attachment.content,
                maintype="text",
                subtype="calendar",
                filename=message.attachment.name,
                params={"charset": "utf-8", "method": "PUBLISH"},
            )
        return NewDelivery(message_id, address, subject, message.about, mail.as_bytes().decode("ascii"))

    def send(self, recipient: str, content: str, sounds: Sequence[Path] = ()) -> Answer:
        """Hand one mail over, its recordings joined. Raises nothing of the network: every failure is an answer."""
        if not sounds:
            return smtp.send(self._settings, recipient, content)
        answer = smtp.send(self._settings, recipient, with_sounds(content, sounds))
        if answer.verdict is not Verdict.NEVER:
            return answer
        return smtp.send(self._settings, recipient, with_note(content))  # too big for it, or no sound is let in


def with_sounds(content: str, sounds: Sequence[Path]) -> str:
    """The mail with its recordings, read when it is sent; of what was erased meanwhile, a note."""
    for name, sound in zip(SOUND_NAMES, sounds, strict=False):
        try:
            content = _with_sound(content, sound.read_bytes(), name)
        except OSError as error:
            log.error("a recording is not joined to its mail (%s)", error.strerror)
            content = with_note(content, NOT_JOINED)
    return content


def _with_sound(content: str, sound: bytes, name: str) -> str:
    mail = message_from_string(content, _class=EmailMessage, policy=POLICY)
    mail.add_attachment(sound, maintype="audio", subtype="wav", filename=name)
    return mail.as_bytes().decode("ascii")


def with_note(content: str, note: str = NOT_TAKEN) -> str:
    """The mail with a word in place of its recording."""
    mail = message_from_string(content, _class=EmailMessage, policy=POLICY)
    mail.add_attachment(note, charset="utf-8", cte="quoted-printable", filename="son-absent.txt")
    return mail.as_bytes().decode("ascii")
