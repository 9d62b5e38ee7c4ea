"""The accounts of a box, lent to one lab: numbers that name nobody on this machine, and are nobody's once it has ended.

Linux asks no account to exist for a program to run under its number: nothing is written in /etc/passwd, and nothing is
left there by a lab that was killed.
"""

from __future__ import annotations

import grp
import os
import pwd
import random
import socket
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.lab.box import ACCOUNTS, FOLDERS, GROUPS
from appliance.lab.errors import LabError

FIRST, LAST = 60706, 61183  # systemd's own list of numbers says that nobody gives these out, and any container has them


@dataclass(frozen=True)
class Accounts:
    """The number of each account and group of a box. `claim` keeps them from other labs while this object lives."""

    numbers: Mapping[str, int]
    claim: socket.socket | None = None

    def groups(self, account: str) -> list[int]:
        """The other groups of an account."""
        return [self.numbers[group] for group in ACCOUNTS[account]]

    def give(self, path: Path, owner: str, group: str, mode: int) -> None:
        """Make a file or folder theirs. OSError."""
        os.chown(path, self.numbers[owner], self.numbers[group])
        path.chmod(mode)

    def settle(self, state: Path) -> None:
        """Make the folders of a box, each with all that it holds, theirs; the state folder itself is open. OSError.

        Files keep the rights that they were born with: those are part of what a box has.
        """
        state.chmod(0o755)
        for name, folder in FOLDERS.items():
            top = state / name
            top.mkdir(exist_ok=True)
            for path in _inside(top):
                inside = folder.mode if path.is_dir() else stat.S_IMODE(path.stat().st_mode)
                self.give(path, folder.owner, folder.group, inside)
            self.give(top, folder.owner, folder.group, folder.mode)


def lend() -> Accounts:
    """Numbers that nobody has. LabError when too many labs run."""
    starts = list(range(FIRST, LAST - len(GROUPS) + 1, len(GROUPS)))
    random.shuffle(starts)
    for start in starts:
        if any(map(_is_somebody, range(start, start + len(GROUPS)))):
            continue
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with suppress(OSError):
            claim.bind(f"\0astreinte-accounts-{start}")  # goes with the process that holds it
            return Accounts({name: start + place for place, name in enumerate(GROUPS)}, claim)
        claim.close()
    raise LabError("Tous les numéros de compte d'un lab sont pris ; arrêtez d'autres labs.")


def installed_in(state: Path) -> bool:
    """Whether this folder is that of an installed box: its folders are those of accounts of this machine."""
    folders = [state / name for name in FOLDERS if (state / name).is_dir()]
    owners = {folder.stat().st_uid for folder in folders} - {0, os.geteuid()}
    return any(map(_is_somebody, owners))


def _inside(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if not path.is_symlink()]


def _is_somebody(number: int) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwuid(number))
    with suppress(KeyError):
        return bool(grp.getgrgid(number))
    return False
