"""What differs between two companies, in French, one sentence for each thing that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from appliance.company.model import Agent, Company, Line, Menu, Team
from appliance.company.names import line_words
from appliance.store.company_file.compensation_facts import compensation_facts
from appliance.store.company_file.facts import agent_facts, company_facts, line_facts, menu_facts, team_facts
from appliance.store.company_file.planning_facts import absence_facts, planning_facts
from appliance.store.company_file.words import Fact, Facts, Secret, Several, Words, words_of

LONGEST = 90  # letters of a sentence of the company, in a summary
BEFORE = 20  # and of those before what differs, and after
NOTHING = "rien"
Item = TypeVar("Item", Agent, Team, Line, Menu)


@dataclass(frozen=True)
class Difference:
    """One thing that changes: `label`, what differs, and `said`, in what. `was`, `now`: its values, if it has any.

    The values are whole; the sentence that it is written as cuts what is long where they part.
    """

    label: str
    said: str
    was: str | None = None
    now: str | None = None

    def __str__(self) -> str:
        if self.was is None or self.now is None:
            return self.about
        return f"{self.about} : {_short(self.was, self.now)} → {_short(self.now, self.was)}"

    @property
    def about(self) -> str:
        """« Ligne Urgence, annonce »: all but the values."""
        return f"{self.label}{self.said}"

    @property
    def long(self) -> bool:
        """Whether the sentence cuts a value."""
        return any(len(value or "") > LONGEST for value in (self.was, self.now))


@dataclass(frozen=True)
class Kind(Generic[Item]):
    """How an item of a company is called, noun and name, with its letter of agreement, and what it is made of."""

    agreement: str
    label: Callable[[Words, Item], str]
    facts: Callable[[Item, Words], Facts]
    whole: Callable[[Item], object]  # what two of them are told to differ by


AGENTS = Kind[Agent]("", lambda words, one: f"Intervenant {words.agents[one.id]}", agent_facts, lambda one: one)
TEAMS = Kind[Team](
    "e",
    lambda words, one: f"Équipe {words.teams[one.id]}",
    team_facts,
    lambda one: (one.name, one.ring, one.duty_call, one.safety_call, one.hand_over_call, one.plan.levels),
)
LINES = Kind[Line]("e", lambda words, one: line_words(words.lines[one.id]), line_facts, lambda one: one)
MENUS = Kind[Menu]("", lambda words, one: f"Menu « {words.menus[one.id]} »", menu_facts, lambda one: one)


def differences(before: Company, after: Company) -> list[str]:
    """One sentence for each difference: company, people, teams, lines, menus, plannings; none between equals."""
    return [str(one) for one in whole_differences(before, after)]


def whole_differences(before: Company, after: Company) -> list[Difference]:
    """The same, with the values before and after as long as they are."""
    return list(_differences(before, after))


def touched(before: Company, after: Company) -> list[str]:
    """What differs, less what it says: « Ligne Urgence », « Planning de l'équipe SAV »."""
    return list(dict.fromkeys(one.label for one in _differences(before, after)))


def _differences(before: Company, after: Company) -> Iterator[Difference]:
    words = words_of(before, after)
    yield from _differing("Entreprise", company_facts(before, words), company_facts(after, words))
    yield from _items(AGENTS, before.agents, after.agents, words)
    yield from _items(TEAMS, before.teams, after.teams, words)
    yield from _items(LINES, before.lines, after.lines, words)
    yield from _items(MENUS, before.menus, after.menus, words)
    for key in dict.fromkeys([*after.teams, *before.teams]):
        yield from _planning(before.teams.get(key), after.teams.get(key), f"Planning de {words.team(key)}", words)
    if _absences(before) != _absences(after):
        yield from _rewritten("Planning", absence_facts(before, words), absence_facts(after, words))
    if before.compensation != after.compensation:
        old, new = map(compensation_facts, (before.compensation, after.compensation))
        yield from _rewritten("Compensation", old, new)


