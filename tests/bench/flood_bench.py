"""Measured: the pages attacked by 24 requests at once, of four kinds, from this very machine, for some seconds each.

Run with `ASTREINTE_BENCH=1 pytest -s tests/bench/flood_bench.py`, alone on the machine. The server is its own, in
a process of its own, on loopback; so are the attackers. Each attack is bounded in number and in time.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pyotp
import pytest

from appliance.store.accounts.accounts import Role, account_named, add_account, set_password
from appliance.store.accounts.passwords import HASHER
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database
from appliance.store.second_factors import set_totp
from appliance.store.settings.snapshot import save_company
from web.accounts.password_checks import TOGETHER as BY_FEW

pytestmark = [
    pytest.mark.skipif(not os.environ.get("ASTREINTE_BENCH"), reason="mesures : ASTREINTE_BENCH=1 pytest -s"),
    pytest.mark.timeout(300),
]

TOGETHER = 24
SECONDS = 30.0  # an attack is over then, whatever is left of it
HEALTH, PAGE, MEMORY = 0.5, 1.0, 20.0  # seconds, seconds, MB
HASHES = HASHER.memory_cost * 1024 * BY_FEW / 1e6  # MB that the hashes under way take, and give back
PASSWORD, SECRET = "quatre vaches bleues dansent", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FORM = "application/x-www-form-urlencoded"
HEAVY = b"a&" * 1_950_000
EXAMPLE = Path(__file__).parents[1] / "data" / "company-example.yml"


@dataclass(frozen=True)
class Server:
    """The pages under attack. `cookie`: of a manager who is signed in."""

    port: int
    process: int
    cookie: str

    @property
    def megabytes(self) -> float:
        """The memory of the process that serves."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def ask(port: int, method: str, path: str, body: bytes = b"", cookie: str = "") -> tuple[int, str, list[str]]:
    """The status, the text and the cookies of an answer; 0 for a connection that was closed on us."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    headers = {"Origin": f"http://127.0.0.1:{port}", "Accept": "text/html", "Cookie": cookie}
    try:
        connection.request(method, path, body or None, headers | ({"Content-Type": FORM} if body else {}))
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        return answer.status, text, [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
    except OSError:
        return 0, "", []
    finally:
        connection.close()


def signed_in(port: int) -> str:
    """The cookie of the manager, who signs in as people do."""
    _, page, cookies = ask(port, "GET", "/connexion")
    for path, fields in (
        ("/connexion", {"name": "ana", "password": PASSWORD}),
        ("/connexion/code", {"code": pyotp.TOTP(SECRET).now()}),
    ):
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page[:500]
        body = urlencode(fields | {"csrf_token": found[1]}).encode()
        status, _, cookies = ask(port, "POST", path, body, "; ".join(cookies))
        assert status in (302, 303)
        _, page, fresh = ask(port, "GET", "/connexion/code", cookie="; ".join(cookies))
        cookies = fresh or cookies
    cookie = "; ".join(cookies)
    assert ask(port, "GET", "/", cookie=cookie)[0] == 200
    return cookie


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`astreinte web` on a company of its own, of which Ana is a manager."""
    state, now = tmp_path_factory.mktemp("flood"), datetime.now(UTC)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (state / "pages.toml").write_text(
        f'state = "{state}"\n[switch]\nesl_secret = "a-secret-of-32-letters-or-so-000"\n[web]\nport = {port}\n'
        '[[trunks]]\nname = "essai"\nproxy = "127.0.0.1:5070"\n'
    )
    database = open_database(f"sqlite:///{state / 'astreinte.db'}")
    save_company(database, load_company_file(EXAMPLE))
    add_account(database, "ana", Role.MANAGER, None, by="banc", now=now)
    set_password(database, account_named(database, "ana"), PASSWORD, now=now)
    set_totp(database, state / "pages", account_named(database, "ana"), SECRET, now=now)
    close_database(database)
    command = [sys.executable, "-m", "appliance", "web", "--config", str(state / "pages.toml")]
    with (state / "web.log").open("wb") as log, subprocess.Popen(command, stderr=log) as child:
        try:
            while ask(port, "GET", "/healthz")[0] != 200:
                assert child.poll() is None, (state / "web.log").read_text()
            found = Server(port, child.pid, signed_in(port))
            for path in ("/", "/releves/2026-10/martin.pdf", "/connexion"):  # what is loaded at first use is not a leak
                assert ask(port, "GET", path, cookie=found.cookie)[0] in (200, 302)
            yield found
        finally:
            child.terminate()


