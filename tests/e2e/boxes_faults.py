"""What may happen to one of two boxes under calls: each a block, at whose end everything is as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

import pytest
from astreinte_lab import Lab
from front import HOST
from phones.timeline import DidNotHappen
from stepped_clock import SteppedClock
from two_boxes import Boxes, frozen_server, signal_all, typed

from tests.unit.store.postgres_server import Server

CUT_SECONDS = 6.0  # longer than the database's patience with a server that says nothing
SKEW_SECONDS = 300


@dataclass
class Stage:
    """Two boxes on two servers of the database. `namesake` starts a third box under the name of the first."""

    boxes: Boxes
    primary: Server
    standby: Server
    clock: SteppedClock  # the first box's
    namesake: Callable[[], Lab]


def waited(seconds: float) -> None:
    """For a fault that lasts."""
    threading.Event().wait(seconds)


@contextmanager
def killed(stage: Stage) -> Iterator[None]:
    """Its switch, its controller and its pages, at once."""
    lab = stage.boxes.one.lab
    before = len(lab.news)
    for program in ("freeswitch", "controller", "web"):
        lab.hurt(program)
    yield
    lab.is_whole_again(before, within=60)


@contextmanager
def frozen(stage: Stage) -> Iterator[None]:
    """The whole box, as a machine that stands still: whoever watches it too, and is woken last."""
    lab = stage.boxes.one.lab
    programs = [lab.pid(program) for program in ("freeswitch", "controller", "web")]
    signal_all([lab.process.pid, *programs], signal.SIGSTOP)
    try:
        yield
        waited(1)
    finally:
        signal_all(programs, signal.SIGCONT)
        waited(1.5)
        signal_all([lab.process.pid], signal.SIGCONT)


@contextmanager
def cut_off(stage: Stage) -> Iterator[None]:
    """From its front and from the database: nothing of it comes out there."""
    lab = stage.boxes.one.lab
    accounts = lab.facts.get("accounts")
    if accounts is None or shutil.which("nft") is None:
        pytest.skip("couper une boîte de son réseau demande nftables, et d'être root")
    ours = ", ".join(str(accounts[name]) for name in ("astreinte", "astreinte-web"))
    servers = f"{stage.primary.port}, {stage.standby.port}"
    table = f"astreinte_test_{os.getpid()}"
    rules = f"""table inet {table} {{
        chain in {{
            type filter hook input priority 0;
            ip daddr {HOST} udp sport {lab.sip_port} drop
            ip saddr {HOST} udp dport {lab.sip_port} drop
        }}
        chain out {{
            type filter hook output priority 0;
            meta skuid {{ {ours} }} tcp dport {{ {servers} }} drop
        }}
    }}
    """
    made = subprocess.run(["nft", "-f", "-"], input=rules, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"nftables refuse : {made.stderr.strip()}")
    began = time.monotonic()
    try:
        yield
        waited(max(0.0, began + CUT_SECONDS - time.monotonic()))
    finally:
        subprocess.run(["nft", "delete", "table", "inet", table], check=True)


@contextmanager
def drained(stage: Stage) -> Iterator[None]:
    """As before an upgrade."""
    typed(stage.boxes.one, "pause")
    try:
        yield
        waited(2)
    finally:
        typed(stage.boxes.one, "resume")


@contextmanager
def database_lost(stage: Stage) -> Iterator[None]:
    """It hangs: what is asked of it has no answer."""
    with frozen_server(stage.boxes.database):
        yield
        waited(CUT_SECONDS)


@contextmanager
def standby_promoted(stage: Stage) -> Iterator[None]:
    """The primary is killed, and its standby promoted a while after."""
    stage.primary.stop(signal.SIGQUIT)
    yield
    waited(2)
    stage.standby.promote()


@contextmanager
def equal_names(stage: Stage) -> Iterator[None]:
    """A machine of the same name starts: it refuses, in a sentence."""
    yield
    with pytest.raises(DidNotHappen, match="Une autre machine de la même base de données porte déjà le nom"):
        stage.namesake()


@contextmanager
def skewed(stage: Stage) -> Iterator[None]:
    """Its clock is minutes ahead of the other's, from before its calls began."""
    yield
    waited(2)


@contextmanager
def clock_ahead(stage: Stage) -> Iterator[None]:
    stage.clock.is_set(SKEW_SECONDS)
    try:
        yield
    finally:
        stage.clock.is_set(0)


@dataclass(frozen=True)
class Fault:
    """`around`: as long as its calls last. `costs`: the box's own calls end with it. `serves`: it takes new ones."""

    strikes: Callable[[Stage], AbstractContextManager[None]]
    costs: bool = False
    serves: bool = False
    around: Callable[[Stage], AbstractContextManager[None]] = nullcontext

    def __str__(self) -> str:
        return self.strikes.__name__


FAULTS = (
    Fault(drained),
    Fault(frozen),
    Fault(cut_off),
    Fault(database_lost, serves=True),
    Fault(equal_names, serves=True),
    Fault(killed, costs=True),
    Fault(skewed, serves=True, around=clock_ahead),
    Fault(standby_promoted, serves=True),  # last: there is one standby
)
