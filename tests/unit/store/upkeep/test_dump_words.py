"""How PostgreSQL's own programs are told where the database is: what its address says, but the password."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from appliance.store.upkeep.backup import _postgres_words


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://a@192.0.2.4:5433/base", {"host": "192.0.2.4", "port": "5433", "user": "a", "dbname": "base"}),
        (
            "postgresql://a:p%40s@one,two/base?sslmode=verify-full&sslrootcert=/etc/ssl/astreinte-database.pem",
            {
                "host": "one,two",
                "port": "5432,5432",
                "user": "a",
                "dbname": "base",
                "target_session_attrs": "read-write",
                "sslmode": "verify-full",
                "sslrootcert": "/etc/ssl/astreinte-database.pem",
            },
        ),
        ("postgresql://a@one/base?max_connections=3", {"host": "one", "user": "a", "dbname": "base"}),
    ],
)
def test_a_dump_goes_where_the_box_goes_and_as_guarded(url: str, told: dict[str, str]) -> None:
    (word,), environment = _postgres_words(url)
    assert conninfo_to_dict(word.removeprefix("--dbname=")) == told
    assert "p@s" not in word and (environment.get("PGPASSWORD") == "p@s") == ("p%40s" in url)
