"""Two networks of this machine's own: that of the box, and the world beyond its router. Root alone can make them."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BOX, NEAR = "192.168.77.10", "192.168.77.20"  # on the same network
FAR = "203.0.113.5"  # behind NEAR, its router
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Sockets, programs and threads that begin here are of this network."""
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(os.open(Path("/run/netns") / namespace, os.O_RDONLY))
        yield
    finally:
        _enter(before)


@contextmanager
def box_and_world() -> Iterator[tuple[str, str]]:
    """The names of the two. Skips the test, with the reason, where they cannot be made."""
    box, world = (f"astreinte-{side}-{os.getpid()}" for side in ("box", "world"))
    try:
        try:
            _made(box, world)
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", None) or str(error)
            pytest.skip(f"des réseaux séparés ne peuvent pas être faits ici : {told.strip()}")
        yield box, world
    finally:
        for each in (box, world):
            subprocess.run(["ip", "netns", "del", each], capture_output=True, check=False)


def _made(box: str, world: str) -> None:
    for each in (box, world):
        _ip("netns", "add", each)
        _ip("-n", each, "link", "set", "lo", "up")
    _ip("-n", box, "link", "add", "lan", "type", "veth", "peer", "name", "lan", "netns", world)
    for each, address in ((box, BOX), (world, NEAR)):
        _ip("-n", each, "address", "add", f"{address}/24", "dev", "lan")
        _ip("-n", each, "link", "set", "lan", "up")
    _ip("-n", world, "address", "add", f"{FAR}/32", "dev", "lo")
    _ip("-n", box, "route", "add", "default", "via", NEAR)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], capture_output=True, text=True, check=True)


def _enter(descriptor: int) -> None:
    try:
        if LIBC.setns(descriptor, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)
