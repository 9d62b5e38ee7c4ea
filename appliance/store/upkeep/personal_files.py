"""The registry of files: every kind of file of the state folder, what it holds of people, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from fnmatch import fnmatch
from pathlib import Path

from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_readers import Kept


class Holds(Enum):
    """How a caller can be in a file, and so how they are taken out of it."""

    NOTHING = auto()  # of a caller, once the call is over
    VOICE = auto()  # it bears the name of its call
    RECORDS = auto()  # lines of the journal: those of the call
    REPORT = auto()  # what FreeSWITCH wrote of one call
    SAID = auto()  # a voice that reads a number: nothing tells whose
    NUMBERS = auto()  # words of a program, in which a number may stand
    SETTINGS = auto()  # those in force, which lose a number in the database: it follows them


@dataclass(frozen=True)
class Kind:
    """Some files of the state folder. `pattern`: from there, as fnmatch reads it."""

    pattern: str
    kept: Kept
    holds: Holds = Holds.NOTHING


KINDS = (
    Kind("recordings/*-talk*.wav", page.TALKS, Holds.VOICE),
    Kind("recordings/*.wav", page.MESSAGES, Holds.VOICE),
    Kind("recordings/.*", page.SILENT, Holds.VOICE),
    Kind("spool/journal-*.jsonl", page.SET_ASIDE, Holds.RECORDS),
    Kind("spool/rejected-*.jsonl", page.SET_ASIDE, Holds.RECORDS),
    Kind("spool/.*", page.SET_ASIDE, Holds.RECORDS),
    Kind("cdr/*", page.SET_ASIDE, Holds.REPORT),
    Kind("log/*.log*", page.SWITCH_LOG, Holds.NUMBERS),  # of a lab, those of its other programs too
    Kind("log/freeswitch.xml.fsxml", page.MACHINE),
    Kind("run/*", page.SWITCH_MEMORY),
    Kind("prompts/calls/*", page.SAID, Holds.SAID),
    Kind("prompts/*", page.SETTINGS),
    Kind("fallback/*", page.PHONES),
    Kind("pages/*", page.MACHINE),
    Kind("freeswitch/*", page.MACHINE),
    Kind("health/*", page.MACHINE),
    Kind("backups/*before-*.db*", page.LEFT_BEHIND),
    Kind("backups/*settings-*.yml*", page.LEFT_BEHIND),
    Kind("backups/*", page.BACKUPS),
    Kind("db/settings.json", page.PHONES, Holds.SETTINGS),
    Kind("db/.settings.json.*", page.PHONES, Holds.SETTINGS),
    Kind("astreinte.db*", page.CALLERS),
    Kind("db/astreinte.db*", page.CALLERS),
    Kind("appliance.toml", page.MACHINE),
    Kind("pages.toml", page.MACHINE),
    Kind("freeswitch.toml", page.MACHINE),
    Kind("lab.lock", page.MACHINE),
)


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its path in the state folder; None for one that the registry does not know."""
    return next((kind for kind in KINDS if fnmatch(name, kind.pattern)), None)


def files_of(state: Path, holds: Holds) -> list[Path]:
    """The files that may hold callers in this way, as far as this account may look. OSError when it may not."""
    patterns = [kind.pattern for kind in KINDS if kind.holds is holds]
    folders = sorted({pattern.rpartition("/")[0] for pattern in patterns})
    found = []
    for folder in folders:
        if (state / folder).is_dir():
            found += [path for path in sorted((state / folder).iterdir()) if path.is_file()]
    return [path for path in found if any(fnmatch(str(path.relative_to(state)), pattern) for pattern in patterns)]
