"""What an agent may hear while a call is offered to them, and why an offer ends without them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import assert_never

import gevent

from appliance.calls.leg import Invitation
from appliance.in_thread import Threads, in_thread
from appliance.prompts.catalogue import Sentence, say, whisper_in
from appliance.switch.voice import Voice

WHISPER_SECONDS = 5.0  # to make the whisper: a mobile takes longer to ring and be answered


class OfferWithdrawal(Enum):
    """Why an offer is withdrawn from agents who have not accepted it."""

    TAKEN = auto()
    CALLER_LEFT = auto()
    TIME_UP = auto()
    WITHDRAWN = auto()  # the caller asked for the message, or the two legs could not be joined


def farewell(ending: OfferWithdrawal, language: str) -> Sentence:
    """What an agent who has answered is told."""
    match ending:
        case OfferWithdrawal.TAKEN:
            return say("call_taken", language)
        case OfferWithdrawal.CALLER_LEFT:
            return say("caller_left", language)
        case OfferWithdrawal.TIME_UP | OfferWithdrawal.WITHDRAWN:
            return say("offer_over", language)
        case _:
            assert_never(ending)


@dataclass(frozen=True)
class OfferPrompts:
    """The files that an agent may hear."""

    whisper: list[Path]
    unknown_key: Path | None
    refused: Path | None
    endings: dict[OfferWithdrawal, Path | None]


def spoken_for(
    invitations: Sequence[Invitation],
    whisper: Sentence,
    voice: Voice,
    unjoined: str | None = None,
    *,
    said: Path | None = None,
) -> Callable[[str], OfferPrompts]:
    """The files of one offer for a language, by its code: made from now on in those of the agents invited.

    As for `made`; `unjoined`: the name of the sentence.
    """
    making = {
        code: gevent.spawn(made, whisper_in(whisper, code), voice, say(unjoined, code) if unjoined else None, said=said)
        for code in {one.language for one in invitations}
    }

    def spoken(language: str) -> OfferPrompts:
        prompts: OfferPrompts = making[language].get()
        return prompts

    return spoken


def made(
    whisper: Sentence, voice: Voice, unjoined: Sentence | None = None, *, said: Path | None = None
) -> OfferPrompts:
    """The files of one offer, in the language of its whisper.

    `said`: what the caller said, heard after the whisper.
    `unjoined`: what who accepted hears where the caller could not be joined; None: that the offer is over.
    """
    farewells = {ending: farewell(ending, whisper.language) for ending in OfferWithdrawal}
    farewells |= {OfferWithdrawal.WITHDRAWN: unjoined} if unjoined is not None else {}
    answers = [say(name, whisper.language) for name in ("whisper_unknown_key", "refused")]
    unknown_key, refused, *endings = voice.each([*answers, *farewells.values()])
    return OfferPrompts(
        whisper=[
            *(voice.paths([whisper], WHISPER_SECONDS) or voice.paths([say("whisper_plain", whisper.language)])),
            *_replayed(said, voice, whisper.language),
        ],
        unknown_key=unknown_key,
        refused=refused,
        endings=dict(zip(farewells, endings, strict=True)),
    )


def _replayed(said: Path | None, voice: Voice, language: str) -> list[Path]:
    """« L'appelant dit », and what they said; nothing where it is not on this disk any more."""
    if said is None or not in_thread(said.is_file, threads=Threads.SOUND):
        return []
    return [*voice.paths([say("words_said", language)]), said]
