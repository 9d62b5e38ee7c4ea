"""The kinds of values that the API reads and writes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from appliance.calls.text_lengths import NAME, REASON, WORDS

LONGEST_SPAN = timedelta(days=400)
NO_CONTROL = r"^[^\x00-\x1f\x7f-\x9f\ufffe\uffff]*$"

Moment = Annotated[
    datetime,
    Meta(
        tz=True,
        description="Avec son décalage, comme 2026-12-25T03:10:00+01:00.",
        examples=["2026-12-25T03:10:00+01:00"],
        extra_json_schema={"pattern": r"^20[0-9]{2}-"},
    ),
]
Instant = Annotated[datetime, Meta(tz=True)]  # of an answer: in UTC
Day = Annotated[
    date,
    Meta(
        description="À l'heure locale, comme 2026-12-25.",
        examples=["2026-12-25"],
        extra_json_schema={"pattern": r"^20[0-9]{2}-"},
    ),
]
Key = Annotated[str, Meta(min_length=1, max_length=NAME, pattern=NO_CONTROL)]  # an identifier
Reason = Annotated[str, Meta(max_length=REASON, pattern=NO_CONTROL)]
Text = Annotated[str, Meta(max_length=WORDS, pattern=NO_CONTROL)]
Sure = Annotated[  # answers to what was asked
    list[Annotated[str, Meta(max_length=WORDS, pattern=NO_CONTROL)]],
    Meta(max_length=20, description="Réponses à ce qui a été demandé : « past », « there-too »… ; le refus les donne."),
]


class Asked(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a request says: an unknown field is a mistake, and told."""


class Told(msgspec.Struct, kw_only=True):
    """What an answer says."""


class Warned(Told):
    """C'est fait. `warnings` : ce qui est à voir."""

    warnings: list[str]
