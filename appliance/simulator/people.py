"""How the people of a scripted call behave: the caller's fingers, and each telephone that may ring."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.calls.leg import OfferOutcome


@dataclass(frozen=True)
class Caller:
    """What a scripted caller does. Seconds from the pick-up unless said otherwise.

    `answers`: what is typed each time that keys are asked for, in order; "" and beyond the last one: silence.
    `presses`: keys at given times. `says`: seconds of voice after each tone. `early`: types during the speech.
    """

    answers: tuple[str, ...] = ()
    presses: tuple[tuple[float, str], ...] = ()
    says: float = 0.0
    ends_message_with_key: bool = True
    hangs_up_at: float | None = None
    early: bool = False


@dataclass(frozen=True)
class Phone:
    """What a telephone does when it is called. Seconds from the ringing, then from the answer.

    `fails`: what the network answers instead of, or (with `fails_after`) during, the ringing.
    """

    answers_after: float | None = None
    keys: tuple[tuple[float, str], ...] = ()
    hangs_up_after: float | None = None
    fails: OfferOutcome | None = None
    fails_after: float = 0.0


def accepts(after: float = 3.0, listens: float = 2.0, talks: float | None = 60.0) -> Phone:
    """Picks up, listens, presses 1, and hangs up after the conversation."""
    return Phone(after, ((listens, "1"),), None if talks is None else listens + talks)


def refuses(after: float = 3.0, listens: float = 2.0) -> Phone:
    """Picks up, listens and presses 2."""
    return Phone(after, ((listens, "2"),))


def types(*keys: tuple[float, str], after: float = 3.0) -> Phone:
    """Picks up and presses these keys, each so long after picking up."""
    return Phone(after, keys)


def no_answer() -> Phone:
    """Rings in an empty room."""
    return Phone()


def voicemail(after: float = 5.0, talks: float = 30.0) -> Phone:
    """A machine picks up, talks and hangs up: no key is ever pressed."""
    return Phone(after, hangs_up_after=talks)


def busy() -> Phone:
    """Engaged."""
    return Phone(fails=OfferOutcome.BUSY)


def unreachable() -> Phone:
    """Off, or no such number."""
    return Phone(fails=OfferOutcome.UNREACHABLE)
