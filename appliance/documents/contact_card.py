"""A contact card (vCard 3.0, RFC 2426): whose number it is, for a telephone's own address book. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from icalendar.parser import Contentline

NOTE = "Appels de l'astreinte. Permettez à ce contact de sonner en « ne pas déranger »."


def contact_card(uid: str, name: str, organisation: str, numbers: Sequence[str]) -> bytes:
    """The card, with CRLF, its long lines folded. `numbers`: E.164; `uid`: the same for the same contact, always.

    Several cards one after the other are a file that telephones read too.
    """
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{escaped(uid)}",
        f"N:{escaped(name)};;;;",
        f"FN:{escaped(name)}",
        f"ORG:{escaped(organisation)}",
        *(f"TEL;TYPE=WORK,VOICE:{number}" for number in numbers),
        f"NOTE:{escaped(NOTE)}",
        "END:VCARD",
    ]
    return b"".join(Contentline(line).to_ical() + b"\r\n" for line in lines)


def escaped(text: str) -> str:
    """As a value holds it: on one line, its separators told from those of the format."""
    seen = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return seen.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
