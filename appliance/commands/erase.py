"""`astreinte erase` and `astreinte forget`: what the box no longer knows of its callers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from peewee import Database

from appliance import config as machine
from appliance.checks.health import company_now
from appliance.commands.options import WholeNumber, config_option
from appliance.planning.numbers import normalise
from appliance.store.database import close_database, open_database
from appliance.store.erasing import Forgotten, erase_caller, forget_before

DAYS_A_MONTH = 30.44


@click.command(
    "erase", help="Oublier un appelant : son numéro, ce qu'il a tapé, ses messages. Ses appels restent comptés."
)
@click.argument("number", metavar="NUMÉRO")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@config_option
def command(number: str, yes: bool, config_file: Path) -> None:
    """In every call that is over. Backups forget with their age. ConfigError, StoreError, OSError."""
    config = machine.load(config_file)
    known = normalised(number, config.country)
    if not yes:
        click.confirm(f"Oublier {known} pour toujours ?", abort=True)
    done = with_database(config, lambda database: erase_caller(database, config.recordings_dir, known))
    click.echo(told(done) if done.calls or done.messages else f"{known} n'est dans aucun appel terminé du journal.")


@click.command("forget", help="Oublier les appelants des appels anciens : numéros, ce qu'ils ont tapé, messages.")
@click.option(
    "--months",
    type=WholeNumber(1, 120),
    help="Ce qui est plus vieux est oublié ; celui de la machine si absent.",
)
@config_option
def forget_command(months: int | None, config_file: Path) -> None:
    """What a timer of the box does each day. ConfigError, StoreError, OSError."""
    config = machine.load(config_file)
    before = company_now(config, datetime.now(UTC)) - timedelta(days=(months or config.forget_months) * DAYS_A_MONTH)
    click.echo(told(with_database(config, lambda database: forget_before(database, config.recordings_dir, before))))


def normalised(number: str, country: str) -> str:
    """UsageError for what is no telephone number."""
    try:
        return normalise(number, country)
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error


def with_database(config: machine.Config, work: Callable[[Database], Forgotten]) -> Forgotten:
    """Do it on the database of this machine. StoreError."""
    database = open_database(config.database_url, create=False)
    try:
        return work(database)
    finally:
        close_database(database)


def told(done: Forgotten) -> str:
    """One sentence."""
    return f"Appels sans appelant désormais : {done.calls} ; messages effacés : {done.messages}."
