"""What a check finds: where, how grave, and what to do, in French."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.company.model import Company, Line, Menu, Team
from appliance.company.names import line_words, menu_name
from appliance.planning.coverage import without
from appliance.planning.spans import Interval

Fault = tuple[str, tuple[str, ...]]


class Severity(StrEnum):
    """An error could lose a call, or send it where nobody is; a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Where:
    """What a finding is about, in words, and the steps to it in the company file: ("lines", "urgence", "max_wait")."""

    words: str
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words

    def inside(self, words: str, *steps: str) -> Where:
        """A part of it: « Ligne Urgence, dernier recours »."""
        return Where(f"{self.words}{words}", (*self.steps, *steps))


@dataclass(frozen=True)
class Finding:
    """One thing found. `code` names the rule; `when`: the moments (UTC) that it is about, if any.

    `steps`: where it stands in a company file, see `Where`. `about`: what it is about, whatever it is called and
    wherever it stands: two findings of one code about one thing are one fault. `excess`: how far beyond the bound,
    where a fault can grow. `number`: how many things of one kind it tells at once. `command`: of the machine, that
    mends it; pages have a button.
    """

    severity: Severity
    code: str
    where: str
    sentence: str
    when: tuple[Interval, ...] = ()
    steps: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    excess: float = 0.0
    number: int = 1
    command: str = ""

    def __str__(self) -> str:
        return f"{self.where} : {self.advised}"

    @property
    def advised(self) -> str:
        """The sentence, and the command that mends what it says."""
        return f"{self.sentence.rstrip('.')} ; lancez « {self.command} »." if self.command else self.sentence

    @property
    def on_a_page(self) -> str:
        """Where and what, for those who have no command."""
        return f"{self.where} : {self.sentence}"

    @property
    def fault(self) -> tuple[str, tuple[str, ...]]:
        """What tells a fault from another, before a change and after it."""
        return self.code, self.about or self.steps or (self.where,)


def error(
    code: str, where: Where | str, sentence: str, when: Sequence[Interval] = (), *about: str, excess: float = 0.0
) -> Finding:
    return finding(Severity.ERROR, code, where, sentence, when, *about, excess=excess)


def warning(code: str, where: Where | str, sentence: str, when: Sequence[Interval] = ()) -> Finding:
    return finding(Severity.WARNING, code, where, sentence, when)


def finding(
    severity: Severity,
    code: str,
    where: Where | str,
    sentence: str,
    when: Sequence[Interval] = (),
    *about: str,
    excess: float = 0.0,
) -> Finding:
    """A finding whose severity depends on something."""
    steps = where.steps if isinstance(where, Where) else ()
    return Finding(severity, code, str(where), sentence, tuple(when), steps, about, excess)


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether one of them could lose a call."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def refusing(found: Iterable[Finding], live: Iterable[Finding]) -> list[Finding]:
    """The errors for which settings are refused, given what is found of those in force.

    A fault that the settings in force have already, and that grows no worse, protects nobody: to refuse the rest of
    the settings for it would keep the mistakes that they mend.
    """
    known: dict[Fault, list[Finding]] = defaultdict(list)
    for one in live:
        if one.severity is Severity.ERROR:
            known[one.fault].append(one)
    return [one for one in found if one.severity is Severity.ERROR and is_worse(one, known[one.fault])]


def is_worse(one: Finding, known: Sequence[Finding]) -> bool:
    """Whether an error is new, or about more moments, or further beyond its bound than those known of the same."""
    if not known:
        return True
    left = list(one.when)
    for other in known:
        left = without(left, list(other.when))
    return bool(left) or one.excess > max(other.excess for other in known)


def of_line(line: Line) -> Where:
    return Where(line_words(line.name), ("lines", line.id))


def of_menu(menu: Menu) -> Where:
    return Where(f"Menu « {menu_name(menu)} »", ("menus", menu.id))


def of_team(team: Team) -> Where:
    return Where(f"Équipe {team.name}", ("teams", team.id))


def of_planning(team: Team) -> Where:
    return Where(f"Planning de l'équipe {team.name}", ("planning", team.id))


def of_agent(agent: str, company: Company) -> Where:
    name = company.agents[agent].name if agent in company.agents else agent
    return Where(f"Intervenant {name}", ("agents", agent))
