"""Tokens of the API, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from peewee import Database

from appliance.store.accounts.audit import list_audit
from appliance.store.accounts.tokens import Scope, list_tokens, note_use, open_token, revoke_token, token_behind
from appliance.store.errors import StoreError

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def opened(database: Database, name: str = "Paie", last_day: date | None = None) -> str:
    return open_token(database, name, Scope.WRITE, numbers=True, last_day=last_day, by="boss", now=NOW)


def test_a_token_is_known_by_its_secret_alone(database: Database) -> None:
    secret = opened(database, " Paie  du mois ", date(2026, 12, 31))
    found = token_behind(database, secret)
    assert found is not None
    assert (found.name, found.scope, found.numbers, found.last_day) == (
        "Paie du mois",
        Scope.WRITE,
        True,
        date(2026, 12, 31),
    )
    assert token_behind(database, secret[:-1]) is None
    assert token_behind(database, "") is None
    assert token_behind(database, found.id) is None


def test_a_token_lives_until_its_last_day_or_its_end(database: Database) -> None:
    secret = opened(database, last_day=date(2026, 11, 30))
    found = token_behind(database, secret)
    assert found is not None
    assert found.alive(date(2026, 11, 30))
    assert not found.alive(date(2026, 12, 1))
    assert revoke_token(database, found.id, by="boss", now=NOW) == "Paie"
    assert revoke_token(database, found.id, by="boss", now=NOW) is None
    found = token_behind(database, secret)
    assert found is not None
    assert not found.alive(date(2026, 11, 28))


def test_two_open_tokens_never_have_one_name_and_a_revoked_one_gives_its_own_back(database: Database) -> None:
    opened(database)
    with pytest.raises(StoreError, match="déjà ouvert"):
        opened(database)
    revoke_token(database, list_tokens(database)[0].id, by="boss", now=NOW)
    opened(database)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b"])
def test_a_name_that_cannot_be_shown_is_refused(database: Database, name: str) -> None:
    with pytest.raises(StoreError, match="1 à 60 lettres"):
        opened(database, name)


def test_its_last_use_is_noted_and_told(database: Database) -> None:
    opened(database)
    (found,) = list_tokens(database)
    note_use(database, found, NOW)
    (found,) = list_tokens(database)
    assert found.used_at == NOW
    note_use(database, found, NOW + timedelta(seconds=59))
    assert list_tokens(database) == [found]


def test_the_journal_never_holds_the_secret(database: Database) -> None:
    secret = opened(database)
    assert secret not in str(list_audit(database, limit=10))
