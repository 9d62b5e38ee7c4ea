"""A machine that should have called: told once an absence, to who is responsible, whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from appliance.company.machines import MachineCaller
from appliance.company.model import Company
from appliance.notify.machine_silence import MachineSilence
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.journal.machine_calls import last_calls
from appliance.store.journal.tables import CallRow
from appliance.store.outbox.queue import list_deliveries
from appliance.store.settings.snapshot import save_company

NOW = datetime(2026, 12, 2, 22, 0, tzinfo=UTC)
LIFT, OURS = "+33639980001", "+33972000001"


class Watched:
    """A company with a lift that calls every three days. `moment`: what the clock of who watches says."""

    def __init__(self, database: Database, company: Company) -> None:
        self.database, self.moment = database, NOW
        machine = MachineCaller(LIFT, "Ascenseur B", test_every=72)
        save_company(database, replace(company, machines=(machine,)), now=NOW)

    def calls(self, at: datetime, caller: str = LIFT, called: str = OURS) -> None:
        with writing(self.database):
            facts = {"line_name": "SAV", "called": called, "caller": caller, "started_at": at, "ended_at": at}
            CallRow.insert(id=f"{caller}{at}", **facts).execute(self.database)

    def told(self) -> list[str]:
        MachineSilence(self.database, ("it@example.fr",), lambda: self.moment).tell_due()
        return [one["recipient"] for one in list_deliveries(self.database)]


@pytest.fixture
def watched(database: Database, company: Company) -> Watched:
    return Watched(database, company)


def test_its_absence_is_told_once_and_the_next_one_again(watched: Watched) -> None:
    watched.calls(NOW)
    watched.moment = NOW + timedelta(hours=71)
    assert watched.told() == []
    watched.moment = NOW + timedelta(hours=73)
    assert watched.told() == ["it@example.fr"]
    watched.moment = NOW + timedelta(days=9)
    assert watched.told() == ["it@example.fr"], "another look, another box: the outbox knows it"
    watched.calls(watched.moment)
    watched.moment += timedelta(hours=73)
    assert len(watched.told()) == 2
    subject = list_deliveries(watched.database)[0]["subject"]
    assert subject == "Aucun appel : Ascenseur B"


def test_one_that_never_called_is_waited_for_since_the_settings_were_saved(watched: Watched) -> None:
    watched.calls(NOW, caller="+33612345678")
    watched.moment = NOW + timedelta(hours=71)
    assert watched.told() == []
    watched.moment = NOW + timedelta(hours=72)
    assert watched.told() == watched.told() == ["it@example.fr"]


def test_calls_to_a_number_of_ours_count_for_the_machines_that_call_it(database: Database, company: Company) -> None:
    watched = Watched(database, company)
    lifts = MachineCaller("+33972000009", "Parc nord", test_every=24)
    save_company(database, replace(company, machines=(lifts,)), now=NOW - timedelta(days=9))
    watched.calls(NOW - timedelta(hours=3), caller="+33639989999", called="+33972000009")
    assert watched.told() == []


def test_of_one_that_is_not_expected_nothing_is_told(database: Database, company: Company) -> None:
    watched = Watched(database, company)
    save_company(database, replace(company, machines=(MachineCaller(LIFT, "Alarme"),)), now=NOW)
    watched.moment = NOW + timedelta(days=300)
    assert watched.told() == []


def test_the_look_of_each_minute_reads_no_call_that_is_no_machine_s(watched: Watched) -> None:
    """By the plan of the database itself, where reading all would be as quick as its index is not allowed to be."""
    seen: list[tuple[str, Sequence[object]]] = []
    database, run = watched.database, watched.database.execute_sql

    def noted(sql: str, params: Sequence[object] = (), *rest: Any) -> Any:
        seen.append((sql, params))
        return run(sql, params, *rest)

    with reading(database), pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "execute_sql", noted)
        last_calls(database, [LIFT])
    looks = [(sql, params) for sql, params in seen if "MAX(" in sql]
    with reading(database):
        if not is_sqlite(database):
            run("SET enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if is_sqlite(database) else "EXPLAIN "
        plans = [" ".join(str(row) for row in run(explain + sql, params).fetchall()) for sql, params in looks]
    assert ["calls_caller" in plans[0], "calls_called" in plans[1]] == [True, True], plans
