"""What a box has and a laboratory has not: an account for each program, folders that are each somebody's, a umask.

The same as the roles of `deploy/ansible`, to which a test holds it: what a call can do in a lab made so, it can on a
box. Folders are named from the state folder (/var/lib/astreinte).
"""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("astreinte", "astreinte-web", "astreinte-audio", "freeswitch")
ACCOUNTS = {
    "astreinte": ("astreinte-audio",),
    "astreinte-web": ("astreinte", "astreinte-audio"),
    "freeswitch": ("astreinte-audio",),
}  # name -> other groups; each has a group of its own name


@dataclass(frozen=True)
class Folder:
    """Whose a folder is. `mode` as `chmod` has it."""

    owner: str
    group: str
    mode: int


FOLDERS = {
    "db": Folder("astreinte", "astreinte", 0o2770),
    "spool": Folder("astreinte", "astreinte", 0o700),
    "pages": Folder("astreinte-web", "astreinte-web", 0o700),
    "prompts": Folder("astreinte", "astreinte-audio", 0o2770),
    "fallback": Folder("astreinte", "astreinte-audio", 0o2770),
    "recordings": Folder("astreinte", "astreinte-audio", 0o2770),
    "cdr": Folder("freeswitch", "astreinte", 0o2770),
    "freeswitch": Folder("freeswitch", "freeswitch", 0o700),
    "backups": Folder("astreinte", "astreinte", 0o700),
    "health": Folder("astreinte", "astreinte", 0o755),
    "run": Folder("freeswitch", "freeswitch", 0o700),
    "log": Folder("freeswitch", "freeswitch", 0o750),
}


@dataclass(frozen=True)
class Unit:
    """How systemd runs one program. `writes`: all that it may write to; `hidden`: what it may not even read.

    `weight`: its share of the processor where others want it too; anybody's is 100.
    """

    account: str
    umask: int
    writes: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    weight: int = 100


UNITS = {
    "freeswitch": Unit("freeswitch", 0o007, ("run", "log", "cdr", "recordings"), ("db", "backups", "spool"), 1000),
    "astreinte-freeswitch-conf": Unit("freeswitch", 0o027, ("",), ("db", "backups")),
    "astreinte-controller@": Unit(
        "astreinte",
        0o007,
        ("db", "spool", "prompts", "fallback", "recordings", "cdr"),
        ("backups", "freeswitch"),
        800,
    ),
    "astreinte-web": Unit(
        "astreinte-web",
        0o007,
        ("db", "pages", "prompts", "recordings"),
        ("cdr", "spool", "backups", "freeswitch", "run"),
        50,
    ),
    "astreinte-forget": Unit("astreinte", 0o007, ("db", "recordings", "spool", "cdr", "prompts"), ("backups",)),
    "astreinte-voice": Unit("astreinte", 0o007, ("db", "prompts"), ("backups", "recordings", "freeswitch"), 1),
}
COMMAND = Unit("astreinte", 0o007, ("",))  # what is typed on a box: `/usr/local/bin/astreinte` takes the account
