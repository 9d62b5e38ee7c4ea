"""The database of the demonstration: made once for a version, a company and a seed, then only brought up to now."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import msgspec
from peewee import Database

from appliance.company.model import Company
from appliance.config import Config
from appliance.demo.accounts import NAMES, open_accounts
from appliance.demo.follow_up import FollowUp
from appliance.demo.history import DAYS, SETTLED, History
from appliance.demo.shown import ShownMail, ShownPost, nobody_watches
from appliance.notify.proposals import publish_noted
from appliance.notify.publishing import Publisher
from appliance.notify.sender import OutboxSender
from appliance.planning.months import end_of_next_month
from appliance.planning.wall_clock import wall_clock
from appliance.store.accounts.accounts import Role
from appliance.store.database import open_database
from appliance.store.publications.publications import acknowledge
from appliance.store.settings.snapshot import load_company, save_company

MADE_BY = "3"  # changes with what is invented
NOT_YET = 2  # people who have still to read what is published, the one whose pages are shown among them
KNOWN_AHEAD = timedelta(days=16)  # of what is to come: a day more than the law asks (L3121-12)
log = logging.getLogger(__name__)


def open_past(
    config: Config, company: Company, seed: int, sounds: tuple[Path, ...], box: str, now: datetime
) -> Database:
    """The demonstration's database, with its past up to `now` (UTC). Raises StoreError, OSError."""
    note, key = config.state_dir / "history.json", key_of(company, seed)
    kept = read_note(note)
    if kept is None or kept[0] != key:
        forget(config)
        kept = None
    database = open_database(config.database_url)
    since = kept[1] if kept else begin(database, config, company, now)
    until = now - SETTLED
    if until > since:
        write(database, config, load_company(database) or company, seed, sounds, box, since, until)
        if kept is None or since.month != until.month:
            publish_ahead(database, config, load_company(database) or company, box, now)
        note.write_text(json.dumps({"key": key, "until": until.isoformat()}), encoding="utf-8")
    return database


def begin(database: Database, config: Config, company: Company, now: datetime) -> datetime:
    """A database with the company and the accounts; when its past begins."""
    began = now - timedelta(days=DAYS)
    save_company(database, company, now=began)
    open_accounts(database, company, config.pages_dir, now)
    return began


def write(
    database: Database,
    config: Config,
    company: Company,
    seed: int,
    sounds: tuple[Path, ...],
    box: str,
    since: datetime,
    until: datetime,
) -> None:
    """The calls of that time."""
    post = ShownPost(database, box, config.public_url)
    follow_up = FollowUp(database, company, post, NAMES[Role.MANAGER], seed)
    History(database, company, seed, sounds, config.recordings_dir, follow_up, box).write(since, until)


def publish_ahead(database: Database, config: Config, company: Company, box: str, now: datetime) -> None:
    """What is to come until the end of next month, published in time by who manages, and read by most. StoreError."""
    then = now - KNOWN_AHEAD
    by = Publisher(NAMES[Role.MANAGER], then, config.public_url, queued_at=then)
    for line in company.lines.values():
        today = wall_clock(now, line.timezone).date()
        made = publish_noted(database, company, line, today, end_of_next_month(today), by, None, noted_at=then)
        read_by_most(database, company, made["number"], then)
    OutboxSender(database, ShownMail(nobody_watches), lambda: then, box=box).send_due()


def read_by_most(database: Database, company: Company, number: int, since: datetime) -> None:
    """Each in turn, an hour or so after the other. StoreError."""
    for place, agent in enumerate(list(company.agents.values())[NOT_YET:], 1):
        acknowledge(
            database, number, agent.id, at=since + place * timedelta(minutes=73), by=f"{agent.name}, par le lien"
        )


def key_of(company: Company, seed: int) -> str:
    """What the past was made of."""
    facts = f"{MADE_BY} {version('astreinte')} {seed} ".encode() + msgspec.json.encode(repr(company))
    return hashlib.sha256(facts).hexdigest()


def read_note(note: Path) -> tuple[str, datetime] | None:
    """What the past was made of, and up to when; None where there is none to be read."""
    try:
        kept = json.loads(note.read_text(encoding="utf-8"))
        return str(kept["key"]), datetime.fromisoformat(kept["until"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(config: Config) -> None:
    """Take away a past of another version or company; the voices stay."""
    for path in config.state_dir.glob("demo.db*"):
        path.unlink()
    (config.state_dir / "history.json").unlink(missing_ok=True)
    for folder in (config.recordings_dir, config.spool_dir):
        shutil.rmtree(folder, ignore_errors=True)
