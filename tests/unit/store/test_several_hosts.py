"""A database that is on several servers: its address, and a standby that takes the place of the primary."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from peewee import Database
from playhouse import db_url

from appliance.store.boxes.register import BoxIdentity, hold_name, known_boxes
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError, StoreUnavailable
from appliance.store.several_hosts import with_hosts_apart
from tests.unit.store.postgres_server import Server, primary_and_standby, programs, url_of


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("one,two", "one,two", "5432,5432"),
        ("one:5433,two", "one,two", "5433,5432"),
        ("10.0.0.1:5432,10.0.0.2:5434", "10.0.0.1,10.0.0.2", "5432,5434"),
        ("[2001:db8::1]:5433,[2001:db8::2]", "2001:db8::1,2001:db8::2", "5433,5432"),
    ],
)
def test_several_hosts_are_read_as_libpq_does(written: str, host: str, port: str) -> None:
    url = with_hosts_apart(f"postgresql://ana:p%40ss@{written}/astreinte?sslmode=verify-full")
    read = db_url.parse(url, unquote_password=True)
    assert (read["host"], read["port"]) == (host, port)
    assert (read["user"], read["password"], read["database"]) == ("ana", "p@ss", "astreinte")
    assert (read["sslmode"], read["target_session_attrs"]) == ("verify-full", "read-write")


def test_what_the_address_says_of_the_server_wanted_stands() -> None:
    url = with_hosts_apart("postgresql://one,two/astreinte?target_session_attrs=any")
    assert db_url.parse(url)["target_session_attrs"] == "any"


def test_one_host_is_left_as_it_is() -> None:
    for url in ("postgresql://ana@one:5433/astreinte", "sqlite:////var/lib/a,b.db"):
        assert with_hosts_apart(url) == url


def test_an_address_that_is_none_is_told_in_a_sentence() -> None:
    with pytest.raises(StoreError, match="incomplète"):
        open_database("postgresql://one,2001:db8::2/astreinte")


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL n'est pas installé")
    with primary_and_standby(folder) as both:
        yield both


@pytest.fixture
def database(pair: tuple[Server, Server]) -> Iterator[Database]:
    """Opened once, whatever happens to its servers."""
    opened = open_database(url_of(*pair))
    yield opened
    close_database(opened)


def box(name: str) -> BoxIdentity:
    return BoxIdentity(name, f"i-{name}", "boot", "1.0")


def eventually(done: Callable[[], bool]) -> None:
    """Within ten seconds."""
    deadline, pause = time.monotonic() + 10, threading.Event()
    while not done():
        assert time.monotonic() < deadline
        pause.wait(0.05)


def test_a_promoted_standby_is_written_to_by_who_had_the_primary_open(
    database: Database, pair: tuple[Server, Server]
) -> None:
    primary, standby = pair
    assert hold_name(database, box("before"))
    standby.follow_up_to(primary)
    copy = open_database(url_of(standby) + "?target_session_attrs=any", upgrade=False)
    try:
        assert [known.name for known in known_boxes(copy)] == ["before"]
    finally:
        close_database(copy)
    primary.stop(signal.SIGQUIT)
    with pytest.raises(StoreUnavailable):
        hold_name(database, box("meanwhile"))
    standby.promote()
    eventually(lambda: hold_name(database, box("after")))
    assert [known.name for known in known_boxes(database)] == ["after", "before"]


def test_a_standby_that_is_alone_takes_no_write_and_the_sentence_says_so(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    primary.stop()
    with pytest.raises(StoreUnavailable, match="promu"):
        open_database(url_of(standby, primary))
