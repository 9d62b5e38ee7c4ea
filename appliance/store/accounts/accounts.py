"""Accounts: who may sign in, as what; their passwords. Every change is in the journal."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Database

from appliance.company.names import agent_name
from appliance.store.accounts.audit import changed, note
from appliance.store.accounts.feeds import AGENT, revoke_feeds
from appliance.store.accounts.passwords import hashed, one_time_password
from appliance.store.accounts.tables import AccountRow, SignInRow
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.settings.snapshot import load_company

NAME = re.compile(r"[a-z0-9][a-z0-9.\-]{1,39}", re.ASCII)
ONE_TIME = timedelta(hours=72)


class Role(StrEnum):
    """What an account may do; each may do less than the one before."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    READER = "reader"
    AGENT = "agent"


ROLES = {
    Role.ADMINISTRATOR: "administrateur",
    Role.MANAGER: "responsable",
    Role.READER: "lecture seule",
    Role.AGENT: "intervenant",
}
MANAGING = frozenset({Role.ADMINISTRATOR, Role.MANAGER})  # who may change the settings
TWO_FACTORS = (Role.ADMINISTRATOR, Role.MANAGER)


@dataclass(frozen=True)
class Account:
    """A person who may sign in. `agent`: whom of the planning they are; an account of role AGENT always has one.

    `totp_secret`: of the second factor, enciphered (`second_factors.py`).
    """

    id: str
    name: str
    role: Role
    agent: str | None
    password_hash: str
    one_time_until: datetime | None
    totp_secret: str | None
    made_at: datetime
    closed_at: datetime | None

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def must_have_totp(self) -> bool:
        """Whether the role asks for a second factor that is not there yet."""
        return self.role in TWO_FACTORS and self.totp_secret is None


class NoSuchAccount(StoreError):
    """No account has this name."""


def add_account(
    database: Database, name: str, role: Role, agent: str | None, *, by: str, now: datetime
) -> tuple[Account, str]:
    """A new account, and its first password, good once for 72 hours. StoreError for a bad or known name."""
    clean = name.strip().lower()
    if not NAME.fullmatch(clean):
        raise StoreError(
            f"« {name} » ne peut pas être un nom de compte ; écrivez 2 à 40 lettres sans accent, chiffres, points ou "
            "tirets, par exemple « julie.martin »."
        )
    if role is Role.AGENT and agent is None:
        raise StoreError("Un compte d'intervenant doit dire quel intervenant il est ; choisissez-le.")
    password, person = one_time_password(), _person(database, agent)
    with writing(database):
        if _row(database, AccountRow.name == clean):
            raise StoreError(f"Le compte « {clean} » existe déjà ; choisissez un autre nom, ou réinitialisez-le.")
        AccountRow.insert(
            id=uuid.uuid4().hex,
            name=clean,
            role=role.value,
            agent_id=agent,
            password_hash=hashed(password),
            one_time_until=now + ONE_TIME,
            totp_last=0,
            made_at=now,
        ).execute(database)
        lines = [changed("Rôle", None, ROLES[role])] + ([changed("Intervenant", None, person)] if person else [])
        note(database, by, f"Compte {clean} : créé", lines, at=now)
    return account_named(database, clean), password


def reset_account(database: Database, name: str, *, by: str, now: datetime) -> str:
    """A new first password; the second factor is forgotten, every sign-in and the agent's calendar addresses closed.

    Whoever had the account before reads nothing by them. NoSuchAccount, StoreError.
    """
    account, password = account_named(database, name), one_time_password()
    with writing(database):
        _update(
            database,
            account.id,
            password_hash=hashed(password),
            one_time_until=now + ONE_TIME,
            totp_secret=None,
            closed_at=None,
        )
        _close_sign_ins(database, account.id, now)
        _close_calendar(database, account, now)
        note(database, by, f"Compte {account.name} : mot de passe réinitialisé", at=now)
    return password


