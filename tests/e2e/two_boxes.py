"""Two boxes that share a database behind their front, and the operator around them."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import company
import psycopg
from astreinte_lab import Lab
from front import HOST, Front, front
from phones import message as sip
from phones.caller import Caller
from phones.carrier import Carrier
from phones.mobile import MobileCall
from world import World, start_lab

NAMES = FIRST, SECOND = "salle-1", "salle-2"
CALLED = "+33" + company.DID[1:]


@dataclass
class Boxes:
    """The boxes, their operator, the front between them, and the database that they share."""

    worlds: dict[str, World]
    front: Front
    database: str

    @property
    def one(self) -> World:
        return self.worlds[FIRST]

    @property
    def two(self) -> World:
        return self.worlds[SECOND]

    @property
    def carrier(self) -> Carrier:
        return self.one.carrier

    def serving(self, caller: Caller) -> str:
        """The name of the box that has this caller's call now."""
        ports = {box.lab.sip_port: name for name, box in self.worlds.items()}
        return ports[sip.host_port(caller.target)[1]]

    def next_is(self, name: str) -> None:
        """The front gives to each in turn: the caller before went to the other."""
        for _ in range(2 * len(self.worlds)):
            caller = self.one.caller().calls(company.DID)
            turns = [*self.worlds]
            served = self.serving(caller)
            caller.hangs_up()
            if turns[(turns.index(served) + 1) % len(turns)] == name:
                return
        raise AssertionError(f"the front gives no call to {name}")


Start = Callable[[str, Path, list[str], tuple[str, ...]], Lab]


@contextmanager
def boxes_on(
    database: str,
    sentences: company.Sentences,
    folder: Path,
    *options: str,
    names: tuple[str, ...] = NAMES,
    start: Start | None = None,
) -> Iterator[Boxes]:
    """Boxes of these names. `start`: another way to start one, given its name, folder, operators and options."""

    def usual(name: str, home: Path, carriers: list[str], options: tuple[str, ...]) -> Lab:
        return start_lab(home, sentences, carriers, *options)

    carrier = Carrier()
    carrier.file_of = sentences.named
    worlds = {}
    for name in names:
        own = ("--name", name, "--database", database, "--front", HOST, *options)
        worlds[name] = World((start or usual)(name, folder / name, [carrier.address], own), carrier, sentences)
    labs = [world.lab for world in worlds.values()]
    (folder / "front").mkdir()
    with front(folder / "front", [lab.sip_port for lab in labs]) as before:
        carrier.appliance = before.address
        yield Boxes(worlds, before, database)
        carrier.forget()
    assert [lab.stop() for lab in labs] == [0] * len(labs), [lab.last_errors() for lab in labs]
    carrier.close()


def typed(box: World, act: str) -> None:
    """`astreinte freeswitch pause` or `resume`, on the box."""
    done = box.lab.tries("freeswitch", act, "--config", box.lab.facts["config"])
    assert done.returncode == 0, done.stderr


def rung(call: MobileCall) -> tuple[float, float]:
    """From its INVITE to its end, on the monotonic clock; that of one which rings still is not known."""
    invited, ended = call.timeline.first("invited"), call.timeline.first("cancelled", "bye", "hung up", "refused")
    assert invited is not None
    return invited.at, ended.at if ended else math.inf


@contextmanager
def frozen_server(url: str) -> Iterator[None]:
    """Every process of the database's server, stopped for the time of the block."""
    with psycopg.connect(url) as server:
        ((data,),) = server.execute("SHOW data_directory").fetchall()
    postmaster = int((Path(data) / "postmaster.pid").read_text(encoding="ascii").split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    everyone = [postmaster, *map(int, children)]
    signal_all(everyone, signal.SIGSTOP)
    try:
        yield
    finally:
        signal_all(everyone, signal.SIGCONT)


def signal_all(processes: list[int], number: signal.Signals) -> None:
    """Those that are still there."""
    for each in processes:
        with suppress(ProcessLookupError):
            os.kill(each, number)
