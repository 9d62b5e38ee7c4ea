"""A company as a call sees it: frozen, complete, in the words of the glossary. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from msgspec import Struct

from appliance.company.machines import MachineCaller
from appliance.company.numbers import AllowedNumber, NamedCaller
from appliance.planning.compensation import Compensation
from appliance.planning.hours import ForcedPeriod, NamedDays, Period, WeeklyWindow
from appliance.planning.team_plan import TeamPlan
from appliance.prompts.languages import USUAL

TARGET_SECONDS = 60  # the promise of the trade
ESCALATE_MINUTES, ESCALATE_TIMES = 15, 3
UNCHANGED_CODE = "inchangé"  # in the place of an agent's code: the one that is kept stays
REMIND_AT = time(18)
DAILY_TEST_AT = time(17)  # early enough to mend something before the night
STORM_MINUTES = 10
MOST_MONTHS = 120  # that callers may be remembered
MESSAGE_DAYS = 90  # far longer than anybody takes to answer a message; past it, a voice that is kept is a risk
TALK_DAYS = 30  # to read again what was agreed; two voices that are kept longer are a risk
TOLD_DAYS = 90  # as long as a message: what was told of it proves that somebody was told
NO_HOLIDAYS = "none"  # the calendar of a line that keeps no public holidays, whatever the company's


class TellOf(StrEnum):
    """What an agent is told of by themselves, as they choose."""

    MESSAGES = "messages"
    MISSED = "missed"  # calls that nobody took
    TAKEN = "taken"  # those that they took: who called, for what
    PLANNING = "planning"  # hours that others give them or take from them, on call or not
    DUTIES = "duties"  # each one that is to come, the day before


class Way(StrEnum):
    """By what an agent is told."""

    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True)
class QuietHours:
    """Hours of each day, on the clock of the line, in which somebody who is not on call is told nothing of its calls,
    or in which callers are not called back any more.

    `end` not after `start`: the next day.
    """

    start: time
    end: time


USUALLY_TOLD_OF = (TellOf.MESSAGES, TellOf.MISSED, TellOf.PLANNING, TellOf.DUTIES)


@dataclass(frozen=True)
class Agent:
    """An employee who may be on call. `phones`: E.164, or a short number, in the order in which they are tried.

    `until`: the last day in the company, if they leave; their teams' planning has it too, as a departure. `told_of`:
    of calls while they are on call, `told_by` each of these ways. `agreed_on`: the day on which they agreed to be on
    call. `quiet`: when a line that names them tells them nothing, unless they are on call. `language`: in which they
    are spoken to by telephone, by its code.
    """

    id: str
    name: str
    phones: tuple[str, ...]
    mail: str | None = None
    pin: str | None = None  # typed in a file or a form: its digits, or UNCHANGED_CODE; as it is kept: a hash
    until: date | None = None
    told_of: tuple[TellOf, ...] = USUALLY_TOLD_OF
    told_by: tuple[Way, ...] = (Way.MAIL,)
    agreed_on: date | None = None
    quiet: QuietHours | None = None
    language: str = USUAL

    def has_left(self, today: date) -> bool:
        """Whether their last day in the company is over. `today`: local."""
        return self.until is not None and self.until < today


class RingStrategy(StrEnum):
    """In which order the agents of one level are rung."""

    SEQUENTIAL = "sequential"
    SIMULTANEOUS = "simultaneous"
    ROTATING = "rotating"  # sequential, fewest recent interventions first


@dataclass(frozen=True)
class Ring:
    """How a team is rung. `seconds` per telephone; `rounds` passes over the agents on call.

    `twice`: who does not answer is rung a second time at once: the second call of one number within three minutes
    passes « ne pas déranger » on most telephones.
    `fairness_days`: a rotating team rings first whoever had the fewest interventions in so many days.
    """

    strategy: RingStrategy = RingStrategy.SEQUENTIAL
    seconds: int = 20
    rounds: int = 2
    fairness_days: int = 30
    twice: bool = False


@dataclass(frozen=True)
class Team:
    """The agents of a line or menu choice, how they are rung, and their planning.

    `duty_call`: so many minutes before a duty begins, whoever takes it is rung and confirms by a key; `safety_call`: an
    agent who is out on an intervention is rung each so many minutes, and says by a key that all is well;
    `hand_over_call`: so many minutes before the first level changes hands (after, where negative), both agents are
    rung, hear what is open and are joined; None: nobody is.
    """

    id: str
    name: str
    plan: TeamPlan
    ring: Ring = Ring()
    duty_call: int | None = None
    safety_call: int | None = None
    hand_over_call: int | None = None


@dataclass(frozen=True)
class NumberRule:
    """Whether and how a number is asked for: an order number, or the internal code of an employee.

    `pattern`: a regular expression over digits.
    """

    ask: bool = False
    pattern: str = r"\d{1,12}"
    tries: int = 3


class CallTeam(Struct, frozen=True, tag_field="action", tag="call"):
    """Hunt through this team. `order_number` None: as the line's rule says; True: asked by the line's rule.

    `instructions`: what an agent should know of such a call, in Markdown. `target_wait`: seconds within which a human
    should answer one; None: as the line says.
    """

    team: str
    order_number: bool | NumberRule | None = None
    instructions: str | None = None
    target_wait: int | None = None


class TakeMessage(Struct, frozen=True, tag_field="action", tag="message"):
    """Take a message at once. `can_wait`: nobody is told of it, nor of a callback, before the line opens."""

    can_wait: bool = False


class Forward(Struct, frozen=True, tag_field="action", tag="forward"):
    """Join the caller to an office, on answer and with no key. `numbers`: E.164, rung together, the first has it."""

    numbers: tuple[str, ...]


class OpenMenu(Struct, frozen=True, tag_field="action", tag="menu"):
    """Open a keypad menu."""

    menu: str


class Say(Struct, frozen=True, tag_field="action", tag="say"):
    """Say a sentence, then play the menu again."""

    text: str


class Repeat(Struct, frozen=True, tag_field="action", tag="repeat"):
    """Play the menu again."""


Action = CallTeam | TakeMessage | Forward | OpenMenu | Say | Repeat


@dataclass(frozen=True)
class Menu:
    """A keypad menu. `choices` by key; `default`: the key taken after three silences or mistakes.

    `name`: what the company calls it, which no caller hears; "" where nobody has given one.
    """

    id: str
    announcement: str
    choices: Mapping[str, Action]
    default: str
    name: str = ""


@dataclass(frozen=True)
class Translation:
    """What callers in a language (its code) hear in the place of a text of the company's, letter by letter."""

    language: str
    text: str
    said: str


