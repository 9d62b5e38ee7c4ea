"""The port between the script and a caller's leg: what may be done to it, and how each act ends.

A leg is played by FreeSWITCH (`switch.freeswitch_leg`) or by a browser or a script (`simulator`).
Every verb may raise `CallerHungUp`; nothing else is the script's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, assert_never

from appliance.calls.notes import Refusal
from appliance.calls.typing_pace import Typing
from appliance.company.numbers import UNREADABLE
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import USUAL


class CallerHungUp(Exception):
    """The caller has left. Raised by any verb, caught in one place: `flow.handle_call`."""


class CallerLost(CallerHungUp):
    """They had not come back to the script yet when whoever they talked to had left. `end`: how that was."""

    def __init__(self, end: TalkEnd) -> None:
        super().__init__()
        self.end = end


class CallRefused(CallerHungUp):
    """The call ended before it was answered, and it is not the caller who left."""

    def __init__(self, why: Refusal) -> None:
        super().__init__()
        self.why = why


class OfferOutcome(StrEnum):
    """How the offer of a call to one telephone of one agent ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"  # answered, no key: voicemail, silence, or hung up on the whisper
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"  # the caller left, another agent took it, or the wait was over


class CallerUnreached(CallerHungUp):
    """A caller who was to be called back did not answer, though an agent had accepted."""

    def __init__(self, outcome: OfferOutcome) -> None:
        super().__init__()
        self.outcome = outcome


def is_unanswered(outcome: OfferOutcome) -> bool:
    """Whether the telephone rang and nobody took the call: left to ring, or answered by its voicemail."""
    return outcome in {OfferOutcome.NO_ANSWER, OfferOutcome.UNCONFIRMED}


def tries_next_phone(outcome: OfferOutcome) -> bool:
    """Whether the next telephone of the same agent is rung, if they have one."""
    match outcome:
        case OfferOutcome.BUSY | OfferOutcome.NO_ANSWER | OfferOutcome.UNCONFIRMED | OfferOutcome.UNREACHABLE:
            return True
        case OfferOutcome.ACCEPTED | OfferOutcome.REFUSED | OfferOutcome.CANCELLED:
            return False
        case _:
            assert_never(outcome)


class HoldEnd(StrEnum):
    """Why `hold` or `offer` gave the caller back to the script."""

    ELAPSED = "elapsed"
    ASKED_FOR_MESSAGE = "asked_for_message"  # the caller pressed `*`


class TalkEnd(StrEnum):
    """Why `converse` gave the call back to the script."""

    OVER = "over"  # the caller has left
    GONE_AT_ONCE = "gone_at_once"  # whoever took the call was, within a second or so
    HANDS_OVER = "hands_over"  # the agent asked for another by `*1`: both wait, apart
    BRINGS_IN = "brings_in"  # likewise by `*2`, to be three
    RECORDS = "records"  # the agent asked by `*3` to record what is said, or to stop: they talk on meanwhile
    COLLEAGUE_LEFT = "colleague_left"  # of three, whom the agent had brought in; the agent is there still
    PAGE_LOST = "page_lost"  # the page in which the agent talked is gone, and they have not hung up
    ASKED_FOR_MESSAGE = "asked_for_message"  # given by `talk`: the caller would rather leave one than wait for them


class OfferEvent(StrEnum):
    """What happens during an offer, told as it happens."""

    DIALLED = "dialled"
    RINGING = "ringing"
    ANSWERED = "answered"  # the whisper has begun
    ENDED = "ended"


@dataclass(frozen=True)
class CallerId:
    """Who is calling: an E.164 number, or None when hidden, absent or malformed.

    `seen`: the same, but UNREADABLE where what was shown is no number: what is told of the caller.
    """

    number: str | None
    unreadable: bool = False

    @classmethod
    def of(cls, seen: str | None) -> CallerId:
        """Of a number as `caller_seen` reads it."""
        return cls(None, unreadable=True) if seen == UNREADABLE else cls(seen)

    @property
    def seen(self) -> str | None:
        return UNREADABLE if self.unreadable else self.number


@dataclass(frozen=True)
class Invitation:
    """One agent to be rung: on each of these telephones (E.164) in order, `ring_seconds` each.

    `language`: in which whoever answers is spoken to, by its code.
    """

    agent: str
    phones: tuple[str, ...]
    ring_seconds: int
    language: str = USUAL


@dataclass(frozen=True)
class Attempt:
    """One telephone of one agent, rung once. `phone` counts from 0 in the agent's list; IN_THE_PAGE: no telephone.

    `rung_back`: it was not rung, the agent called from it.
    """

    agent: str
    phone: int
    event: OfferEvent
    outcome: OfferOutcome | None = None
    rung_back: bool = False


