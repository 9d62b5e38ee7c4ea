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
        return Path(found).resolve().parent  # of Debian's own folder, which has them all
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


class Server:
    """A server of the block's own: killed, or made to take writes, as a test likes. `url`: of its base `postgres`."""

    def __init__(self, programs: Path, home: Path, name: str) -> None:
        self.programs, self.home, self.data = programs, home, home / name
        self.account, self.port = _account(), _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://astreinte@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        self._run("initdb", "-U", "astreinte", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")

    def copy_of(self, primary: Server) -> None:
        """Its standby, which follows it."""
        from_there = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "astreinte")
        self._run("pg_basebackup", *from_there, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")

    def follow_up_to(self, primary: Server) -> None:
        """Wait until it has all that the primary had written when asked."""
        with psycopg.connect(primary.url, autocommit=True) as asked:
            row = asked.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
        assert row
        deadline = time.monotonic() + 30
        with psycopg.connect(self.url, autocommit=True) as asked:
            while asked.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", row).fetchone() != (True,):
                assert time.monotonic() < deadline, "the standby does not follow its primary"
                time.sleep(0.05)

    def promote(self) -> None:
        self._run("pg_ctl", "promote")

    def _run(self, program: str, *words: str) -> None:
        command = [self.programs / program, *words, "-D", self.data]
        subprocess.run(command, check=True, capture_output=True, user=self.account, cwd=self.home)

    def start(self) -> None:
        own = ("-D", self.data, "-p", str(self.port), "-k", self.home, "-F", "-c", "listen_addresses=127.0.0.1")
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            [self.programs / "postgres", *own], user=self.account, cwd=self.home, stdout=quiet, stderr=quiet
        )
        _wait_until_it_answers(self.url)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """By SIGQUIT, as a crash: nothing is written down, clients are cut at once."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None


@contextmanager
def servers(programs: Path, *names: str) -> Iterator[list[Server]]:
    """So many servers, none of them made yet."""
    home = Path(tempfile.mkdtemp(prefix="astreinte-pg-"))
    if account := _account():
        os.chown(home, pwd.getpwnam(account).pw_uid, -1)
    found = [Server(programs, home, name) for name in names]
    try:
        yield found
    finally:
        for server in found:
            server.stop()
        shutil.rmtree(home)


@contextmanager
def private_server(folder: Path) -> Iterator[str]:
    """Run a server on a free port of loopback and give the URL of its base `postgres`."""
    with servers(folder, "data") as (server,):
        server.make()
        server.start()
        yield server.url


@contextmanager
def primary_and_standby(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Two servers, the second a copy that follows the first."""
    with servers(folder, "primary", "standby") as (primary, standby):
        primary.make()
        primary.start()
        standby.copy_of(primary)
        standby.start()
        yield primary, standby


def url_of(*several: Server) -> str:
    """The address that names them all."""
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in several)
    return f"postgresql://astreinte@{hosts}/postgres"


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