def change_account(database: Database, name: str, role: Role, agent: str | None, *, by: str, now: datetime) -> None:
    """Another role, another agent: the calendar of the one before closes. NoSuchAccount, StoreError."""
    account = account_named(database, name)
    if role is Role.AGENT and agent is None:
        raise StoreError("Un compte d'intervenant doit dire quel intervenant il est ; choisissez-le.")
    was, now_is = _person(database, account.agent), _person(database, agent)
    with writing(database):
        _keep_an_administrator(database, account, losing=role is not Role.ADMINISTRATOR)
        _update(database, account.id, role=role.value, agent_id=agent)
        if agent != account.agent:
            _close_calendar(database, account, now)
        lines = [changed("Rôle", ROLES[account.role], ROLES[role])] if role is not account.role else []
        lines += [changed("Intervenant", was, now_is)] if agent != account.agent else []
        if lines:
            note(database, by, f"Compte {account.name} : modifié", lines, at=now)


def _person(database: Database, agent: str | None) -> str | None:
    """The name of an agent, for the journal of changes. StoreError."""
    return agent_name(load_company(database), agent) if agent is not None else None


def close_account(database: Database, name: str, *, by: str, now: datetime) -> None:
    """Nobody signs in with it any more, and who was signed in is out. NoSuchAccount, StoreError."""
    account = account_named(database, name)
    with writing(database):
        _keep_an_administrator(database, account, losing=True)
        _update(database, account.id, closed_at=now)
        _close_sign_ins(database, account.id, now)
        _close_calendar(database, account, now)
        note(database, by, f"Compte {account.name} : fermé", at=now)


def set_password(database: Database, account: Account, password: str, *, now: datetime) -> None:
    """The person's own password, in the place of the one before. Raises StoreError."""
    with writing(database):
        _update(database, account.id, password_hash=hashed(password), one_time_until=None)
        note(database, account.name, f"Compte {account.name} : mot de passe changé", at=now)


def use_up_first_password(database: Database, account: Account, *, now: datetime) -> bool:
    """It opens a sign-in, in which another is chosen, and no second one; whether it was still good. StoreError."""
    good = (AccountRow.id == account.id) & (AccountRow.one_time_until > now)
    with writing(database):
        return bool(AccountRow.update(one_time_until=now).where(good).execute(database))


def account_named(database: Database, name: str) -> Account:
    """An account by its name. NoSuchAccount, StoreError."""
    account = find_account(database, name)
    if account is None:
        raise NoSuchAccount(f"Le compte « {name} » n'existe pas ; « astreinte account list » les montre.")
    return account


def find_account(database: Database, name: str) -> Account | None:
    """The same, None where there is none. Raises StoreError."""
    with reading(database):
        row = _row(database, AccountRow.name == name.strip().lower())
    return account_of(row) if row else None


def list_accounts(database: Database) -> list[Account]:
    """All of them, by name, the closed ones too. Raises StoreError."""
    with reading(database):
        return [account_of(row) for row in AccountRow.select().order_by(AccountRow.name).dicts().execute(database)]


def account_of(row: dict[str, Any]) -> Account:
    return Account(
        row["id"],
        row["name"],
        Role(row["role"]),
        row["agent_id"],
        row["password_hash"],
        row["one_time_until"],
        row["totp_secret"],
        row["made_at"],
        row["closed_at"],
    )


def _keep_an_administrator(database: Database, account: Account, *, losing: bool) -> None:
    if account.role is not Role.ADMINISTRATOR or not losing or not account.open:
        return
    others = AccountRow.select().where(
        AccountRow.role == Role.ADMINISTRATOR.value, AccountRow.closed_at.is_null(), AccountRow.id != account.id
    )
    if not others.exists(database):
        raise StoreError(f"« {account.name} » est le dernier administrateur ; donnez d'abord ce rôle à un autre.")


def _row(database: Database, where: Any) -> dict[str, Any] | None:
    found: dict[str, Any] | None = AccountRow.select().where(where).dicts().first(database)
    return found


def _update(database: Database, account: str, **facts: Any) -> None:
    AccountRow.update(facts).where(AccountRow.id == account).execute(database)


def _close_calendar(database: Database, account: Account, now: datetime) -> None:
    """The addresses of the calendar that this account could open."""
    if account.agent is not None:
        revoke_feeds(database, AGENT, account.agent, now)


def _close_sign_ins(database: Database, account: str, now: datetime) -> None:
    mine = (SignInRow.account_id == account) & SignInRow.closed_at.is_null()
    SignInRow.update(closed_at=now.astimezone(UTC)).where(mine).execute(database)
