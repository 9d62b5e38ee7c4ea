"""What a check finds: where, how grave, and what to do, in French."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from appliance.calls.company import Company, Line, Menu, Team
from appliance.planning.coverage import Interval


class Severity(StrEnum):
    """An error could lose a call, or send it where nobody is; a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing found. `code` names the rule; `when`: the moments (UTC) that it is about, if any."""

    severity: Severity
    code: str
    where: str
    sentence: str
    when: tuple[Interval, ...] = ()

    def __str__(self) -> str:
        return f"{self.where} : {self.sentence}"


def error(code: str, where: str, sentence: str, when: Sequence[Interval] = ()) -> Finding:
    return Finding(Severity.ERROR, code, where, sentence, tuple(when))


def warning(code: str, where: str, sentence: str, when: Sequence[Interval] = ()) -> Finding:
    return Finding(Severity.WARNING, code, where, sentence, tuple(when))


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether one of them could lose a call."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def of_line(line: Line) -> str:
    return f"Ligne {line.name}"


def of_menu(menu: Menu) -> str:
    return f"Menu {menu.id}"


def of_team(team: Team) -> str:
    return f"Équipe {team.name}"


def of_agent(agent: str, company: Company) -> str:
    return f"Intervenant {company.agents[agent].name if agent in company.agents else agent}"
