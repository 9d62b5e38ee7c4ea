"""A new process becomes a unit of a box: what it may write to, what it does not see, then the account. Linux, as root.

As systemd does, in a view of the file system of the process's own, that ends with it. Whatever the box would have in
/opt or /var is reached too, though it be under somebody's closed home folder here.
"""

from __future__ import annotations

import ctypes
import math
import os
import stat
import struct
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import appliance
from appliance.lab.accounts import Accounts
from appliance.lab.box import Unit

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS = 0x00020000  # unshare(2)
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000  # mount(2)
MOUNT_SETATTR, AT_RECURSIVE, AT_FDCWD, MOUNT_ATTR_RDONLY = 442, 0x8000, -100, 1  # mount_setattr(2)
PR_SET_NO_NEW_PRIVS = 38  # prctl(2)
KERNELS_OWN = ("/dev", "/proc", "/sys")  # ProtectSystem=strict leaves them as they are
TEMPORARY = Path("/tmp")  # noqa: S108 - PrivateTmp=yes


@dataclass(frozen=True)
class Confinement:
    """What a process needs to become a unit. `state`: the folder that stands for /var/lib/astreinte."""

    unit: Unit
    accounts: Accounts
    state: Path
    programs: tuple[Path, ...]  # folders that hold what it runs

    def enter(self) -> None:
        """To be called in the new process, before it becomes the program. OSError."""
        _called("unshare", LIBC.unshare(CLONE_NEWNS))
        _mount("none", "/", None, MS_REC | MS_PRIVATE)
        os.chdir("/")
        os.umask(0o022)
        _open_way_to([self.state, *self.programs])
        for name in self.unit.hidden:
            _mount("none", self.state / name, "tmpfs", 0, "mode=000,size=4k")
        writable = [self.state / name for name in self.unit.writes]
        for folder in writable:
            _mount(folder, folder, None, MS_BIND | MS_REC)
        _set_read_only(Path("/"), recursively=True)
        for folder in [*writable, TEMPORARY]:
            _set_read_only(folder, False)
        for own in KERNELS_OWN:
            _set_read_only(Path(own), False, recursively=True)
        self._become()

    def _become(self) -> None:
        with suppress(PermissionError):  # root in a container may be refused this, and has all the rest
            os.setpriority(os.PRIO_PROCESS, 0, niceness(self.unit.weight))
        number = self.accounts.numbers[self.unit.account]
        os.setgroups(self.accounts.groups(self.unit.account))
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
        os.umask(self.unit.umask)
        _called("prctl", LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def niceness(weight: int) -> int:
    """The priority (`nice`) that gives a process this share of the processor: Linux counts a quarter more for each."""
    return -round(math.log(weight / 100, 1.25))


def our_programs(freeswitch: Path | None) -> tuple[Path, ...]:
    """The folders of Python, of our own code, and of FreeSWITCH."""
    code = Path(appliance.__file__).resolve().parents[1]
    found = [Path(sys.prefix), Path(sys.base_prefix), code]
    found += [freeswitch.resolve().parents[1]] if freeswitch else []
    return tuple(path.resolve() for path in found)


def impossible_here() -> str | None:
    """Why no process can be confined by who runs this one; None if it can."""
    if os.geteuid() != 0:
        return "il faut être root pour donner à chaque programme son compte"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        return "ce conteneur ne permet pas de monter de dossiers (il y faut CAP_SYS_ADMIN)"
    return None


def _open_way_to(wanted: Sequence[Path]) -> None:
    """Show these folders, and nothing else, of every folder on the way that is closed to others, and of /tmp."""
    held = [(path, os.open(path, os.O_PATH | os.O_DIRECTORY)) for path in _outermost(wanted)]
    closed = {TEMPORARY: 0o1777} | {way: 0o755 for path, _ in held if (way := _first_closed(path))}
    for way, mode in closed.items():
        _mount("none", way, "tmpfs", 0, f"mode={mode:o}")
    for path, descriptor in held:
        if any(path.is_relative_to(way) for way in closed):
            path.mkdir(parents=True, exist_ok=True)
            _mount(f"/proc/self/fd/{descriptor}", path, None, MS_BIND | MS_REC)
        os.close(descriptor)


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Less those that another holds."""
    kept: list[Path] = []
    for path in sorted(set(paths), key=lambda path: len(path.parts)):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept


def _first_closed(path: Path) -> Path | None:
    """The first folder above that others cannot go through; /tmp is replaced whole."""
    if path.is_relative_to(TEMPORARY):
        return None
    ways = [way for way in reversed(path.parents) if not way.stat().st_mode & stat.S_IXOTH]
    return ways[0] if ways else None


def _mount(source: str | Path, target: str | Path, kind: str | None, flags: int, options: str = "") -> None:
    words = (os.fsencode(source), os.fsencode(target), kind and kind.encode(), flags, options.encode() or None)
    _called(f"mount {target}", LIBC.mount(*words))


def _set_read_only(path: Path, closed: bool = True, *, recursively: bool = False) -> None:
    attributes = struct.pack("QQQQ", MOUNT_ATTR_RDONLY * closed, MOUNT_ATTR_RDONLY * (not closed), 0, 0)
    flags = AT_RECURSIVE if recursively else 0
    number, here, size = ctypes.c_long(MOUNT_SETATTR), ctypes.c_long(AT_FDCWD), ctypes.c_size_t(len(attributes))
    words = (number, here, os.fsencode(path), ctypes.c_long(flags), attributes, size)
    _called(f"mount_setattr {path}", LIBC.syscall(*words))


def _called(what: str, result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