def heavy_bodies(server: Server, number: int) -> int:
    """3.9 MB of `a&`."""
    return ask(server.port, "POST", "/connexion", HEAVY)[0]


def long_names(server: Server, number: int) -> int:
    """An account whose name is as long as a form may be, then as a stranger would like."""
    name = f"{number}" + "x" * (60_000 if number % 2 else 3_900_000)
    return sign_in_as(server, name)


def passwords(server: Server, number: int) -> int:
    """A wrong one of an account that exists."""
    return sign_in_as(server, "ana")


def sign_in_as(server: Server, name: str) -> int:
    _, page, cookies = ask(server.port, "GET", "/connexion")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    fields = {"name": name, "password": "un autre mot de passe", "csrf_token": found[1] if found else ""}
    return ask(server.port, "POST", "/connexion", urlencode(fields).encode(), "; ".join(cookies))[0]


def statements(server: Server, number: int) -> int:
    """The statement of an agent, as a PDF, asked by somebody who may."""
    return ask(server.port, "GET", "/releves/2026-10/martin.pdf", cookie=server.cookie)[0]


ATTACKS: dict[str, tuple[Callable[[Server, int], int], int]] = {
    "3.9 MB bodies": (heavy_bodies, 120),
    "60 long names": (long_names, 60),
    "100 passwords": (passwords, 100),
    "25 statements": (statements, 25),
}


def attack(name: str, server: Server, told: multiprocessing.Queue[dict[int, int]]) -> None:
    """In a process of its own: so many requests, 24 at once, until they are over or the time is."""
    one, times = ATTACKS[name]
    deadline = time.monotonic() + SECONDS
    with ThreadPoolExecutor(TOGETHER) as many:
        answers = many.map(lambda number: one(server, number) if time.monotonic() < deadline else -1, range(times))
        told.put(dict(Counter(answers)))


def timed(server: Server, path: str, cookie: str = "") -> float:
    began = time.monotonic()
    assert ask(server.port, "GET", path, cookie=cookie)[0] == 200
    return time.monotonic() - began


@pytest.mark.parametrize("name", ATTACKS)
def test_the_pages_go_on_while_they_are_attacked(server: Server, name: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[dict[int, int]] = spawn.Queue()
    before, peak = server.megabytes, server.megabytes
    attacker = spawn.Process(target=attack, args=(name, server, told))
    attacker.start()
    health, page = [timed(server, "/healthz")], [timed(server, "/", server.cookie)]
    while attacker.is_alive():
        health.append(timed(server, "/healthz"))
        page.append(timed(server, "/", server.cookie))
        peak = max(peak, server.megabytes)
        attacker.join(0.05)
    after = server.megabytes
    print(f"\n{name}: {told.get(timeout=5)} (answers by status; 0: closed on the attacker)")
    for path, seconds in (("/healthz", health), ("a page", page)):
        middle, last = 1000 * statistics.median(seconds), 1000 * max(seconds)
        print(f"  {path:9} {middle:4.0f} ms in the middle, {last:4.0f} ms at most ({len(seconds)} askings)")
    print(f"  memory    {before:4.0f} MB before, {peak - before:+.1f} at most, {after - before:+.1f} after")
    assert max(health) < HEALTH
    assert max(page) < PAGE
    assert after - before < MEMORY
    assert peak - before < MEMORY + (HASHES if name == "100 passwords" else 0)
