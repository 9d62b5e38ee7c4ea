"""What is told to one person, made once: each channel renders it in its own form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attachment:
    """A calendar that goes with a message (iTIP `PUBLISH`). `content`: UTF-8."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """`key` names it, the same however often it is sent. `to`: whom, by name. `about`: what of, for whoever looks at
    the outbox. `made_at` (UTC). `html`: the same as `text`, for whoever reads it so; `brief`:
    in a few words, for a telephone.
    """

    key: str
    to: str
    subject: str
    about: str
    text: str
    made_at: datetime
    attachment: Attachment | None = None
    html: str | None = None
    brief: str | None = None


def one_line(text: str) -> str:
    """A text as a header may hold it: on one line, with nothing that is not seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