@dataclass(frozen=True)
class Behaviour:
    """What a line does in one period: announcement, then action."""

    announcement: str | None
    action: Action


@dataclass(frozen=True)
class Incident:
    """What every caller of a line hears after the greeting, until an aware moment, excluded; None: until taken back."""

    text: str
    until: datetime | None = None


class Audience(StrEnum):
    """Who calls a line."""

    CUSTOMERS = "customers"
    STAFF = "staff"


@dataclass(frozen=True)
class Line:
    """A dedicated number with its hours, announcements, menu and team. `numbers`: DIDs, E.164.

    `behaviours` always has OPEN, AFTER_HOURS, HOLIDAY and CLOSURE: who builds a Line fills HOLIDAY
    and CLOSURE as AFTER_HOURS, and OPEN likewise, where the file leaves them out. `max_wait`: seconds.
    `target_wait`: seconds within which a human should answer; figures are measured against it, nothing else is.
    `announcement_whole`: no key cuts the announcement of a period; those pressed meanwhile act after it.
    `tell_retention`: who leaves a message hears how long it is kept. `language`: of what is said, by its code.
    `offered_languages`: the others, by the key with which a caller chooses one.
    `callback_within`: a caller whom nobody took may ask to be called back, within so many minutes; 0: they may not.
    `callback_sms`: who was promised it is asked whether they wish to be told of it by SMS.
    `callback_quiet`: the hours, on its clock, in which a late try of that is put off; None: no such hours.
    `check_orders`: a number that is in no list of orders is asked for once more.
    `instructions`: what an agent should know of its calls, in Markdown.
    `tell_repaired`: who hears an emergency announcement may ask to be called once it is over.
    `record_talks`: an agent may have a conversation recorded, which both are told before.
    `caller_words`: after the number, a caller says in a few seconds what is wrong; who is rung hears it.
    `agents_menu`: an agent who calls it is offered the agents' menu. `tell_wait`: who waits hears how soon others had
    an answer, once the journal knows, and whether others wait before them.
    `holidays`: a calendar code, NO_HOLIDAYS, or None for the company's. `closures` and `days_off` add to the company's.
    `internal_code` is asked of callers on a staff line, `order_rule` on a customers' line.
    `tell`: who is told after the agents on call, by address or by the identifier of an agent. What nobody takes charge
    of is told again `escalate_times` times, each `escalate_after` minutes; 0: never. `quiet`: when those whom `tell`
    names are told nothing. `tell_refused`: they are told of calls that the box refused too, once.
    """

    id: str
    name: str
    numbers: tuple[str, ...]
    timezone: str
    behaviours: Mapping[Period, Behaviour]
    opening_hours: tuple[WeeklyWindow, ...] = ()
    audience: Audience = Audience.CUSTOMERS
    default: bool = False
    order_rule: NumberRule = NumberRule()
    max_wait: int = 120
    target_wait: int = TARGET_SECONDS
    announcement_whole: bool = False
    tell_retention: bool = True
    agents_menu: bool = False
    callback_within: int = 0
    callback_quiet: QuietHours | None = None
    callback_sms: bool = False
    check_orders: bool = False
    instructions: str | None = None
    tell_wait: bool = False
    caller_words: bool = False
    tell_repaired: bool = False
    record_talks: bool = False
    last_resort: str | None = None
    language: str = USUAL
    offered_languages: Mapping[str, str] = field(default_factory=dict)
    internal_code: NumberRule = NumberRule()
    holidays: str | None = None
    closures: tuple[NamedDays, ...] = ()
    days_off: tuple[NamedDays, ...] = ()
    around_the_clock: bool = False
    forced: tuple[ForcedPeriod, ...] = ()
    incident: Incident | None = None
    tell: tuple[str, ...] = ()
    escalate_after: int = ESCALATE_MINUTES
    escalate_times: int = ESCALATE_TIMES
    quiet: QuietHours | None = None
    tell_refused: bool = False

    @property
    def public(self) -> bool:
        """Whether its calls count in the public figures: a staff line's do not."""
        return self.audience is Audience.CUSTOMERS


