"""What the journal notes of a call as it happens, typed; and how a note is kept as a row, a name and a detail. Pure.

A note is put in words by `journal_words.note_words`, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, assert_never

import msgspec

from appliance.planning.explanation import reason_text
from appliance.planning.reasons import Reason

# As `on_call` was kept before reasons were values: « durand : remplace petit (échange du 24/12) ».
REPLACES = re.compile(r"^remplace (?P<agent>.+) \((?:remplacement|échange) du ")


class Refusal(StrEnum):
    """Why a call was refused before any answer."""

    UNKNOWN_NUMBER = "unknown_number"  # of no line
    NO_ROOM = "no_room"
    NO_CODEC = "no_codec"
    # By FreeSWITCH's SIP stack, before there was any leg:
    UNSUPPORTED = "unsupported"
    SHORT_SESSION = "short_session"
    NO_LEG = "no_leg"
    BY_BOX = "refused_by_box"


class AsWritten(msgspec.Struct, frozen=True):
    """A reason of the time when the journal kept its words alone. `replaced`: the agent whom they name."""

    text: str
    replaced: str = ""


class CameOnDuty(msgspec.Struct, frozen=True):
    """An agent is on call for this hunt, from its beginning or since."""

    agent: str
    reason: Reason


class OnDutyBefore(msgspec.Struct, frozen=True):
    """An agent was on call, in a journal of before reasons were values."""

    agent: str
    reason: AsWritten


class WentOffDuty(msgspec.Struct, frozen=True):
    """An agent is on call no more for this hunt."""

    agent: str


class Skipped(msgspec.Struct, frozen=True):
    """An agent, or the last resort, is not rung: another call holds them."""

    agent: str


class Unrelieved(msgspec.Struct, frozen=True):
    """Nobody relieves those of this team who went off duty: they are still rung."""

    team: str


class OfficeOpened(msgspec.Struct, frozen=True):
    """The office has opened during the hunt."""


class CapReached(msgspec.Struct, frozen=True):
    """Nobody more is rung for this call: a cap of what goes out is reached."""


class ColleagueCalls(msgspec.Struct, frozen=True):
    """An employee calls. `agent`: "" once they are forgotten."""

    agent: str


class KeyPressed(msgspec.Struct, frozen=True):
    """At a menu. `key`: SILENCE for none, "" once the caller is forgotten."""

    key: str


class CodeKept(msgspec.Struct, frozen=True):
    """The internal code that the caller confirmed."""

    digits: str


class SpeaksLanguage(msgspec.Struct, frozen=True):
    """The caller has chosen a language of the line. `language`: its code."""

    language: str


class GoneAtOnce(msgspec.Struct, frozen=True):
    """Whoever took the call had hung up before there was any conversation."""

    agent: str


class HandedOver(msgspec.Struct, frozen=True):
    """An agent in conversation asked for another to take the caller."""

    agent: str


class AskedForColleague(msgspec.Struct, frozen=True):
    """An agent in conversation asked for another, to be three."""

    agent: str


class TookByRingingBack(msgspec.Struct, frozen=True):
    """An agent called the line, and took this call."""

    agent: str


class TookCall(msgspec.Struct, frozen=True):
    """Whoever calls is an agent, who took the call of this name."""

    call: str


class Together(msgspec.Struct, frozen=True):
    """The agent who asked for another is with them and the caller: three."""

    agent: str


class LeftConversation(msgspec.Struct, frozen=True):
    """Of three, an agent has left, and the two others go on."""

    agent: str


class RecordingBegan(msgspec.Struct, frozen=True):
    """An agent has the conversation recorded, and both have heard so."""

    agent: str


class RecordingEnded(msgspec.Struct, frozen=True):
    """No more of it is recorded."""

    agent: str


class TakenBack(msgspec.Struct, frozen=True):
    """Nobody took the caller whom this agent handed over: they talk again."""

    agent: str


class LeftMeanwhile(msgspec.Struct, frozen=True):
    """The agent who handed the caller over hung up before anybody had taken them: the search goes on."""

    agent: str


class PageLost(msgspec.Struct, frozen=True):
    """The page in which this agent talked was reloaded or cut off: the caller waits for them."""

    agent: str


class CameBack(msgspec.Struct, frozen=True):
    """They are back in a page, and talk again."""

    agent: str


class NotBack(msgspec.Struct, frozen=True):
    """They are not, in time or for the caller: the call goes on without them."""

    agent: str


class Apart(StrEnum):
    """How the settings of the company treat a number that calls."""

    BLOCKED = "blocked"  # one sentence
    STORM = "storm"  # the same: it calls without end
    VIP = "vip"  # no menu
    MACHINE = "machine"  # neither menu nor question


class TreatedApart(msgspec.Struct, frozen=True):
    """The number of the caller is not treated as any other. `how`: an `Apart`."""

    how: str


class Unreached(msgspec.Struct, frozen=True):
    """An agent took a callback, and its caller did not answer. `outcome`: how their telephone ended."""

    outcome: str


class Refused(msgspec.Struct, frozen=True):
    """The call was refused before any answer. `detail`: the number called, or what FreeSWITCH answered."""

    why: Refusal
    detail: str = ""


SILENCE = "silence"
Note = (
    CameOnDuty
    | WentOffDuty
    | Skipped
    | Unrelieved
    | OfficeOpened
    | CapReached
    | ColleagueCalls
    | KeyPressed
    | CodeKept
    | SpeaksLanguage
    | GoneAtOnce
    | HandedOver
    | AskedForColleague
    | Together
    | LeftConversation
    | RecordingBegan
    | RecordingEnded
    | TakenBack
    | LeftMeanwhile
    | PageLost
    | CameBack
    | NotBack
    | TookByRingingBack
    | TookCall
    | TreatedApart
    | Unreached
    | Refused
)
Kept = Note | OnDutyBefore  # what the journal may hold
ON_CALL = "on_call"
# name -> what it notes, of those that detail one text
OF_ONE_TEXT: dict[str, type[Any]] = {
    "off_duty": WentOffDuty,
    "skipped": Skipped,
    "unrelieved": Unrelieved,
    "colleague": ColleagueCalls,
    "key": KeyPressed,
    "code": CodeKept,
    "speaks": SpeaksLanguage,
    "gone_at_once": GoneAtOnce,
    "handed_over": HandedOver,
    "asked_for_colleague": AskedForColleague,
    "together": Together,
    "recording_began": RecordingBegan,
    "recording_ended": RecordingEnded,
    "left_conversation": LeftConversation,
    "taken_back": TakenBack,
    "left_meanwhile": LeftMeanwhile,
    "page_lost": PageLost,
    "came_back": CameBack,
    "not_back": NotBack,
    "rung_back": TookByRingingBack,
    "took_call": TookCall,
    "apart": TreatedApart,
    "unreached": Unreached,
}
OPENED, CAP_REACHED = "opened", "cap_reached"
NOTE_NAMES = frozenset({ON_CALL, OPENED, CAP_REACHED, *OF_ONE_TEXT, *Refusal})  # in the journal


def row_of(note: Note) -> tuple[str, str]:
    """The name and the detail under which a note is kept."""
    if isinstance(note, CameOnDuty):
        return ON_CALL, msgspec.json.encode(note).decode()
    return plain_row(note)


def plain_row(note: Kept) -> tuple[str, str]:
    """The name, and the detail as a program reads it: identifiers, and a reason in French."""
    match note:
        case CameOnDuty(agent, reason):
            return ON_CALL, f"{agent} : {reason_text(reason)}"
        case OnDutyBefore(agent, reason):
            return ON_CALL, f"{agent} : {reason.text}"
        case WentOffDuty(agent):
            return "off_duty", agent
        case Skipped(agent):
            return "skipped", agent
        case Unrelieved(team):
            return "unrelieved", team
        case OfficeOpened():
            return OPENED, ""
        case CapReached():
            return CAP_REACHED, ""
        case ColleagueCalls(agent):
            return "colleague", agent
        case KeyPressed(key):
            return "key", key
        case CodeKept(digits):
            return "code", digits
        case SpeaksLanguage(language):
            return "speaks", language
        case GoneAtOnce(agent):
            return "gone_at_once", agent
        case HandedOver(agent):
            return "handed_over", agent
        case AskedForColleague(agent):
            return "asked_for_colleague", agent
        case Together(agent):
            return "together", agent
        case RecordingBegan(agent):
            return "recording_began", agent
        case RecordingEnded(agent):
            return "recording_ended", agent
        case LeftConversation(agent):
            return "left_conversation", agent
        case TakenBack(agent):
            return "taken_back", agent
        case LeftMeanwhile(agent):
            return "left_meanwhile", agent
        case PageLost(agent):
            return "page_lost", agent
        case CameBack(agent):
            return "came_back", agent
        case NotBack(agent):
            return "not_back", agent
        case TookByRingingBack(agent):
            return "rung_back", agent
        case TookCall(call):
            return "took_call", call
        case TreatedApart(how):
            return "apart", how
        case Unreached(outcome):
            return "unreached", outcome
        case Refused(why, detail):
            return why.value, detail
        case _:
            assert_never(note)


def note_of(name: str, detail: str) -> Kept | None:
    """The note that a row keeps; None for a step, and for what no release has ever noted."""
    if name == ON_CALL:
        return _on_call(detail)
    if name == OPENED:
        return OfficeOpened()
    if name == CAP_REACHED:
        return CapReached()
    if name in OF_ONE_TEXT:
        note: Kept = OF_ONE_TEXT[name](detail)
        return note
    return Refused(Refusal(name), detail) if name in set(Refusal) else None


def _on_call(detail: str) -> Kept:
    try:
        return msgspec.json.decode(detail, type=CameOnDuty)
    except msgspec.MsgspecError:
        agent, _, text = detail.partition(" : ")
        found = REPLACES.match(text)
        return OnDutyBefore(agent, AsWritten(text, found["agent"] if found else ""))


def written_text(reason: AsWritten, names: Mapping[str, str]) -> str:
    """The words of before, the agent who is replaced told by name."""
    if not reason.replaced:
        return reason.text
    rest = reason.text.removeprefix(f"remplace {reason.replaced}")
    return f"remplace {names.get(reason.replaced, reason.replaced)}{rest}"
