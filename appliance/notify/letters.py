"""The mail that tells an agent of a publication: text, link of the acknowledgement, calendar file."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from appliance.config import MAIL_ADDRESS
from appliance.notify.words import change_line, moment_text, shift_line
from appliance.planning.calendar_file import CalendarShift, calendar_file
from appliance.planning.publication import Entry, Succession
from appliance.store.outbox.queue import NewMail
from appliance.store.publications.publications import Addressee

POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)  # ASCII alone travels, whatever the server offers

Record = dict[str, Any]


def one_line(text: str) -> str:
    """A text as a header may hold it: on one line, with nothing that is not seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def mailable(address: str | None) -> bool:
    """Whether a mail may be sent there: one address, and nothing else."""
    return address is not None and MAIL_ADDRESS.fullmatch(address) is not None


def publication_mail(
    publication: Record, succession: Succession, addressee: Addressee, company: str, public_url: str | None
) -> NewMail:
    """The mail of one agent, all but its From, which is the sender's when it is sent.

    Its Message-ID is that of this agent and publication, however often it is sent.
    """
    message = EmailMessage(POLICY)
    days = f"du {publication['first_day']:%d/%m/%Y} au {publication['last_day']:%d/%m/%Y}"
    subject = one_line(f"Astreinte {publication['line_name']} {days} (publication {publication['number']})")
    message["Subject"] = subject
    message["To"] = address(one_line(addressee.name), addressee.mail or "")
    message["Date"] = format_datetime(publication["published_at"])
    message_id = f"<publication-{publication['number']}-{publication['key']}-{addressee.agent}@astreinte.invalid>"
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply
    message.set_content(body(publication, addressee, company, public_url), charset="utf-8", cte="quoted-printable")
    message.add_attachment(
        shifts_file(publication, succession, addressee.agent),
        maintype="text",
        subtype="calendar",
        filename=f"astreinte-{publication['number']}.ics",
        params={"charset": "utf-8", "method": "PUBLISH"},
    )
    about = f"publication {publication['number']}, {addressee.name}"
    return NewMail(message_id, addressee.mail or "", subject, about, message.as_bytes().decode("ascii"))


def address(name: str, mail: str) -> Address:
    """A header's address. ValueError for what is none: `mailable` says so first."""
    return Address(display_name=name, addr_spec=mail)


def body(publication: Record, addressee: Addressee, company: str, public_url: str | None) -> str:
    """The text, in French."""
    zone, mine = publication["timezone"], addressee.agent
    shifts = [shift_line(shift, zone) for shift in publication["shifts"] if shift["agent_id"] == mine]
    changes = [change_line(change, zone) for change in publication["changes"] if change["agent_id"] == mine]
    parts = [
        f"Bonjour {one_line(addressee.name)},",
        f"Le planning d'astreinte de la ligne {one_line(publication['line_name'])}, "
        f"du {publication['first_day']:%d/%m/%Y} au {publication['last_day']:%d/%m/%Y}, a été publié "
        f"le {moment_text(publication['published_at'], zone)} par {one_line(publication['published_by'])} "
        f"(publication {publication['number']}).",
        "Ce qui change pour vous :\n" + "\n".join(f"- {line}" for line in changes),
        "Toutes vos astreintes de la période :\n" + ("\n".join(f"- {line}" for line in shifts) or "- aucune"),
        f"Les heures sont celles de {zone}. Le fichier joint les ajoute à votre agenda.",
        acknowledgement(public_url, addressee.secret),
        one_line(company),
    ]
    return "\n\n".join(parts) + "\n"


def acknowledgement(public_url: str | None, secret: str) -> str:
    """How the agent says to have read it."""
    if public_url is None:
        return "Merci de dire à la personne qui tient le planning que vous l'avez lu."
    return f"Merci d'accuser réception, d'un clic :\n{public_url}/astreinte/accuse/{secret}"


def shifts_file(publication: Record, succession: Succession, agent: str) -> bytes:
    """The agent's shifts that touch the period, and those that are cancelled."""
    lines, zone = publication["line_name"], publication["timezone"]
    live = [entry for entry in succession.entries if entry.shift.agent == agent]
    gone = [entry for entry in succession.cancelled if entry.shift.agent == agent]
    shifts = [_shift(entry, lines, False) for entry in live] + [_shift(entry, lines, True) for entry in gone]
    stamp: datetime = publication["published_at"]
    return calendar_file(shifts, zone, stamp, name=f"Astreinte {one_line(lines)}", method="PUBLISH")


def _shift(entry: Entry, line: str, cancelled: bool) -> CalendarShift:
    summary = f"Astreinte {one_line(line)}, niveau {entry.shift.level}"
    return CalendarShift(
        entry.uid, entry.shift.start, entry.shift.end, summary, sequence=entry.sequence, cancelled=cancelled
    )