@dataclass(frozen=True)
class PastTeam:
    """A team that these lines, by name, called until a moment (aware, UTC, excluded).

    `plan`: what it was planned until it was removed; None: the team is still there, with its planning.
    """

    id: str
    name: str
    lines: tuple[str, ...]
    until: datetime
    plan: TeamPlan | None = None


@dataclass(frozen=True)
class Company:
    """Everything that decides how a call is treated.

    `holidays`: a calendar code, see planning.holidays. `days_off`: the company's own holidays, and its bridges.
    `allowed_numbers`: the premium, short and foreign numbers that it may have rung. `collective_agreement`: the text by
    which its people are on call, as it is cited. `forget_months`: after which a call no longer says who called; None:
    as the machine's file says. `message_days`: that a message left is kept, and no longer than its caller is known;
    `talk_days`: that a conversation recorded is, likewise; `told_days`: what was told of a call, and each try.
    `remind_at`: the hour of the day before at which a duty is recalled. `responsible`: who is told whether the night
    is ready and of an operator that is lost, agents or addresses; nobody: whom the lines name. `daily_test`: whether
    the box tests itself each day at `daily_test_at`; `daily_test_call`: by a call out through each operator and back
    too.
    `blocked_callers` hear one sentence, `vip_callers` no menu, `machines` neither menu nor question.
    `offline_voice`: no text is sent to a remote voice, though the machine's file allows one. `neural_sentences`: the
    product's own sentences are heard in the recordings that ship, of a neural voice.
    `translations`: of its texts, each once in a language.
    `urgent_words`: a message that can wait is urgent where its transcript holds one of them.
    A number that has called `most_calls` times in `most_calls_minutes` is turned away until it calls less; 0: never.
    `past_teams`: of the past, and no part of what two companies have to be alike in.
    """

    name: str
    timezone: str
    country: str
    holidays: str | None = None
    closures: tuple[NamedDays, ...] = ()
    days_off: tuple[NamedDays, ...] = ()
    allowed_numbers: tuple[AllowedNumber, ...] = ()
    agents: Mapping[str, Agent] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    menus: Mapping[str, Menu] = field(default_factory=dict)
    compensation: Compensation = field(default_factory=Compensation)
    collective_agreement: str | None = None
    forget_months: int | None = None
    message_days: int = MESSAGE_DAYS
    talk_days: int = TALK_DAYS
    told_days: int = TOLD_DAYS
    remind_at: time = REMIND_AT
    responsible: tuple[str, ...] = ()
    daily_test: bool = True
    daily_test_at: time = DAILY_TEST_AT
    daily_test_call: bool = False
    blocked_callers: tuple[NamedCaller, ...] = ()
    vip_callers: tuple[NamedCaller, ...] = ()
    machines: tuple[MachineCaller, ...] = ()
    most_calls: int = 0
    most_calls_minutes: int = STORM_MINUTES
    offline_voice: bool = False
    neural_sentences: bool = False
    translations: tuple[Translation, ...] = ()
    urgent_words: tuple[str, ...] = ()
    past_teams: tuple[PastTeam, ...] = field(default=(), compare=False)
