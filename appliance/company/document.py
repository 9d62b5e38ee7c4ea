"""The whole company as one JSON document with a version, as it is kept. Pure.

A document of an older version is read, what is new filled in by default. One of a newer version is read too, as far
as this release understands it, for calls to be served from; but it is never written over: what this release does not
know of it would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from appliance.company.model import Company, TellOf

VERSION = 11  # one more at each change of what is written, a field with a default included
NEWER = (
    "Une version plus récente d'Astreinte a enregistré ces réglages : celle-ci en sert les appels, et ne peut pas les "
    "modifier sans en perdre. Remettez la version plus récente pour changer un réglage."
)
WHOLE = "told_of_whole"  # what an agent is told of, with what version 4 does not know
UNKNOWN_BEFORE = (TellOf.PLANNING.value, TellOf.DUTIES.value)
NO_DOCUMENT = "ce n'est pas un document de réglages"


@dataclass(frozen=True)
class Document:
    """A company as it was read, and the version of the release that wrote it."""

    version: int
    company: Company

    @property
    def newer(self) -> bool:
        """Whether a release more recent than this one wrote it: see NEWER."""
        return self.version > VERSION


def document_text(company: Company) -> str:
    """The company as JSON. Every moment is written in UTC, every set in order: the same company is the same text."""
    plain = msgspec.to_builtins(Document(VERSION, company), builtin_types=(datetime,))
    return msgspec.json.encode(_settled(plain)).decode()


def document_of(text: str) -> Document:
    """The document that `document_text` wrote, here or in another release. ValueError where it is none."""
    try:
        return DECODER.decode(text) if WHOLE not in text else msgspec.convert(_whole(text), Document, str_keys=True)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{NO_DOCUMENT} ({error})") from error


def digest_of(text: str) -> str:
    """What two documents that are the same have in common: SHA-256, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


DECODER = msgspec.json.Decoder(Document)


def _settled(plain: Any) -> Any:
    """Moments in UTC; who agreed to a swap, which is a set, by name; wishes that version 4 does not know, apart."""
    match plain:
        case datetime():
            return plain.astimezone(UTC)
        case dict():
            settled = {key: sorted(one) if key == "agreed" else _settled(one) for key, one in plain.items()}
            return _known_before(settled) if "told_of" in settled else settled
        case list() | tuple():
            return [_settled(one) for one in plain]
    return plain


def _known_before(agent: dict[str, Any]) -> dict[str, Any]:
    """An agent as a release of before reads one: a word that it does not know would be all the settings lost to it."""
    known = [one for one in agent["told_of"] if one not in UNKNOWN_BEFORE]
    return agent if known == list(agent["told_of"]) else {**agent, "told_of": known, WHOLE: agent["told_of"]}


def _whole(text: str) -> Any:
    """The document with the wishes of each agent where they belong."""
    plain = msgspec.json.decode(text)
    for agent in plain["company"]["agents"].values():
        agent["told_of"] = agent.pop(WHOLE, agent["told_of"])
    return plain
