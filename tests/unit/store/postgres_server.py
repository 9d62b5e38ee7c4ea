"""A private PostgreSQL server for the tests, when its programs are installed; gone when the block ends."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg


def programs() -> Path | None:
    """The folder of `initdb`: that of PATH, else the newest of Debian's."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


@contextmanager
def private_server(folder: Path) -> Iterator[str]:
    """Run a server on a free port of loopback and give the URL of its base `postgres`."""
    home = Path(tempfile.mkdtemp(prefix="astreinte-pg-"))
    account = _account()
    if account:
        os.chown(home, pwd.getpwnam(account).pw_uid, -1)
    data, port = home / "data", _free_port()
    init = [
        folder / "initdb",
        "-D",
        data,
        "-U",
        "astreinte",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(init, check=True, capture_output=True, user=account, cwd=home)
    command = [folder / "postgres", "-D", data, "-p", str(port), "-k", home, "-F", "-c", "listen_addresses=127.0.0.1"]
    server = subprocess.Popen(command, user=account, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"postgresql://astreinte@127.0.0.1:{port}/postgres"
        _wait_until_it_answers(url)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        shutil.rmtree(home)


def _account() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