@dataclass(frozen=True)
class RungBack:
    """An agent who has called by themself, from this telephone of theirs, and is joined to the caller who waited."""

    agent: str
    phone: int


@dataclass(frozen=True)
class OfferResult:
    """`accepted_by` is the agent now joined to the caller; else `end` or `outcomes` say why nobody is.

    `outcomes` holds the last outcome of each agent invited. `rung_back`: it is nobody who was rung who accepted.
    """

    accepted_by: str | None
    outcomes: dict[str, OfferOutcome]
    end: HoldEnd | None = None
    rung_back: RungBack | None = None


@dataclass(frozen=True)
class Recording:
    """A message on disk. `hung_up`: the caller left while speaking. Not `saved`: the disk took nothing."""

    name: str
    seconds: float
    hung_up: bool
    saved: bool = True


Report = Callable[[Attempt], None]
IN_THE_PAGE = 99  # for the number of a telephone: a page of the site, in which the agent answered
OFFICE = "forward"  # who is rung by `forward`, in an `Attempt`: no agent
CALLED_BACK = "called_back"  # likewise, a caller whom an agent rings back from their menu


class Sought(Protocol):
    """For whom an agent is looked for: a caller who waits, or one to be called back. See `CallerLeg`."""

    caller: CallerId

    def begin_hold(self, *sentences: Sentence) -> None: ...

    def hold(self, seconds: float) -> HoldEnd | RungBack: ...

    def offer(
        self,
        invitations: Sequence[Invitation],
        whisper: Sentence,
        seconds: float,
        report: Report,
        *,
        words: str | None = None,
    ) -> OfferResult: ...

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = USUAL) -> TalkEnd: ...

    def await_agent(self, seconds: float, *sentences: Sentence) -> HoldEnd | None: ...

    def record_talk(self, announcement: Sentence) -> str | None: ...

    def end_talk(self, name: str, words: Sentence | None) -> float: ...

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool: ...

    @property
    def lost_apart(self) -> bool: ...

    def bring_in(self, left: Callable[[], None]) -> bool: ...

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool: ...

    def let_in(self, taker: RungBack, leg: str) -> bool:
        """Asked from the agent's own call, of a caller who is in `hold` or in `offer`: join them to that leg.

        Waits for it, for an instant at most. True: that verb gives `taker` back; False: nothing is changed.
        """


