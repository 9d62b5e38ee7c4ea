"""A page dials a ticket: all is asked at that moment, whatever the site said, before anybody is rung."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.calling_back import TryEnd
from appliance.calls.leg import OfferOutcome
from appliance.calls.ring_back_states import RingBackState as State
from appliance.controller import page_ring_backs
from appliance.controller.lines import presentable
from appliance.controller.page_ring_backs import PageRingBacks
from appliance.disclosure import to_ring_back as ring_backs_of
from appliance.disclosure.to_ring_back import to_ring_back
from appliance.store.accounts.accounts import Role
from appliance.store.callbacks import listing
from appliance.store.callbacks.queue import take_this
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.company_file import load_company_file
from appliance.store.database import opened, reading, writing
from appliance.store.errors import StoreUnavailable
from appliance.store.journal.message_followup import find_message
from appliance.store.outbox.tidings import take_charge, tidings_of
from appliance.store.page_calls.ring_backs import Wanted, ask_ring_back, state_of_ring_back
from appliance.store.settings.snapshot import save_company
from tests.web.site_world import NOW, World

COMPANY_FILE = Path(__file__).parents[2] / "data" / "company-example.yml"
NOBODY = (("durand", OfferOutcome.NO_ANSWER),)
NUMBER = "+33698765432"
MESSAGE, LOST, ASKED = Wanted("message", "left", "left.wav"), Wanted("call", "lost"), Wanted("callback", "asked")


class Socket:
    """The leg of a page that has dialled this ticket."""

    uuid = "page"

    def __init__(self, ticket: str, **variables: str) -> None:
        said = {"astreinte_ring_back": ticket, **variables}
        self.opening = SimpleNamespace(variable=lambda name: said.get(name, ""))
        self.done: list[str] = []

    def api(self, command: str, argument: str) -> str:
        self.done.append(command)
        return ""

    def execute(self, application: str, argument: str, timeout: float) -> None:
        self.done.append(f"{application} {argument}")


class House:
    """A controller's office on a real database, that rings nobody: `rung` remembers the number, the number shown."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.company = world, load_company_file(COMPANY_FILE)
        self.database: Database = world.database
        self.free, self.capped, self.ends = True, False, TryEnd.KEPT
        self.rung: list[tuple[str, str | None]] = []
        claims = SimpleNamespace(claim=lambda agent: self.free, release_all=lambda: None)
        meter = SimpleNamespace(may_ring=lambda call, *, for_caller: not self.capped and not for_caller)
        office: Any = SimpleNamespace(
            config=world.config,
            database=world.database,
            settings=SimpleNamespace(current=lambda: self.company),
            leases=SimpleNamespace(claims_for=lambda call: claims),
            dialler=SimpleNamespace(meter=meter),
            now=lambda: NOW,
        )
        office.journal = SimpleNamespace(wait_until_written=lambda seconds: True)
        self.ring_backs = PageRingBacks(office, lambda call, *, needed: None)

        def rings(call: str, allowed: Any, claims: Any, socket: Any, tell: Any) -> TryEnd:
            shown = presentable(allowed.line, allowed.called)
            self.rung.append((allowed.number, shown))
            tell(State.RINGS)
            return self.ends

        monkeypatch.setattr(self.ring_backs, "_rung", rings)

    def ticket(self, wanted: Wanted, agent: str = "martin") -> str:
        return ask_ring_back(self.database, agent, wanted, self.world.config.box_name)

    def dials(self, ticket: str) -> bool:
        """Whether somebody is rung; the page is refused else."""
        before, socket = len(self.rung), Socket(ticket)
        self.ring_backs.take(socket)  # type: ignore[arg-type]
        assert socket.done[0] == "sched_del", "else it is hung up in six seconds"
        assert (len(self.rung) > before) != ("respond 403 Forbidden" in socket.done)
        return len(self.rung) > before

    def refused(self, wanted: Wanted, agent: str = "martin") -> State | None:
        """Why nobody is rung."""
        ticket = self.ticket(wanted, agent)
        assert not self.dials(ticket)
        return state_of_ring_back(self.database, ticket, agent)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "company.db"
    with opened(f"sqlite:///{path}", create=True) as database:
        save_company(database, load_company_file(COMPANY_FILE))
    return path


