"""The one door through which settings change: `settings.change(database, edit, by=…, act=…, now=…, at=…)`.

A revision is read, edited and judged while others write, and written by compare and swap with its entry of the journal
of changes. What newly loses a call is refused, what is worth a look is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import Database

from appliance.checks import Finding
from appliance.company.faults import new_faults
from appliance.company.model import Company
from appliance.door.judge import Judge
from appliance.door.refusing import Refused
from appliance.store.errors import StoreError
from appliance.store.settings.changing import Change, nothing_more, write_change

IMPORTED = "Entreprise importée"
NONE_YET = "Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER »."


@dataclass(frozen=True)
class Changed:
    """The settings before (None: there were none) and after; `told`: what the change is newly warned of."""

    before: Company | None
    after: Company
    told: tuple[Finding, ...]


def change(
    database: Database,
    edit: Callable[[Company], Company],
    *,
    by: str,
    act: str,
    now: datetime,
    at: datetime,
    told: Sequence[str] | None = None,
    along: Callable[[], None] = nothing_more,
    seen: int | None = None,
    known: Collection[str] = (),
) -> Changed:
    """Make of the settings what `edit` makes of them; the same: nothing is written.

    `edit` is asked again where somebody else has changed them meanwhile. `now` (aware): the company's clock; `at`
    (UTC): the machine's, for the journal of changes, like `by`, `act` and `told` (the differences where left out).
    `along`: written in the same transaction, even where the settings stay the same. `seen`: as for `put`.
    `known`: the agents who are told of it otherwise. Refused, also for a ValueError of `edit`; StoreError, also when no
    company is saved yet. Nothing is then written.
    """

    def edited(before: Company | None) -> Company:
        if before is None:
            raise StoreError(NONE_YET)
        return made(edit, before)

    judge = Judge(now)
    return _judged(database, Change(edited, judge, by, act, at, told, along, seen, known), judge)


def put(
    database: Database, company: Company, *, by: str, now: datetime, at: datetime, seen: int | None = None
) -> Changed:
    """Put a whole company in the place of the settings; otherwise as `change`.

    `seen`: the revision in whose place they are put; Overtaken where another has come.
    """
    judge = Judge(now)
    return _judged(database, Change(lambda _: company, judge, by, IMPORTED, at, seen=seen), judge)


def made(edit: Callable[[Company], Company], company: Company) -> Company:
    """What an edit makes of a company. Refused, also for its ValueError, and for what settings may not say."""
    try:
        after = edit(company)
    except ValueError as error:
        raise Refused([sentence(error)]) from None
    if after != company and (told := new_faults(company, after)):
        raise Refused(told)
    return after


def _judged(database: Database, change: Change, judge: Judge) -> Changed:
    before, after = write_change(database, change)
    return Changed(before, after, tuple(judge.told) if before != after else ())


def sentence(error: ValueError) -> str:
    """What cannot be, with its capital and its full stop."""
    said = str(error)
    return said[0].upper() + said[1:] + ("" if said.endswith((".", "?")) else ".")