class CallerLeg(Protocol):
    """What the script may do to the caller's leg. Seconds everywhere; every verb may raise CallerHungUp."""

    id: str
    caller: CallerId
    called: str | None  # the DID dialled, E.164; None when it cannot be read
    typing: Typing  # how the keys of the last answer came

    def answer(self) -> None:
        """Pick up: the caller hears us from now on."""

    def ring_on(self) -> None:
        """In the place of `answer`: the caller's telephone rings on until somebody is joined to it, which answers it.

        It hears nothing of what is said to it meanwhile, and its keys say nothing.
        """

    @property
    def rings(self) -> bool:
        """Whether the caller's telephone rings on, as nobody has been joined to it yet."""

    def acknowledge_with(self, keys: str) -> None:
        """Keys, `[0-9A-D*#]`, that the caller's telephone is sent each time that somebody is joined to it."""

    def send_keys(self, keys: str) -> None:
        """Send it these now."""

    def play(self, *sentences: Sentence, until_key: bool = False) -> None:
        """Speak, to the end or `until_key`; stops the hold music first. Keys pressed are kept for `ask_digits`."""

    def ask_digits(
        self,
        *sentences: Sentence,
        max_digits: int,
        first_digit_seconds: float = 5.0,
        between_digits_seconds: float = 3.0,
        terminator: str = "#",
        last: str = "",
    ) -> str:
        """Speak, and return the keys pressed, `[0-9*#]` less the terminator; "" for silence.

        A key stops the speech. Ends at `max_digits`, at the terminator, after a key of `last`, or when the caller
        stops typing.
        A terminator typed just after the last of `max_digits` is no answer to the next question.
        """

    def has_typed(self, key: str) -> bool:
        """Whether this is the first key typed ahead, which then says nothing any more; the others wait as before."""

    def typed_at_one_go(self, most: int) -> str:
        """The first keys typed ahead, each within TYPING_SECONDS of the one before, `most` of them at most: waits while
        more may come. They are not taken: the next question has them.
        """

    def let_finish_typing(self) -> None:
        """Forget what was typed ahead, and return at once: keys that still come, each within TYPING_SECONDS of the one
        before, are part of it and say nothing.
        """

    def speaks(self, language: str) -> None:
        """The caller has chosen the language of this code: whoever goes on with them without the script speaks it."""

    def begin_hold(self, *sentences: Sentence) -> None:
        """Begin to wait, and return at once: the caller hears these sentences, then music. Of a wait that has begun,
        those that it had not are said after its own.

        Keys typed ahead are flushed, and what is still being typed: `*` pressed twice asks for no message.
        """

    def hold(self, seconds: float) -> HoldEnd | RungBack:
        """Wait in music for so long. The first hold after another verb flushes keys typed ahead."""

    def offer(
        self,
        invitations: Sequence[Invitation],
        whisper: Sentence,
        seconds: float,
        report: Report,
        *,
        words: str | None = None,
    ) -> OfferResult:
        """Ring these agents together while the caller holds; join the first who presses 1. Each hears the whisper in
        their language.

        `words`: a recording of what the caller said, heard after the whisper; left out if it is there no more.

        `seconds` bounds the ringing; an agent listening to the whisper then has 15 s more at most.
        On return with nobody accepted, no telephone rings any more.
        """

    def consult(
        self, invitation: Invitation, question: Sentence, settle: Callable[[], Sentence], report: Report
    ) -> OfferOutcome:
        """Ring a colleague while this leg waits in music, and ask them: 1 accepts, 2 refuses. Nobody is joined.

        `settle` does what was accepted, whether or not this leg is still there, and gives what the colleague then
        hears. `*` gives up: CANCELLED. On return their telephone rings no more.
        """

    def forward(self, numbers: Sequence[str], seconds: float, report: Report, *, hides_caller: bool = False) -> bool:
        """Ring office numbers together and join the first that answers, with no key. False: nobody there, in so long.

        Each is reported as a telephone of OFFICE. On return no telephone rings any more. `hides_caller`: they are shown
        the line's number, whatever the trunk shows of callers.
        """

    def let_in(self, taker: RungBack, leg: str) -> bool:
        """As `Sought` says."""

    def take(self, waiting: Sought, agent: str, phone: int) -> bool:
        """This leg is an agent's, who takes a caller who waits: join the two, as any that `offer` joins.

        True: it is that call's, ends with it, and no other verb does anything to it. False: nothing is changed.
        """

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = USUAL) -> TalkEnd:
        """Wait for the end of the conversation that `hold`, `offer` or `forward` began.

        Unless it is OVER the caller is here, in silence. With `records` the agent may ask to record by `*3`: the two
        talk on, until `converse` is called again. With `hands_over` the agent may ask for another by `*1` or
        `*2`: they then hear so in their `language`, and a ringing tone, until `rejoin`, `bring_in` or `let_go`.
        """

    def await_agent(self, seconds: float, *sentences: Sentence) -> HoldEnd | None:
        """After PAGE_LOST: the caller hears these sentences, then music, until the agent is back in a page of theirs.

        None: they are, and the two are to `converse`. ELAPSED after so many seconds, or once no page leads back
        here any more: their way back is closed.
        """

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        """Join the caller again to the agent who asked for another; the two first hear their words, if there are any.

        False: that agent has left.
        """

    @property
    def lost_apart(self) -> bool:
        """Once `rejoin` has told that they left: whether it is their page that is gone, and they have not hung up."""

    def bring_in(self, left: Callable[[], None]) -> bool:
        """The agent who asked for another joins the caller and that other, who are to `converse`: all three hear each
        other. Whichever agent hangs up leaves the other two; `left` once it is the one who asked.

        False: they have left already.
        """

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        """The agent who handed the caller over hears this, and is hung up; `freed` once their telephone is free.

        Returns at once, and needs no caller. False: the agent had left, and is `freed` by nobody.
        """

    def record_talk(self, announcement: Sentence) -> str | None:
        """Tell both who talk, then record both, to the end of the call or `end_talk`: the name of the recording.

        None: it could not be told to both, or the disk takes nothing; nothing is recorded.
        """

    def end_talk(self, name: str, words: Sentence | None) -> float:
        """Record no more: how many seconds there are. Both hear these words, if there are any and they talk still."""

    def record(self, name: str, max_seconds: int) -> Recording:
        """Tone, then record what the caller says until `#`, silence, hang-up or `max_seconds`.

        A hang-up here is told by `Recording.hung_up`, not raised: what was said is kept.
        """

    def record_words(self, name: str, seconds: int) -> Recording:
        """Tone, then record what the caller says for so long; any key ends it, and says nothing else.

        A hang-up here is told by `Recording.hung_up`, not raised. Of silence, nothing is kept: 0.0 seconds.
        """

    def play_recording(self, name: str) -> None:
        """Play back a message just recorded on this leg."""

    def discard_recording(self, name: str) -> None:
        """Forget a message that the caller wants to say again."""

    def hang_up(self) -> None:
        """End the call. No error if the caller has left already."""
