"""What is wrong with a number that a caller typed, from its rule: « Un code interne compte quatre chiffres. » Pure.

A rule that cannot be told in words, or a number of the right length, gets the neutral sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from appliance.company.model import NumberRule
from appliance.prompts.catalogue import Sentence, number_length, say
from appliance.prompts.languages import USUAL

LONGEST = 20  # digits; nobody reads out more, and a keypad that never ends would never end


def what_is_wrong(name: str, rule: NumberRule, digits: str, language: str = USUAL) -> Sentence:
    """The sentence for these keys, which are no number by the rule. `name`: order or code."""
    found = lengths(rule)
    if found and len(digits) not in found:
        return number_length(name, sorted(found), language)
    return say(f"{name}_again", language)


def sentences_of(name: str, rule: NumberRule, language: str = USUAL) -> Iterator[Sentence]:
    """What may be said of a wrong number, besides the catalogue's: to be spoken beforehand."""
    if found := lengths(rule):
        yield number_length(name, sorted(found), language)


def lengths(rule: NumberRule) -> frozenset[int]:
    """How many digits a number may have by the rule; nothing when there is no telling in a few words."""
    found = _lengths(_parsed(rule))
    few = found is not None and (len(found) <= 4 or found == set(range(min(found), max(found) + 1)))
    return frozenset(found) if found and few and min(found) > 0 and max(found) <= LONGEST else frozenset()


def longest(rule: NumberRule) -> int:
    """The number of digits after which the caller need type nothing more: 5 for `\\d{5}`."""
    return widths(rule)[1]


def widths(rule: NumberRule) -> tuple[int, int]:
    """The fewest and the most digits of a number by the rule."""
    least, most = _parsed(rule).getwidth()
    return int(least), max(1, min(int(most), LONGEST))


def example(rule: NumberRule) -> str:
    """A number by the rule, in most cases the shortest; what does not match it where there is no telling."""
    return _example(_parsed(rule))


def _example(parsed: Any) -> str:
    return "".join(_one_example(str(operation), value) for operation, value in parsed)


def _one_example(operation: str, value: Any) -> str:
    match operation:
        case "LITERAL":
            return chr(value)
        case "IN":
            return _one_example(str(value[0][0]), value[0][1])
        case "RANGE":
            return chr(value[0])
        case "CATEGORY" | "ANY":
            return "4"
        case "SUBPATTERN":
            return _example(value[-1])
        case "BRANCH":
            return _example(value[1][0])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _example(value[2]) * int(value[0])
    return ""


def _parsed(rule: NumberRule) -> Any:
    """The pattern taken to pieces: the standard library tells its shape nowhere else."""
    return cast(Any, re)._parser.parse(rule.pattern)


def _lengths(parsed: Any) -> set[int] | None:
    """The lengths of what a pattern matches, LONGEST + 1 at most; None for what is not made of digits one by one."""
    total = {0}
    for operation, value in parsed:
        piece = _piece(str(operation), value)
        if piece is None:
            return None
        total = {min(one + other, LONGEST + 1) for one in total for other in piece}
    return total


def _piece(operation: str, value: Any) -> set[int] | None:
    match operation:
        case "LITERAL" | "IN" | "ANY" | "NOT_LITERAL" | "RANGE":
            return {1}
        case "AT":
            return {0}
        case "SUBPATTERN":
            return _lengths(value[-1])
        case "BRANCH":
            ways = [_lengths(way) for way in value[1]]
            return None if None in ways else {one for way in ways for one in way or ()}
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inside = value
            return _repeated(_lengths(inside), int(least), min(int(most), LONGEST + 1))
    return None


def _repeated(inside: set[int] | None, least: int, most: int) -> set[int] | None:
    if inside is None:
        return None
    found, reached = set[int](), {0}
    for times in range(most + 1):
        if times >= least:
            found |= reached
        reached = {min(one + other, LONGEST + 1) for one in reached for other in inside}
    return found
