"""What is asked before somebody is added or changed: a number, a name or a code that may not be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from appliance.company.model import Agent, Company
from appliance.company.numbers import readable
from appliance.door.questions import unanswered
from appliance.door.refusing import Question
from appliance.folding import folded

SAME_NUMBER, SAME_NAME, EASY_CODE = "same-number", "same-name", "easy-code"


def not_by_mistake(before: Company, after: Company, agent: str, sure: Collection[str] = ()) -> Company:
    """The settings after an agent is added or changed. Asked about what they newly share, or a code that is guessed."""
    unanswered(doubts(before, after, agent), sure)
    return after


def doubts(before: Company, after: Company, agent: str) -> Iterator[Question]:
    """Of this agent alone, and of what the change brings alone."""
    former, one = before.agents.get(agent), after.agents[agent]
    others = [other for key, other in after.agents.items() if key != agent]
    for number in one.phones:
        if former is None or number not in former.phones:
            yield from _shared(number, others, after.country)
    if (former is None or former.name != one.name) and any(folded(other.name) == folded(one.name) for other in others):
        sentence = f"{one.name} est déjà le nom de quelqu'un : rien ne les distinguerait sur les pages ni au téléphone."
        yield Question(f"{sentence} Est-ce bien deux personnes ?", ((SAME_NAME, "Oui, ce sont deux personnes"),))
    if one.pin is not None and (former is None or former.pin != one.pin) and is_easy(one.pin):
        sentence = f"Le code de {one.name} se devine : le même chiffre, ou des chiffres qui se suivent."
        yield Question(f"{sentence} Faut-il le garder ?", ((EASY_CODE, "Oui, garder ce code"),))


def _shared(number: str, others: Collection[Agent], country: str) -> Iterator[Question]:
    for other in others:
        if number in other.phones:
            sentence = f"Le {readable(number, country)} est déjà un téléphone de {other.name}. Est-ce le même ?"
            yield Question(sentence, ((SAME_NUMBER, "Oui, ils ont ce téléphone à deux"),))


def is_easy(code: str) -> bool:
    """« 0000 », « 1234 », « 9876 »; a code that is kept already says nothing."""
    return code.isdecimal() and {int(after) - int(before) for before, after in pairwise(code)} in ({0}, {1}, {-1})
