"""Settings that a test needs as they are, however many calls they lose: written past the door, which judges them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.settings.changing import Change, Judge, write_change


class Indulgent:
    """Lets everything pass. `now` (aware): from when on the settings count."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self, before: Company | None, after: Company) -> None:
        pass


def change_company(
    database: Database,
    edit: Callable[[Company], Company],
    *,
    by: str | None = None,
    act: str = "Réglages modifiés",
    now: datetime | None = None,
    judge: Judge | None = None,
) -> tuple[Company, Company]:
    """The settings before and after."""

    def edited(before: Company | None) -> Company:
        assert before is not None
        return edit(before)

    before, after = write_change(database, a_change(edited, by, act, now, judge))
    assert before is not None
    return before, after


def replace_company(
    database: Database,
    company: Company,
    *,
    by: str | None = None,
    now: datetime | None = None,
    judge: Judge | None = None,
    seen: int | None = None,
) -> Company | None:
    """The settings before."""
    return write_change(database, a_change(lambda _: company, by, "Entreprise importée", now, judge, seen))[0]


def a_change(
    edit: Callable[[Company | None], Company],
    by: str | None,
    act: str,
    now: datetime | None,
    judge: Judge | None,
    seen: int | None = None,
) -> Change:
    at = now or datetime.now(UTC)
    return Change(edit, judge or Indulgent(at), by or at_the_keyboard(), act, at, seen=seen)
