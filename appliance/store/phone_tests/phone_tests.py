"""Telephones tried by a call: asked for on a page, made by the controller, told on the page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Database, IntegerField, TextField

from appliance.believed import Believed
from appliance.calls.leg import OfferOutcome
from appliance.store.accounts.audit import note
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.fields import InstantField, Row
from appliance.store.last_written import MOST_ROWS
from appliance.store.made_once import MadeOnce, given
from appliance.store.upkeep.clock_doubt import believed

WAITS = timedelta(seconds=60)  # a test that nobody has begun by then never will be
LASTS = timedelta(minutes=3)  # one that has not ended by then was lost with its controller
KEPT = timedelta(days=400)
MOST_IN_AN_HOUR = 30
MOST_OF_ONE_S_OWN = 6  # that an agent may have made of their own telephones, in an hour


class PhoneTestRow(Row):
    """One test. `outcome`: that of the offer, once ended. `shows`: the number that is presented to it, E.164, by this
    `trunk` alone; None: what a call of the line would show. `screened`: 1, it most likely answered by itself.
    `operator`: whose mobile it is, a `MobileOperator`; "" where nobody said it.
    """

    id = TextField(primary_key=True)
    agent_id = TextField()
    phone = TextField()
    asked_by = TextField()
    asked_at = InstantField()
    began_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    outcome = TextField(null=True)
    trunk = TextField(default="")
    shows = TextField(null=True)
    screened = IntegerField(default=0)
    operator = TextField(default="")

    class Meta:
        table_name = "phone_tests"


COLUMNS = PhoneTestRow._meta.sorted_field_names
NOT_BEGUN = MadeOnce(lambda: PhoneTestRow.select().where(PhoneTestRow.began_at.is_null()).limit(MOST_ROWS + 1))
OF_AGENT = MadeOnce(
    lambda: (
        PhoneTestRow.select()
        .where(PhoneTestRow.agent_id == given("agent"), PhoneTestRow.shows.is_null())
        .order_by(PhoneTestRow.asked_at)
    )
)


class TestRefused(StoreError):
    """It cannot be asked for now; the message says why."""

    __test__ = False


@dataclass(frozen=True)
class PhoneTest:
    """`phone`: E.164 or a short number. Moments in UTC."""

    id: str
    agent_id: str
    phone: str
    asked_by: str
    asked_at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: OfferOutcome | None = None
    trunk: str = ""
    shows: str | None = None
    screened: int = 0
    operator: str = ""

    def under_way(self, now: datetime) -> bool:
        """Whether its end may still come. One asked for later than now was, on a clock since set back: it is lost."""
        if self.ended_at is not None or now < self.asked_at - WAITS:
            return False
        return now < self.began_at + LASTS if self.began_at else now < self.asked_at + WAITS


def ask_phone_test(
    database: Database,
    agent: str,
    name: str,
    phone: str,
    *,
    by: str,
    now: datetime,
    most: int = MOST_IN_AN_HOUR,
    trunk: str = "",
    shows: str | None = None,
    operator: str = "",
) -> str:
    """Ask the controller for a call to this telephone; the name of the test.

    `agent`: "" for a number of nobody's; `name`: for the journal of changes. TestRefused: one is under way, or too
    many were made in the hour, of all telephones or, `most`, of this agent's.
    """
    with writing(database):
        forget_old(database, believed(database, now))
        recent = _tests(database, PhoneTestRow.asked_at > now - timedelta(hours=1))
        if any(test.under_way(now) for test in recent):
            raise TestRefused("Un essai est déjà en cours ; attendez qu'il finisse.")
        if len(recent) >= MOST_IN_AN_HOUR:
            raise TestRefused(f"{MOST_IN_AN_HOUR} essais ont été faits depuis une heure : attendez un peu.")
        if sum(test.agent_id == agent for test in recent) >= most:
            raise TestRefused(f"{most} essais ont été faits de ces téléphones depuis une heure : attendez un peu.")
        test = secrets.token_hex(8)
        facts = {"agent_id": agent, "phone": phone, "asked_by": by, "asked_at": now, "trunk": trunk, "shows": shows}
        PhoneTestRow.insert(id=test, operator=operator, **facts).execute(database)
        note(database, by, f"{name} : essai d'un téléphone", [phone], at=now)
    return test


def forget_old(database: Database, now: Believed | None) -> None:
    """The tests of more than a year ago."""
    if now is not None:
        PhoneTestRow.delete().where(PhoneTestRow.asked_at < now - KEPT).execute(database)


def take_phone_test(database: Database, now: datetime) -> PhoneTest | None:
    """The test to make now, given to one controller alone. Raises StoreError."""
    with reading(database):
        recent = PhoneTestRow.asked_at > now - WAITS
        waiting = _tests(database, PhoneTestRow.began_at.is_null(), recent) if NOT_BEGUN.row(database) else []
    for test in waiting:
        with writing(database):
            mine = PhoneTestRow.update(began_at=now).where(PhoneTestRow.id == test.id, PhoneTestRow.began_at.is_null())
            if mine.execute(database):
                return test
    return None


def end_phone_test(
    database: Database, test: str, outcome: OfferOutcome, now: datetime, *, screened: bool = False
) -> None:
    """Tell how it ended. `screened`: the telephone most likely answered by itself. Raises StoreError."""
    with writing(database):
        told = PhoneTestRow.update(ended_at=now, outcome=outcome.value, screened=int(screened))
        told.where(PhoneTestRow.id == test).execute(database)


def find_phone_test(database: Database, test: str) -> PhoneTest | None:
    """One test, or None. Raises StoreError."""
    with reading(database):
        found = _tests(database, PhoneTestRow.id == test)
    return found[0] if found else None


def last_phone_tests(database: Database, agent: str) -> dict[str, PhoneTest]:
    """The last test of each telephone of an agent, by number. Raises StoreError."""
    with reading(database):
        tests = [_test(dict(zip(COLUMNS, row, strict=True))) for row in OF_AGENT.rows(database, agent=agent)]
    return {test.phone: test for test in tests}


def last_presentations(database: Database, agent: str) -> dict[tuple[str, str], PhoneTest]:
    """The last test of what each telephone of an agent is shown, by number and by trunk. Raises StoreError."""
    with reading(database):
        mine = (PhoneTestRow.agent_id == agent) & PhoneTestRow.shows.is_null(False)
        return {(test.phone, test.trunk): test for test in _tests(database, mine)}


def presented_tests(database: Database) -> list[PhoneTest]:
    """Every trial of what a telephone is shown, the oldest first. Raises StoreError."""
    with reading(database):
        return _tests(database, PhoneTestRow.shows.is_null(False))


def _tests(database: Database, *where: Any) -> list[PhoneTest]:
    """The oldest first."""
    query = PhoneTestRow.select().where(*where).order_by(PhoneTestRow.asked_at)
    return [_test(row) for row in query.dicts().execute(database)]


def _test(row: dict[str, Any]) -> PhoneTest:
    outcome = row["outcome"]
    return PhoneTest(**{**row, "outcome": OfferOutcome(outcome) if outcome else None})
