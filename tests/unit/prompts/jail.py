"""Runs a program as a box's units run ours: no new privilege, no memory both written and run, no call of systemd's
`@resources` (deploy/ansible/roles/freeswitch/files/sandbox.conf). `python jail.py [--code] PROGRAM ARGUMENT...`"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

# setpriority, setrlimit, sched_setaffinity, sched_setparam, sched_setscheduler, sched_setattr, ioprio_set, mbind,
# set_mempolicy, migrate_pages, move_pages
REFUSED = {
    "x86_64": (141, 160, 203, 142, 144, 314, 251, 237, 238, 256, 279),
    "aarch64": (140, 164, 122, 118, 119, 274, 30, 235, 237, 238, 239),
}
NO_NEW_PRIVILEGES, SECCOMP, MDWE = 38, 22, 65  # of prctl
FILTER = 2
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # of BPF
ALLOW, FAIL = 0x7FFF0000, 0x00050000 | errno.EPERM


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def lock_up(*, runs_what_it_writes: bool = False) -> None:
    """From here on, and for what is executed. `runs_what_it_writes`: as the one unit whose program makes its code."""
    libc, calls = ctypes.CDLL(None, use_errno=True), REFUSED[platform.machine()]
    steps = [(LOAD, 0, 0, 0)]
    steps += [(IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, FAIL)]
    program = Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    if not runs_what_it_writes:
        libc.prctl(MDWE, 1, 0, 0, 0)  # Linux 6.3; systemd has a filter of its own for older ones
    for asked in ((NO_NEW_PRIVILEGES, 1, 0, 0, 0), (SECCOMP, FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*asked):
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    lock_up(runs_what_it_writes="--code" in sys.argv)
    sys.argv = [one for one in sys.argv if one != "--code"]
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - a test's own program
