"""A company's site on a real database, at a moment of the test's choice, and people who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from peewee import Database
from werkzeug.routing import Rule

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.config import Config, Switch, Trunk
from appliance.prompts import wav
from appliance.store.accounts.accounts import Role, account_named, add_account, set_password
from appliance.store.accounts.sign_ins import open_sign_in
from appliance.store.fields import instant_text
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.second_factors import set_totp
from tests.web.visit import Visit
from web import create_app

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # Saturday, 10:00 in Paris
PASSWORD = "quatre vaches bleues dansent"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Compiled(BytecodeCache):
    """Templates compiled once for all the worlds of a process: a fifth of the time of a test."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._kept.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
COMPILE, BUILDERS = Rule._compile_builder, {}  # by rule: what werkzeug compiles to build its addresses


def compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The same for each of our applications, which have one host and no defaults; it is two thirds of making one."""
    key = rule.rule, append_unknown
    if key not in BUILDERS:
        BUILDERS[key] = COMPILE(rule, append_unknown)
    return BUILDERS[key]


Rule._compile_builder = compiled_once  # type: ignore[method-assign]


class World:
    """`moment` is the clock of the machine."""

    def __init__(self, folder: Path, database: Database, public_url: str | None = None) -> None:
        self.moment = NOW
        self.database = database
        self.config = Config(
            state=str(folder),
            switch=Switch(esl_secret="a-secret-of-32-letters-or-so-000"),
            trunks=(Trunk(name="essai", proxy="127.0.0.1:5070"),),
            database=f"sqlite:///{database.database}",
            public_url=public_url,
        )
        self.config.recordings_dir.mkdir(parents=True, exist_ok=True)
        self.app: Flask = create_app(self.config, database, lambda: self.moment)
        self.app.jinja_env.bytecode_cache = COMPILED

    def account(self, name: str, role: Role, agent: str | None = None) -> None:
        """An account whose owner has done all that is asked at first."""
        add_account(self.database, name, role, agent, by="essai", now=self.moment)
        set_password(self.database, account_named(self.database, name), PASSWORD, now=self.moment)
        if role in (Role.ADMINISTRATOR, Role.MANAGER):
            set_totp(self.database, self.config.pages_dir, account_named(self.database, name), SECRET, now=self.moment)

    def somebody(self) -> Visit:
        """A browser that is not signed in."""
        return Visit(self.app.test_client())

    def signed_in(self, role: Role = Role.MANAGER, agent: str | None = None, name: str | None = None) -> Visit:
        """A browser signed in, with an account of its own."""
        name = name or f"{role.value}.{agent or 'x'}"
        self.account(name, role, agent)
        found = account_named(self.database, name)
        secret = open_sign_in(self.database, found, address="127.0.0.1", browser="essai", now=self.moment)
        visit = self.somebody()
        with visit.client.session_transaction() as cookie:
            cookie["_user_id"] = secret
        return visit

    def call(
        self,
        call_id: str,
        at: datetime,
        *,
        caller: str | None = "+33698765432",
        order: str | None = "40719",
        outcome: Outcome | None = Outcome.CONNECTED,
        agents: tuple[tuple[str, OfferOutcome], ...] = (("martin", OfferOutcome.ACCEPTED),),
        message: str | None = None,
        waits: datetime | None = None,
        words: str | None = None,
        talk: str | None = None,
        line: tuple[str, str] = ("urgence", "Urgence serrurerie"),
    ) -> None:
        """A call written in the journal as the controller writes it; `outcome` None: it goes on."""
        records: list[dict[str, object]] = []
        clock = [at]
        journal = CallJournal(call_id, records.append, lambda: clock[0])
        facts = {"called": "+33972000001", "caller": caller, "started_at": instant_text(at), "box": ""}
        journal.open(line_id=line[0], line_name=line[1], clock_offset=0.0, **facts)
        with journal.step("greeting", "after_hours"):
            clock[0] += timedelta(seconds=9)
        if order:
            journal.order(order)
        if talk:
            journal.talk(Recording(talk, 65.0, hung_up=False))
            (self.config.recordings_dir / talk).write_bytes(wav.container(bytes(16000)))
        if words:
            journal.words(Recording(words, 4.0, hung_up=False))
            (self.config.recordings_dir / words).write_bytes(wav.container(bytes(16000)))
        for agent, result in agents:
            journal.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
            clock[0] += timedelta(seconds=10)
            journal.attempt(Attempt(agent, 0, OfferEvent.ENDED, result))
        if outcome is Outcome.CONNECTED:
            journal.connected(outcome)
        if message:
            (self.config.recordings_dir / message).write_bytes(wav.container(bytes(16000)))
            journal.message(Recording(message, 1.0, hung_up=True), waits)
        if outcome is not None:
            clock[0] += timedelta(seconds=60)
            journal.close(outcome)
        apply(self.database, records)