def _items(kind: Kind[Item], old: Mapping[str, Item], new: Mapping[str, Item], words: Words) -> Iterator[Difference]:
    """The items of a kind: added, removed, or changed."""
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        if now is not None and was is not None:
            if kind.whole(was) != kind.whole(now):
                facts = kind.facts(was, words), kind.facts(now, words)
                yield from _rewritten(kind.label(words, now), *facts, kind.agreement)
        elif now is not None:
            yield Difference(kind.label(words, now), f" : ajouté{kind.agreement}")
        elif was is not None:
            yield Difference(kind.label(words, was), f" : retiré{kind.agreement}")


def _planning(old: Team | None, new: Team | None, label: str, words: Words) -> Iterator[Difference]:
    if _dated(old) != _dated(new):
        yield from _rewritten(label, planning_facts(old, words), planning_facts(new, words))


def _dated(team: Team | None) -> tuple[Sequence[object], ...]:
    plan = team.plan if team else None
    return (plan.shifts, plan.rotations, plan.swaps, plan.overrides) if plan else ((), (), (), ())


def _absences(company: Company) -> list[object]:
    return list(dict.fromkeys(one for team in company.teams.values() for one in team.plan.absences))


def _rewritten(label: str, old: Facts, new: Facts, agreement: str = "") -> list[Difference]:
    """What differs; of what differs by nothing that is told, that it does."""
    return list(_differing(label, old, new)) or [Difference(label, f" : réécrit{agreement}")]


def _differing(label: str, old: Facts, new: Facts) -> Iterator[Difference]:
    for name in dict.fromkeys([*new, *old]):
        was, now = old.get(name, ""), new.get(name, "")
        if was != now:
            yield from _told(label, name, was, now)


def _told(label: str, name: str, was: Fact, now: Fact) -> Iterator[Difference]:
    if isinstance(was, Several) or isinstance(now, Several):
        yield from (Difference(label, f", {said}") for said in _comings(was, now))
    elif isinstance(was, Secret) or isinstance(now, Secret):
        yield Difference(label, f", {name} : changé")
    else:
        yield Difference(label, f", {name}", was, now)


def _comings(was: Fact, now: Fact) -> Iterator[str]:
    """Each that goes, each that comes; or the order in which they stand now."""
    one = now if isinstance(now, Several) else was
    if not isinstance(one, Several):
        return
    before, after = (list(each.items) if isinstance(each, Several) else [] for each in (was, now))
    gone, come = _less(before, after), _less(after, before)
    yield from (f"{one.noun} ôté{one.agreement} : {item}" for item in gone)
    yield from (f"{one.noun} ajouté{one.agreement} : {item}" for item in come)
    if not gone and not come:
        yield f"dans un autre ordre : {' ; '.join(after)}"


def _less(items: Sequence[str], others: Sequence[str]) -> list[str]:
    """The items less the others, as many times as those stand."""
    rest, left = list(others), []
    for item in items:
        if item in rest:
            rest.remove(item)
        else:
            left.append(item)
    return left


def _short(text: str, other: str) -> str:
    """A sentence, or of a long one the words where it parts from the other."""
    if not text:
        return NOTHING
    if len(text) <= LONGEST:
        return text
    alike = _alike(text, other)
    start = max(text.rfind(" ", 0, max(0, alike - BEFORE)) + 1, alike - LONGEST // 2)  # an address is a long word
    alike_after = min(_alike(text[::-1], other[::-1]), len(text) - alike)
    stop = min(max(len(text) - alike_after + BEFORE, start + 1), start + LONGEST - 2)
    return f"{'…' if start else ''}{text[start:stop].rstrip()}{'…' if stop < len(text) else ''}"


def _alike(text: str, other: str) -> int:
    """How many letters they begin with alike."""
    same = enumerate(zip(text, other, strict=False))
    return next((place for place, (one, its) in same if one != its), min(len(text), len(other)))
