"""Every test of the store that asks for `url` or `database` runs on SQLite and on PostgreSQL.

PostgreSQL is the server of ASTREINTE_TEST_POSTGRES (a URL whose account may create databases), else a private
one started here when `initdb` is installed, else those tests are skipped.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from peewee import Database

from appliance.store.database import close_database, open_database
from tests.unit.store.postgres_server import private_server, programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    if given := os.environ.get("ASTREINTE_TEST_POSTGRES"):
        yield given
        return
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL here: neither ASTREINTE_TEST_POSTGRES nor initdb")
    with private_server(folder) as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    name = f"astreinte_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield postgres.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'astreinte.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    close_database(opened)
