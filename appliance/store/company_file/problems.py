"""What is wrong in a company file, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One error: line and column from 1, and a French sentence that says what to do."""

    line: int
    column: int
    message: str


class CompanyFileErrors(Exception):
    """The file cannot be used; its text is every problem, one a line, as `path:line:column: sentence`."""

    def __init__(self, path: str, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = sorted(set(problems))
        super().__init__("\n".join(f"{path}:{each.line}:{each.column}: {each.message}" for each in self.problems))
