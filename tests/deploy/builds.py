"""Releases other than this checkout's: newer, or broken in a way that only shows once it runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("appliance", "web", "freeswitch", "requirements", "deploy")
FILES = ("pyproject.toml", "README.md", "LICENSE")


def build(folder: Path, name: str, into: Path, changes: dict[str, tuple[str, str]] | None = None) -> Path:
    """The archive of a copy of this checkout. `changes`: file -> (text there, text instead)."""
    copy = folder / name
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, copy / file)
    (copy / "README.md").write_text(f"{name}\n", encoding="utf-8")
    for path, (before, after) in (changes or {}).items():
        text = (copy / path).read_text(encoding="utf-8")
        assert before in text, f"{path}: {before}"
        (copy / path).write_text(text.replace(before, after, 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, copy / "deploy" / "release", into], capture_output=True, text=True, check=True
    )
    shutil.rmtree(copy)
    return Path(done.stdout.splitlines()[-1])


def newer(folder: Path, into: Path) -> Path:
    return build(folder, "newer", into)


def restarting(folder: Path, into: Path) -> Path:
    """It changes what FreeSWITCH takes only when it starts."""
    change = ('name="maximum-rotate" value="5"', 'name="maximum-rotate" value="6"')
    return build(folder, "restarting", into, {"freeswitch/core.xml": change})


def asking_more(folder: Path, into: Path) -> Path:
    """Its dialplan has FreeSWITCH run, for each caller, what no release before it allows."""
    arrives = '<action application="limit" data="hash'
    listed = "<interface-allowlist>\n"
    changes = {
        "freeswitch/dialplan.xml": (arrives, f'<action application="sleep" data="20"/>{arrives}'),
        "freeswitch/switch.xml": (listed, f'{listed}<allow name="mod_dptools.sleep.app"/>'),
    }
    return build(folder, "asking-more", into, changes)


def never_ready(folder: Path, into: Path) -> Path:
    """Its controller stops at once."""
    change = ("    log_to_stderr(verbose)\n", "    log_to_stderr(verbose)\n    raise SystemExit('cassé')\n")
    return build(folder, "never-ready", into, {"appliance/commands/serve.py": change})


def deaf(folder: Path, into: Path) -> Path:
    """Its controller says that it is ready, and fails at each call."""
    change = ('        self._write("open"', '        raise RuntimeError("cassé")\n        self._write("open"')
    return build(folder, "deaf", into, {"appliance/store/journal/call_journal.py": change})
