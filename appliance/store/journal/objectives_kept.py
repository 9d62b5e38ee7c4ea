"""What was wanted of the wait, line by line and choice by choice, and what it was: as the journal has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from peewee import Database

from appliance.calls.alike import Alike, number
from appliance.calls.objectives import Objective, of_choices, with_own
from appliance.company.model import Company
from appliance.store.journal.figures import past_calls, ways_of


def objectives_kept(
    database: Database, company: Company, since: datetime, until: datetime, some: Sequence[Alike], lines: Sequence[str]
) -> Iterator[Objective]:
    """Of these lines that were called in [since, until). `some`: the calls of that time, alike together. StoreError.

    Which choice a call made is told by its steps: they are read for a line that has choices with an objective alone.
    """
    for line in (company.lines[key] for key in lines if key in company.lines):
        called = [one for one in some if one.line == line.id]
        if called:
            yield Objective(line.id, None, line.target_wait, number(called), sum(one.in_time for one in called))
        if called and with_own(line, company):
            calls = past_calls(database, since, until, line.id)
            yield from of_choices(company, line, calls, ways_of(database, since, until, line.id))