@pytest.fixture
def house(tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A message, a lost call and a promise, of one caller, on the line of Claire Durand and Julie Martin."""
    shutil.copy(saved, tmp_path / "a.db")
    with opened(f"sqlite:///{tmp_path}/a.db") as database:
        world = World(tmp_path, database)
        world.account("julie", Role.AGENT, "martin")
        world.call("left", NOW - timedelta(hours=1), outcome=Outcome.MESSAGE, agents=NOBODY, message="left.wav")
        world.call("lost", NOW - timedelta(hours=2), outcome=Outcome.FALLBACK, agents=NOBODY)
        world.call("asked", NOW - timedelta(hours=3), outcome=Outcome.CALLBACK, agents=NOBODY)
        with writing(database):
            due = {"asked_at": NOW - timedelta(hours=3), "due_at": NOW}
            row = {"call_id": "asked", "line_id": "urgence", "team_id": "depannage", "number": NUMBER, **due}
            CallbackRow.insert(row).execute(database)
        yield House(world, monkeypatch)


def test_a_leg_is_a_page_s_that_rings_back_until_it_comes_back_by_itself() -> None:
    asks = PageRingBacks.are_asked_by
    assert asks(Socket("0" * 32))  # type: ignore[arg-type]
    assert not asks(Socket(""))  # type: ignore[arg-type]
    assert not asks(Socket("0" * 32, astreinte_apart="true"))  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", [MESSAGE, LOST, ASKED])
def test_a_caller_who_is_theirs_is_rung_by_the_number_of_the_line(house: House, wanted: Wanted) -> None:
    assert house.dials(house.ticket(wanted))
    assert house.rung == [(NUMBER, "+33972000001")]


def test_a_ticket_that_was_dialled_rings_nobody_again_and_changes_nothing_of_the_first(house: House) -> None:
    ticket = house.ticket(MESSAGE)
    assert house.dials(ticket)
    assert not house.dials(ticket)
    assert not house.dials("0" * 32)
    assert state_of_ring_back(house.database, ticket, "martin") is State.RINGS


def test_what_is_theirs_no_more_when_the_page_dials_is_not_rung(house: House) -> None:
    ticket = house.ticket(LOST)
    (tiding,) = tidings_of(house.database, "lost")
    take_charge(house.database, tiding.id, "Claire Durand", NOW, "durand")
    assert not house.dials(ticket)
    assert state_of_ring_back(house.database, ticket, "martin") is State.OVER


def test_nobody_rings_what_the_journal_has_not_or_what_is_another_agent_s(house: House) -> None:
    house.world.call("hers", NOW - timedelta(hours=1), agents=(("durand", OfferOutcome.ACCEPTED),))
    for wanted in (Wanted("call", "hers"), Wanted("call", "left"), Wanted("call", "+33612345678"), Wanted("", "")):
        assert house.refused(wanted) is State.OVER
    assert house.refused(MESSAGE, "stranger") is State.OVER


def test_a_line_of_many_lost_calls_is_asked_about_as_often_as_one_of_few(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that dials is waited for three seconds."""
    asked, executes = list[str](), house.database.execute_sql

    def counted(sql: str, *facts: Any) -> Any:
        asked.append(sql)
        return executes(sql, *facts)

    monkeypatch.setattr(house.database, "execute_sql", counted)
    lost_and_taken(house, "first")
    asked.clear()
    to_ring_back(house.database, house.company, "martin", NOW, datetime.now(UTC))
    few = len(asked)
    for name in ("second", "third", "fourth", "fifth"):
        lost_and_taken(house, name)
    asked.clear()
    assert len(to_ring_back(house.database, house.company, "martin", NOW, datetime.now(UTC))) == 13
    assert len(asked) == few


def test_what_waits_elsewhere_hides_nothing_of_one_s_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty promises and five hundred messages are listed, and those of other lines are not among them."""
    monkeypatch.setattr(listing, "SHOWN", 1)
    monkeypatch.setattr(ring_backs_of, "MESSAGES", 1)
    at = NOW - timedelta(hours=9)
    elsewhere: dict[str, Any] = {"agents": NOBODY, "line": ("autre", "Autre ligne")}
    house.world.call("theirs", at, outcome=Outcome.MESSAGE, message="theirs.wav", **elsewhere)
    house.world.call("promised", at, outcome=Outcome.CALLBACK, **elsewhere)
    with writing(house.database):
        row = {"call_id": "promised", "line_id": "autre", "team_id": "x", "number": NUMBER, "asked_at": at}
        CallbackRow.insert(**row, due_at=at).execute(house.database)
    found = to_ring_back(house.database, house.company, "martin", NOW, datetime.now(UTC))
    assert [one.call_id for one in found] == ["asked", "left", "lost"]


@pytest.mark.parametrize("wanted", [MESSAGE, LOST, ASKED])
def test_whom_the_list_is_too_long_to_show_is_rung_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch, wanted: Wanted
) -> None:
    """At the moment of dialling one call is asked about, whatever waits beside it."""
    for limits, name in ((listing, "SHOWN"), (ring_backs_of, "MESSAGES"), (ring_backs_of, "CALLS")):
        monkeypatch.setattr(limits, name, 1)
    for name, at in (("older", NOW - timedelta(hours=9)), ("newer", NOW - timedelta(minutes=9))):
        house.world.call(f"{name}-left", at, outcome=Outcome.MESSAGE, agents=NOBODY, message=f"{name}.wav")
        house.world.call(f"{name}-lost", at, outcome=Outcome.FALLBACK, agents=NOBODY)
        house.world.call(f"{name}-asked", at, outcome=Outcome.CALLBACK, agents=NOBODY)
        row = {"call_id": f"{name}-asked", "line_id": "urgence", "team_id": "depannage", "number": NUMBER}
        with writing(house.database):
            CallbackRow.insert(**row, asked_at=at, due_at=at).execute(house.database)
    assert house.dials(house.ticket(wanted))


def lost_and_taken(house: House, name: str) -> None:
    """A call that nobody took, and one that Martin did."""
    house.world.call(f"lost-{name}", NOW - timedelta(hours=2), outcome=Outcome.FALLBACK, agents=NOBODY)
    at, theirs = NOW - timedelta(hours=1), (("martin", OfferOutcome.ACCEPTED),)
    house.world.call(f"took-{name}", at, agents=theirs, caller="+33611223344")


def test_an_agent_who_has_left_the_company_rings_nobody(house: House) -> None:
    gone = replace(house.company.agents["martin"], until=(NOW - timedelta(days=1)).date())
    house.company = replace(house.company, agents={**house.company.agents, "martin": gone})
    assert house.refused(MESSAGE) is State.OVER


@pytest.mark.parametrize(
    ("caller", "why"),
    [
        (None, State.HIDDEN),
        ("?", State.HIDDEN),
        ("+33899123456", State.NOT_DIALLED),
        ("+442071838750", State.NOT_DIALLED),
        ("+33972000001", State.NOT_DIALLED),
    ],
)
def test_a_number_that_may_not_be_dialled_is_not(house: House, caller: str | None, why: State) -> None:
    at = NOW - timedelta(minutes=5)
    house.world.call("odd", at, outcome=Outcome.MESSAGE, agents=NOBODY, message="odd.wav", caller=caller)
    assert house.refused(Wanted("message", "odd", "odd.wav")) is why


def test_once_a_cap_is_near_nobody_is_rung_back(house: House) -> None:
    house.capped = True
    assert house.refused(MESSAGE) is State.CAPPED
    message = find_message(house.database, "left", "left.wav")
    assert message is not None and message.in_charge is None


def test_an_agent_whom_another_call_holds_rings_nobody_and_takes_nothing(house: House) -> None:
    house.free = False
    assert house.refused(LOST) is State.HELD
    assert all(one.taken_at is None for one in tidings_of(house.database, "lost"))


def test_a_promise_that_somebody_keeps_already_is_left_to_them(house: House) -> None:
    take_this(house.database, "asked", NOW)
    assert house.refused(ASKED) is State.TAKEN


def test_who_rings_back_has_the_message_or_the_lost_call(house: House) -> None:
    for wanted in (MESSAGE, LOST):
        house.dials(house.ticket(wanted))
    message = find_message(house.database, "left", "left.wav")
    assert message is not None and message.assigned_to == "julie"
    assert [one.taken_agent for one in tidings_of(house.database, "lost")] == ["martin"]
    assert house.dials(house.ticket(MESSAGE)), "it is theirs still"


@pytest.mark.parametrize(
    ("end", "ending", "tried_again"), [(TryEnd.KEPT, "kept", False), (TryEnd.UNREACHED, None, True)]
)
def test_a_promise_is_kept_or_the_box_s_again(house: House, end: TryEnd, ending: str | None, tried_again: bool) -> None:
    house.ends = end
    house.dials(house.ticket(ASKED))
    with reading(house.database):
        row = CallbackRow.select().dicts().first(house.database)
    assert row["ending"] == ending
    assert (row["next_try_at"] is not None and row["claimed_until"] is None) is tried_again


def test_a_controller_that_leaves_or_has_no_database_rings_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("absente")

    ticket = house.ticket(MESSAGE)
    monkeypatch.setattr(page_ring_backs, "to_ring_back", away)
    assert not house.dials(ticket)
    assert state_of_ring_back(house.database, ticket, "martin") is State.FAILED
    house.ring_backs.stop()
    assert house.refused(MESSAGE) is State.STOPPED
