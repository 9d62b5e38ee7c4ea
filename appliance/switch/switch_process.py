"""FreeSWITCH as a process: where it is, and how it is started on our configuration."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from appliance.config import Config
from appliance.switch.freeswitch_config import log_dir, prepare

OLDEST = (1, 11, 2)  # the first with the allow-list of interfaces and the security corrections of summer 2026
VERSION_SECONDS = 10

# A leg that a socket serves has two queues of 100,000 places, 0.8 MB each (mod_event_socket.c, MAX_QUEUE_LEN). Left to
# itself, once one was given back glibc takes the next from arenas, eight for each core, that seldom shrink (mallopt(3),
# M_MMAP_THRESHOLD). At a fixed threshold they are asked of the system, and go back to it with their leg.
MEMORY = {"MALLOC_MMAP_THRESHOLD_": "131072"}


def find_freeswitch() -> Path | None:
    """`$FREESWITCH` (a program), else `freeswitch` on PATH, else where a build from source puts it; None if nowhere."""
    asked = os.environ.get("FREESWITCH")
    if asked:
        return Path(asked) if os.access(asked, os.X_OK) else None
    on_path = shutil.which("freeswitch")
    built = Path("/opt/freeswitch/bin/freeswitch")
    return Path(on_path) if on_path else built if os.access(built, os.X_OK) else None


def version(program: Path) -> tuple[int, int, int] | None:
    """The version that the program tells, None if it tells none within 10 s."""
    try:
        told = subprocess.run(
            [program, "-version"], capture_output=True, text=True, timeout=VERSION_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"version:? (\d+)\.(\d+)\.(\d+)", told.stdout)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def run_dir(config: Config) -> Path:
    """Databases of the running FreeSWITCH: worth nothing once it has stopped."""
    return config.state_dir / "run"


def command(config: Config, conf_dir: Path, program: Path) -> list[str]:
    """The command line: in the foreground, no console, no NAT search, nothing outside the state folder."""
    run = run_dir(config)
    folders = {
        "-conf": conf_dir,
        "-log": log_dir(config),
        "-run": run,
        "-db": run / "db",
        "-temp": run / "temp",
        "-cache": run / "cache",
        "-storage": run / "storage",
        "-certs": conf_dir / "tls",
        "-recordings": config.recordings_dir,
        "-sounds": config.prompts_dir,
        "-scripts": run / "scripts",
        "-grammar": run / "grammar",
        "-htdocs": run / "htdocs",
    }
    named = [word for option, folder in folders.items() for word in (option, str(folder.absolute()))]
    return [str(program), "-nf", "-nc", "-nonat", "-nort", *named]


def environment() -> dict[str, str]:
    """The environment that FreeSWITCH needs: the windows of the exported on-call list are UTC, memory is given back."""
    return {**os.environ, "TZ": "UTC", **MEMORY}


def wipe(config: Config) -> None:
    """Forget what an earlier run left: a torn database keeps FreeSWITCH from starting."""
    for path in run_dir(config).iterdir() if run_dir(config).is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def make_ready(config: Config, conf_dir: Path) -> None:
    """Write the configuration, and the folders of a first run: nothing is left of an earlier one."""
    prepare(config, conf_dir)
    wipe(config)
    for name in ("db", "temp", "cache", "storage", "scripts", "grammar", "htdocs"):
        (run_dir(config) / name).mkdir(parents=True, mode=0o700)
    config.prompts_dir.mkdir(parents=True, exist_ok=True, mode=0o750)


def start(config: Config, conf_dir: Path, program: Path) -> subprocess.Popen[bytes]:
    """Start FreeSWITCH on this configuration. Its files (messages, call records) are its owner's alone."""
    make_ready(config, conf_dir)
    return subprocess.Popen(
        command(config, conf_dir, program),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        umask=0o077,
        start_new_session=True,
    )
