"""The number that a caller types, order or internal code: rule, length, and what the agent is told of it. Pure.

No caller is refused for want of a number (design, law 3): what fails here ends in None, and the call goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from appliance.calls.customers import Customer, told_in_a_whisper
from appliance.calls.number_words import longest, sentences_of, what_is_wrong, widths
from appliance.calls.typing_pace import Typing
from appliance.company.model import Agent, Audience, CallTeam, Company, Line, NumberRule
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.catalogue import Sentence, say, whisper
from appliance.prompts.languages import USUAL

NO_NUMBER = "*"  # « je n'ai pas de numéro »


@dataclass(frozen=True)
class Question:
    """A number to ask for. `name` begins the names of its prompts: order_ask, code_short... `language`: its code."""

    name: str
    rule: NumberRule
    language: str = USUAL


def question(line: Line, choice: CallTeam) -> Question | None:
    """What a caller who made this choice is asked for: by the choice's word or rule, else the line's; None: nothing.

    On a staff line it is the internal code, by the line's rule, whatever rule a choice has for orders.
    """
    asked = choice.order_number
    if line.audience is Audience.STAFF:
        wanted = line.internal_code.ask and (asked.ask if isinstance(asked, NumberRule) else asked is not False)
        return Question("code", line.internal_code, line.language) if wanted else None
    rule = asked if isinstance(asked, NumberRule) else line.order_rule
    return Question("order", rule, line.language) if asked is True or (asked is not False and rule.ask) else None


def colleague(company: Company, line: Line, number: str | None) -> Agent | None:
    """The agent who calls a staff line from one of their telephones; None for anybody else."""
    if line.audience is not Audience.STAFF or number is None:
        return None
    return next((agent for agent in company.agents.values() if number in agent.phones), None)


def whisper_of(
    company: Company,
    line: Line,
    number: str | None,
    caller: str | None,
    customer: Customer | None = None,
    *,
    again: bool = False,
    promised_at: datetime | None = None,
    asked_by: str | None = None,
    together: bool = False,
) -> Sentence:
    """What the agent hears, in whatever language (`whisper_in`): the line, the number typed, and who calls.

    `caller`: E.164, None when hidden.

    `customer`: who that is by the company's list. `again`: they have just spoken to one of us. `promised_at`: when they
    asked to be called back. `asked_by`: the agent who talks to them, by name; `together`: who wants to be three.
    """
    known = colleague(company, line, caller)
    name = None if known is None else known.name
    code = line.audience is Audience.STAFF
    asked = None if promised_at is None else wall_clock(promised_at, line.timezone).time()
    of_list = None if code else told_in_a_whisper(customer)
    return whisper(
        line.name,
        number,
        caller,
        code=code,
        colleague=name,
        customer=of_list,
        again=again,
        asked=asked,
        asked_by=asked_by,
        together=together,
        speaks=line.language,
    )


def accepts(rule: NumberRule, digits: str) -> bool:
    """Whether these keys are a number by the rule."""
    return re.fullmatch(rule.pattern, digits) is not None


def too_many(asked: Question, digits: str, number: Typing, key: str, pressed: Typing) -> bool:
    """Whether a key pressed while a full number is read back is one more digit of it."""
    whole = len(digits) == longest(asked.rule) and not accepts(asked.rule, digits + key)
    return whole and key.isdecimal() and number.goes_on(pressed)


def length_told(asked: Question) -> list[Sentence]:
    """How long a number is, where the rule can be told in words."""
    return list(sentences_of(asked.name, asked.rule, asked.language))


def asking(asked: Question) -> Sentence:
    """The question, heard the first time: a number of one length needs no key to end it."""
    shortest, most = widths(asked.rule)
    return say(f"{asked.name}_ask" if shortest == most else f"{asked.name}_ask_end", asked.language)


def wrong(asked: Question, digits: str) -> list[Sentence]:
    """What is said of keys that are no number by the rule, then the question in short; of silence, that alone."""
    again = say(f"{asked.name}_short", asked.language)
    return [what_is_wrong(asked.name, asked.rule, digits, asked.language), again] if digits else [again]
