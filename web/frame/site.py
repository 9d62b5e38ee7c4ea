"""What the pages of a company share: its database, its machine and its clock."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from peewee import Database

from appliance.believed import Believed
from appliance.company.model import Company
from appliance.company.present import company_at
from appliance.config import Config
from appliance.store.errors import StoreError
from appliance.store.factor_keys import read_keys
from appliance.store.second_factors import settle
from appliance.store.settings.snapshot import load_company, revision
from appliance.store.signing_in import SignIns
from appliance.store.upkeep.clock_doubt import believed
from web.accounts.password_checks import PasswordChecks
from web.statements.printing import Printing

Clock = Callable[[], datetime]
GROUND = "astreinte_ground"  # among the extensions of an application
log = logging.getLogger(__name__)


class Ground(Protocol):
    """What every application stands on, the demonstration's too. `real_clock` (UTC): the machine's."""

    @property
    def database(self) -> Database: ...

    @property
    def config(self) -> Config: ...

    @property
    def real_clock(self) -> Clock: ...


class Settings(NamedTuple):
    """The settings as a request read them, and their revision, or an older one."""

    number: int
    company: Company | None


@dataclass(frozen=True)
class Site:
    """`real_clock` (UTC) is that of passwords and sign-ins; `now()` is the company's, which a lab may move."""

    database: Database
    config: Config
    real_clock: Clock
    passwords: PasswordChecks = field(default_factory=PasswordChecks)
    printing: Printing = field(default_factory=Printing)
    sign_ins: SignIns = field(init=False)
    _read: dict[int, Company | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign_ins", SignIns(self.database))

    def company(self) -> Company | None:
        """The settings as last saved. Raises StoreError."""
        return self.settings().company

    def settings(self) -> Settings:
        """The settings as last saved, read again when their revision has changed. Raises StoreError."""
        number = revision(self.database)
        if number not in self._read:
            read = load_company(self.database)
            self._read.clear()
            self._read[number] = read
        company = self._read[number]
        return Settings(number, company_at(company, self.now()) if company is not None else None)

    def now(self) -> datetime:
        """The company's clock (UTC)."""
        return self.real_clock() + timedelta(seconds=self.config.clock_offset_seconds)

    def believed(self) -> Believed | None:
        """The machine's clock, for what is thrown away because it is old; None while it is in doubt. StoreError."""
        return believed(self.database, self.real_clock(), self.config.clock_offset_seconds)

    @property
    def secure(self) -> bool:
        """Whether browsers come through TLS: cookies then say `__Host-` and `Secure`."""
        return (self.config.public_url or "").startswith("https://")


def stand_on(app: Flask, ground: Ground) -> None:
    """Say what an application serves: its views ask for it, and two applications of one process have each their own."""
    app.extensions[GROUND] = ground


def current_ground() -> Ground:
    """What the application that answers this request stands on, whichever it is."""
    ground: Ground = current_app.extensions[GROUND]
    return ground


def current_site() -> Site:
    """What the application that answers this request serves, in a view of the company's own pages."""
    return cast(Site, current_ground())


def clock() -> datetime:
    """The time of this machine (UTC)."""
    return datetime.now(UTC)


def zone_of(company: Company | None) -> ZoneInfo:
    """On whose clock a page is written."""
    return ZoneInfo(company.timezone if company else "Europe/Paris")


def today_of(company: Company | None) -> date:
    """The day on that clock."""
    return current_site().now().astimezone(zone_of(company)).date()


def signing_key(folder: Path) -> bytes:
    """The key that signs cookies, made at first start, readable by this program alone. Raises OSError."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "cookies.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()


def settle_second_factors(database: Database, folder: Path) -> None:
    """What a version of before left in clear is enciphered, and what cannot be read is told in the log.

    A database that cannot be written (a full disk) waits for the next start: people sign in meanwhile.
    """
    try:
        tally = settle(database, read_keys(folder))
    except StoreError as error:
        log.error("the second factors are left as they are: %s", error)
        return
    if tally.sealed:
        log.info("%d second factors are enciphered by the key of this machine", len(tally.sealed))
    if tally.unreadable:
        log.error("%d second factors: no key in %s opens them", len(tally.unreadable), folder)
