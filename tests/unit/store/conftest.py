"""Every test of the store that asks for `url` or `database` runs on SQLite and on PostgreSQL.

PostgreSQL is the server of ASTREINTE_TEST_POSTGRES (a URL whose account may create databases), else a private
one started here when `initdb` is installed, else those tests are skipped. A test that asks for `database` gets one
whose migrations are done (a copy of a file; a base emptied of its rows); one that asks for `url` alone, an empty one.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from peewee import Database
from psycopg import sql

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


@contextmanager
def base(postgres: str) -> Iterator[str]:
    """The name of a new base of this server; gone when the block ends."""
    name = f"astreinte_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> Iterator[str]:
    with base(postgres) as name:
        url = f"{postgres.rpartition('/')[0]}/{name}"
        open_database(url).close_all()
        yield url


def emptied(url: str) -> str:
    """The same base without a row, nor a connection that an earlier test left behind; in whatever order of its keys."""
    with psycopg.connect(url, autocommit=True) as server:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        server.execute(f"{others} AND pid <> pg_backend_pid()")
        server.execute("SET session_replication_role = replica")
        tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            if table != "schema_version":
                server.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "astreinte.db"
    open_database(f"sqlite:///{path}").close_all()
    return path


@pytest.fixture
def postgres_url(postgres: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if "database" in request.fixturenames:
        yield emptied(request.getfixturevalue("migrated_postgres"))
        return
    with base(postgres) as name:
        yield postgres.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def sqlite_url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if "database" in request.fixturenames:
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "astreinte.db")
    return f"sqlite:///{tmp_path / 'astreinte.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    close_database(opened)
