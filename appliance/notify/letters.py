"""What tells an agent of a publication: text, link of the acknowledgement, calendar file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from appliance.company.names import in_a_sentence
from appliance.notify.message import Attachment, Message, one_line
from appliance.notify.told_changes import told_changes
from appliance.notify.words import change_line, moment_text, shift_line
from appliance.planning.calendar_file import CalendarShift, calendar_file
from appliance.planning.publication import Entry, Succession
from appliance.planning.zone_names import town_of
from appliance.store.publications.publications import Addressee

Record = dict[str, Any]

FILE_ATTACHED = " Le fichier joint les ajoute à votre agenda."
NOT_YET_READ = (
    "Vous n'avez pas encore accusé réception de ce planning. Le lien de ce courriel remplace celui du premier."
)


def publication_message(
    publication: Record, succession: Succession, addressee: Addressee, company: str, public_url: str | None
) -> Message:
    """What one agent is told. Its key is that of this agent and publication, however often it is sent."""
    number = publication["number"]
    return Message(
        key=f"publication-{number}-{publication['key']}-{addressee.agent}",
        to=addressee.name,
        subject=publication_text(publication),
        about=f"planning {in_a_sentence(one_line(publication['line_name']))}, publication {number}, {addressee.name}",
        text=body(publication, addressee, company, public_url),
        made_at=publication["published_at"],
        attachment=Attachment(f"astreinte-{number}.ics", shifts_file(publication, succession, addressee.agent)),
    )


def reminder_message(
    publication: Record, addressee: Addressee, company: str, public_url: str | None, made_at: datetime
) -> Message:
    """What is told again to an agent who has not said that they read it. `made_at`: UTC."""
    told = publication_text(publication)
    return Message(
        key=f"publication-{publication['number']}-{publication['key']}-{addressee.agent}",
        to=addressee.name,
        subject=f"Rappel, à lire : {told[0].lower()}{told[1:]}",
        about=f"rappel, publication {publication['number']}, {addressee.name}",
        text=body(publication, addressee, company, public_url, again=True),
        made_at=made_at,
    )


def publication_text(publication: Record) -> str:
    """« Astreinte SAV du 01/12/2026 au 31/12/2026 (publication 2) »."""
    first, last = publication["first_day"], publication["last_day"]
    days = f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    return f"Astreinte {publication['line_name']} {days} (publication {publication['number']})"


def body(
    publication: Record, addressee: Addressee, company: str, public_url: str | None, *, again: bool = False
) -> str:
    """The text, in French. `again`: to who has not said that they read the first one, whose link serves no more."""
    zone, mine = publication["timezone"], addressee.agent
    shifts = [shift_line(shift, zone) for shift in publication["shifts"] if shift["agent_id"] == mine]
    ours = (change for change in publication["changes"] if change["agent_id"] == mine)
    changes = [change_line(change, zone) for change in told_changes(ours)]
    parts = [
        f"Bonjour {one_line(addressee.name)},",
        *([NOT_YET_READ] if again else []),
        f"Le planning d'astreinte de la ligne {one_line(publication['line_name'])}, "
        f"du {publication['first_day']:%d/%m/%Y} au {publication['last_day']:%d/%m/%Y}, a été publié "
        f"le {moment_text(publication['published_at'], zone)} par {one_line(publication['published_by'])} "
        f"(publication {publication['number']}).",
        "Ce qui change pour vous :\n" + "\n".join(f"- {line}" for line in changes),
        "Toutes vos astreintes de la période :\n" + ("\n".join(f"- {line}" for line in shifts) or "- aucune"),
        f"Les heures sont celles de {town_of(zone)}."
        + ("" if again else " Le fichier joint les ajoute à votre agenda."),
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
