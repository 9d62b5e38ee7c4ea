"""The four kinds of accounts of the demonstration: nobody knows their passwords, its page alone opens them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyotp
from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.accounts import TWO_FACTORS, Role, account_named, add_account, set_password
from appliance.store.accounts.passwords import one_time_password
from appliance.store.second_factors import set_totp

BY = "démonstration"
NAMES = {
    Role.ADMINISTRATOR: "administratrice",
    Role.MANAGER: "responsable",
    Role.READER: "lecture",
    Role.AGENT: "intervenant",
}


def open_accounts(database: Database, company: Company, keys: Path, now: datetime) -> None:
    """One account a role, whose owner has done all that is asked at first. `keys`: of second factors. StoreError."""
    agent = next(iter(company.agents), None)
    for role, name in NAMES.items():
        if role is Role.AGENT and agent is None:
            continue
        add_account(database, name, role, agent if role is Role.AGENT else None, by=BY, now=now)
        set_password(database, account_named(database, name), one_time_password(), now=now)
        if role in TWO_FACTORS:
            set_totp(database, keys, account_named(database, name), pyotp.random_base32(), now=now)
