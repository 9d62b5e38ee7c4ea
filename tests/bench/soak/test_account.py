"""What the account of a soak would not let go by: telephones and box are stand-ins."""

from __future__ import annotations

import random
import sqlite3
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bench.soak import __main__ as soaking
from tests.bench.soak import account as accounting
from tests.bench.soak.account import Account, account
from tests.bench.soak.callers import Leaving, Life
from tests.bench.soak.faults import Fault

from phones.timeline import DidNotHappen, Timeline  # isort: skip

ROOM = 2
FAULT = Fault("controller killed", 0.0, 200.0, excuses=True)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """It has no leg, no lease, and the journal that its test gives."""
    monkeypatch.setattr(accounting, "REST_SECONDS", 0.1)
    database = sqlite3.connect(tmp_path / "box.db")
    database.execute("CREATE TABLE leases (agent, call_id)")
    database.close()
    lab = SimpleNamespace(facts={"database": tmp_path / "box.db"}, journal=[], has_no_leg=lambda within: None)
    lab.calls = lambda: lab.journal
    return lab


def life(place: int, *, stays: float = 60.0, refused: str = "", answered: bool = False) -> Life:
    """One who called at 100."""
    timeline = Timeline(f"caller {place}")
    if answered:
        timeline.add("answered")
    caller: Any = SimpleNamespace(e164=f"+3367800000{place}", timeline=timeline)
    ended = 100.1 if refused else 100.0 + stays
    return Life(caller, "0972000001", Leaving.HANGS_UP, stays, [], 100.0, ended, bool(refused), refused)


def told(lab: Any, *lives: Life, faults: tuple[Fault, ...] = ()) -> Account:
    return account(lab, lives, faults, ROOM)


def test_who_waits_for_an_answer_that_never_comes_is_lost_and_who_leaves_at_once_is_not(lab: Any) -> None:
    found = told(lab, life(1, stays=60.0), life(2, stays=0.5))
    assert len(found.lost) == 1
    assert found.lost[0].endswith("no answer in 60 s")


@pytest.mark.parametrize("status", accounting.FULL)
def test_a_box_says_that_it_is_full_where_others_may_fill_it_alone(lab: Any, status: str) -> None:
    assert len(told(lab, life(1, refused=status)).lost) == 1
    assert told(lab, life(1, refused=status), life(2, stays=1.0), life(3, stays=1.0)).lost == []


def test_a_fault_excuses_what_a_call_became_and_no_record_that_is_left_open(lab: Any) -> None:
    cut = life(1, answered=True)
    lab.journal = [{"caller": cut.number, "ended_at": None, "outcome": None}]
    found = told(lab, cut, faults=(FAULT,))
    assert (found.lost, found.excused) == ([], 1)
    assert found.left == [f"a call of {cut.number} without its end"]


def test_a_box_that_is_not_whole_after_a_fault_ends_the_soak_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = DidNotHappen("no READY within 60 s")

    def never_whole(*_: object) -> Fault:
        raise wrong

    monkeypatch.setattr(soaking, "one", never_whole)
    world: Any = SimpleNamespace(lab=None)
    soak = soaking.Soak(world, random.Random(1))
    for act in ("calls", "looks", "settle"):
        monkeypatch.setattr(soak, act, lambda: None)
    soaking._run(soak, Namespace(hours=1.0, faults_every=0.001), random.Random(1), Path())
    assert soak.unhealed is wrong
