"""The port between a simulated leg and the people around it: what they do (acts), what they hear and see (cues).

Telephones are named by their number, E.164. Times are seconds of the stage's own clock, which may run fast or jump.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.calls.leg import OfferOutcome
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import USUAL


@dataclass(frozen=True)
class CallerPresses:
    """The caller presses one key of `0123456789*#`."""

    key: str


@dataclass(frozen=True)
class CallerHangsUp:
    """The caller leaves."""


@dataclass(frozen=True)
class CallerSpeaks:
    """The caller begins to speak: matters only after the tone."""


@dataclass(frozen=True)
class CallerFallsSilent:
    """The caller has finished speaking."""


@dataclass(frozen=True)
class PhoneRings:
    """The network says that this telephone rings."""

    phone: str


@dataclass(frozen=True)
class PhoneFails:
    """The network ends the ringing, or never begins it: busy, refused, unreachable."""

    phone: str
    outcome: OfferOutcome


@dataclass(frozen=True)
class PhoneAnswers:
    """Somebody, or a voicemail, picks up."""

    phone: str


@dataclass(frozen=True)
class PhonePresses:
    """Whoever picked up presses a key."""

    phone: str
    key: str


@dataclass(frozen=True)
class PhoneHangsUp:
    """Whoever picked up hangs up."""

    phone: str


@dataclass(frozen=True)
class CallerAnswers:
    """A caller whom we ring answers."""


@dataclass(frozen=True)
class AgentRingsBack:
    """An agent calls the line from this number, the `place`th of theirs from 0, and takes the caller who waits."""

    agent: str
    number: str
    place: int = 0


@dataclass(frozen=True)
class PageIsLost:
    """The agent who is joined to the caller, by this telephone of theirs, talked in a page that is gone."""

    phone: str


@dataclass(frozen=True)
class AgentComesBack:
    """They are there again, in another page."""


PageAct = PageIsLost | AgentComesBack
PhoneAct = PhoneRings | PhoneFails | PhoneAnswers | PhonePresses | PhoneHangsUp
CallerAct = CallerPresses | CallerHangsUp | CallerSpeaks | CallerFallsSilent | CallerAnswers
Act = CallerAct | AgentRingsBack | PhoneAct | PageAct


@dataclass(frozen=True)
class CallerHears:
    """A sentence begins in the caller's ear. `over_music`: the music comes back after it."""

    sentence: Sentence
    seconds: float
    over_music: bool = False


@dataclass(frozen=True)
class CallerHearsMusic:
    """The hold music begins. `language`: of the words between, by its code."""

    language: str = USUAL


@dataclass(frozen=True)
class CallerHearsNothing:
    """What the caller was hearing stops."""


@dataclass(frozen=True)
class CallerIsAsked:
    """Keys are awaited while, and after, these sentences are spoken."""

    sentences: Sequence[Sentence]
    max_digits: int


@dataclass(frozen=True)
class CallerMaySpeak:
    """The tone sounded: what the caller says is recorded under this name."""

    name: str
    max_seconds: int


@dataclass(frozen=True)
class RecordingEnds:
    """The recording is over; the caller spoke for so long."""

    name: str
    seconds: float


@dataclass(frozen=True)
class CallerHearsRecording:
    """The caller listens to what they just said."""

    name: str
    seconds: float


@dataclass(frozen=True)
class RecordingIsForgotten:
    """The caller wants to say it again."""

    name: str


@dataclass(frozen=True)
class PhoneIsDialled:
    """A telephone is being called. The stage answers with `PhoneRings` or `PhoneFails`."""

    phone: str
    agent: str


@dataclass(frozen=True)
class PhoneHears:
    """A sentence begins in the ear of whoever picked up."""

    phone: str
    sentence: Sentence
    seconds: float


@dataclass(frozen=True)
class PhoneHearsRecording:
    """Whoever picked up hears what the caller said, `after` so many seconds: the sentence before it is told already."""

    phone: str
    name: str
    seconds: float
    after: float


@dataclass(frozen=True)
class PhoneIsReleased:
    """The call leaves this telephone, after this last sentence if there is one."""

    phone: str
    outcome: OfferOutcome
    farewell: Sentence | None = None


@dataclass(frozen=True)
class PhoneIsJoined:
    """The caller and whoever picked up hear each other."""

    phone: str


@dataclass(frozen=True)
class ConversationEnds:
    """One of the two has hung up."""

    phone: str


@dataclass(frozen=True)
class CallIsAnswered:
    """The appliance picks up."""


@dataclass(frozen=True)
class CallRingsOn:
    """The appliance lets the caller's telephone ring, until somebody takes the call."""


@dataclass(frozen=True)
class CallerIsSent:
    """The caller's telephone, a machine, is sent these keys."""

    keys: str


@dataclass(frozen=True)
class CallerIsRung:
    """A caller who was promised a callback is called: the stage answers with `CallerAnswers`, or `CallerHangsUp`."""

    number: str


@dataclass(frozen=True)
class CallerIsRungNoMore:
    """They did not answer, or nobody is there any more to talk to."""


@dataclass(frozen=True)
class CallEnds:
    """The caller's leg is over."""


Cue = (
    CallIsAnswered
    | CallRingsOn
    | CallerIsSent
    | CallerIsRung
    | CallerIsRungNoMore
    | CallerHears
    | CallerHearsMusic
    | CallerHearsNothing
    | CallerIsAsked
    | CallerMaySpeak
    | RecordingEnds
    | CallerHearsRecording
    | RecordingIsForgotten
    | PhoneIsDialled
    | PhoneHears
    | PhoneHearsRecording
    | PhoneIsReleased
    | PhoneIsJoined
    | ConversationEnds
    | CallEnds
)


class Stage(Protocol):
    """The people around one simulated call, and their clock."""

    def now(self) -> float:
        """Seconds on this stage's clock."""

    def next_act(self, until: float) -> Act | None:
        """What somebody does next, waiting for it if need be; None once the clock has reached `until`."""

    def seconds_of(self, sentence: Sentence) -> float:
        """How long this sentence lasts when spoken."""

    def tell(self, cue: Cue) -> None:
        """Let them hear or see something. Never blocks."""
