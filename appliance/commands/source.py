"""Where a command reads the company: a file, the state folder of a lab, or this machine's database; and its clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from peewee import Database

from appliance import config as machine
from appliance.calls.ring_order import Load
from appliance.commands.database import database_url
from appliance.commands.options import config_option, state_option
from appliance.company.model import Company, Line
from appliance.company.present import company_at
from appliance.folding import folded
from appliance.planning.moments import TypedMoment, read_moment

Command = Callable[..., Any]


@dataclass(frozen=True)
class Source:
    """A company, the moment it is there, and how to count its agents' interventions before a moment."""

    company: Company
    now: datetime
    database_url: str | None = None
    config: machine.Config | None = None

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database that the company was read in, for the time of the block. UsageError for one read in a file."""
        if self.database_url is None:
            raise click.UsageError("ces réglages viennent d'un fichier : donnez --config ou --state")
        from appliance.store.database import opened

        with opened(self.database_url) as database:
            yield database

    def recent_load(self, moment: datetime) -> Load:
        """Calls accepted by the agents of each team that rotates; none where there is no journal. StoreError."""
        if self.database_url is None:
            return {}
        from appliance.store.journal.reader import load_of_teams

        with self.database() as database:
            return load_of_teams(database, self.company.teams.values(), moment)


def source_options(command: Command) -> Command:
    """`--company FILE`, `--state FOLDER` or `--config FILE`: the first that is given."""
    company = click.option("--company", "company_file", type=click.Path(path_type=Path), help="L'entreprise, en YAML.")
    return company(state_option(config_option(command)))


def open_source(company_file: Path | None, state: Path | None, config_file: Path) -> Source:
    """The company asked for. CompanyFileErrors, ConfigError, StoreError; ClickException when there is none yet."""
    if company_file is not None:
        from appliance.store.company_file import load_company_file

        return Source(load_company_file(company_file), datetime.now(UTC))
    from appliance.store.database import opened
    from appliance.store.settings.snapshot import load_company

    config, url = configuration(state, config_file), database_url(state, config_file)
    with opened(url) as database:
        company = load_company(database)
    if company is None:
        raise click.ClickException("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
    moved = timedelta(seconds=config.clock_offset_seconds if config else 0.0)
    now = datetime.now(UTC) + moved
    return Source(company_at(company, now), now, url, config)


def clock(state: Path | None, config_file: Path) -> datetime:
    """Now (UTC), on the clock of this machine or of the lab that it is. ConfigError."""
    config = configuration(state, config_file)
    return datetime.now(UTC) + timedelta(seconds=config.clock_offset_seconds if config else 0.0)


def stored_company(config: machine.Config) -> Company | None:
    """The company in this machine's database; None before the first import. Nothing is created. StoreError."""
    from appliance.store.database import opened
    from appliance.store.errors import NoDatabase
    from appliance.store.settings.snapshot import load_company

    try:
        with opened(config.database_url) as database:
            return load_company(database)
    except NoDatabase:
        return None


def configuration(state: Path | None, config_file: Path) -> machine.Config | None:
    """The configuration of the machine, or of the lab whose state it is if it has one. ConfigError."""
    if state is None:
        return machine.load(config_file)
    own = state / "appliance.toml"
    return machine.load(own) if own.exists() else None


def line_named(company: Company, text: str | None) -> Line:
    """A line by its identifier, its name or its number; the only one there is when nothing is said. UsageError."""
    lines = list(company.lines.values())
    if text is None and len(lines) == 1:
        return lines[0]
    wanted = folded(text or "")
    for line in lines:
        if text and (wanted in (folded(line.id), folded(line.name)) or number_of(text, company) in line.numbers):
            return line
    known = ", ".join(f"{line.id} ({line.name})" for line in lines) or "aucune"
    said = f"la ligne « {text} » n'existe pas" if text else "il manque --line"
    raise click.UsageError(f"{said} ; lignes de l'entreprise : {known}", click.get_current_context(silent=True))


def number_of(text: str, company: Company) -> str | None:
    """The E.164 number that a text is in this country, if it is one."""
    from appliance.company.numbers import caller_number

    return caller_number(text, company.country)


def moment_asked(text: str | None, line: Line, now: datetime) -> TypedMoment:
    """What `--at` says on the clock of the line; now when it is left out. UsageError."""
    if text is None:
        return TypedMoment(now)
    try:
        return read_moment(text, line.timezone)
    except ValueError as error:
        raise click.UsageError(f"--at : {error}", click.get_current_context(silent=True)) from None
