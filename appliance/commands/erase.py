"""`astreinte erase` and `astreinte forget`: what the box no longer knows of its callers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click
from peewee import Database

from appliance import config as machine
from appliance.believed import Believed
from appliance.checks.health import company_now
from appliance.commands.options import WholeNumber, config_option, country_option
from appliance.company.model import Company
from appliance.company.numbers import caller_number, normalise
from appliance.company.retention import DAYS_A_MONTH, message_days_kept, months_kept, talk_days_kept, told_days_kept
from appliance.store.accounts.audit import at_the_keyboard, list_audit, note
from appliance.store.database import opened
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep.clock_doubt import believed, clock_doubt, despite_doubt
from appliance.store.upkeep.erasing import erase_call, erase_caller, forget_before
from appliance.store.upkeep.forgetting_calls import Forgotten
from appliance.store.upkeep.forgotten_words import AGED, FORGOTTEN, found_something, in_settings, proof, told
from appliance.store.upkeep.old_messages import forget_messages, forget_talks

PROOFS = 400  # a night each, kept a year
T = TypeVar("T")


@click.command(
    "erase", help="Oublier un appelant : son numéro, ce qu'il a tapé, ses messages. Ses appels restent comptés."
)
@click.argument("number", metavar="[NUMÉRO]", required=False)
@click.option("--number", "spelled", metavar="NUMÉRO", help="De même, comme pour « export ».")
@click.option("--call", "call_id", metavar="ID", help="L'appelant d'un seul appel, quand son numéro était masqué.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@country_option
@config_option
def command(
    number: str | None, spelled: str | None, call_id: str | None, yes: bool, country: str | None, config_file: Path
) -> None:
    """In every call that is over. Backups forget with their age. ConfigError, StoreError, OSError.

    A number that is asked for stands in no history of the shell, and in no log of sudo.
    """
    config = machine.load(config_file)
    if number is not None and spelled is not None:
        raise click.UsageError("donnez le numéro une seule fois")
    number = spelled if number is None else number
    if number is None and call_id is None:
        number = click.prompt("Numéro de l'appelant", type=str)
    known = asked(number, call_id, country or company_country(config))
    if not yes:
        whom = known or f"l'appelant de l'appel {call_id}"
        click.confirm(f"Oublier {whom} pour toujours ?", abort=True)
    now = datetime.now(UTC)

    def work(database: Database) -> Forgotten:
        if known is None:
            found = erase_call(database, config, str(call_id), now)
        else:
            for sentence in in_settings(load_company(database), known):
                click.echo(sentence, err=True)
            found = erase_caller(database, config, known, now)
        note(database, at_the_keyboard(), FORGOTTEN, [told(found)], at=now)
        return found

    done = with_database(config, work)
    nowhere = known is not None and not found_something(done)
    click.echo(f"{known} n'est dans aucun appel terminé du journal." if nowhere else told(done))
    refuse(done)


@click.command("forget", help="Oublier les appelants des appels anciens : numéros, ce qu'ils ont tapé, messages.")
@click.option(
    "--months",
    type=WholeNumber(1, 120),
    help="Ce qui est plus vieux est oublié ; ceux des réglages si absent.",
)
@click.option("--despite-clock", is_flag=True, help="Oublier même si l'horloge de la machine est douteuse.")
@click.option("--proofs", is_flag=True, help="Ne rien oublier : lire ce qui l'a été, jour après jour, depuis un an.")
@config_option
def forget_command(months: int | None, despite_clock: bool, proofs: bool, config_file: Path) -> None:
    """What a timer of the box does each day; nothing on a clock in doubt. ConfigError, StoreError, OSError."""
    config, now = machine.load(config_file), datetime.now(UTC)
    if proofs:
        click.echo("\n".join(with_database(config, proofs_told)) or "Rien n'a encore été oublié pour son âge.")
        return
    if despite_clock:
        today = despite_doubt(now)
    else:
        today = with_database(config, lambda database: trusted(database, config, now))
    company = with_database(config, load_company)
    kept = months or months_kept(company, config.forget_months)
    before = company_now(config, now) - timedelta(days=kept * DAYS_A_MONTH)
    done = with_database(config, lambda database: forgotten(database, config, before, today, company))
    click.echo(told(done))
    refuse(done)


def proofs_told(database: Database) -> list[str]:
    """What went for its age, the latest first, in the machine's time. StoreError."""
    entries = list_audit(database, limit=PROOFS, acts=[AGED])
    return [f"{one['at'].astimezone():%d/%m/%Y %H:%M}  {' '.join(one['changes'])}" for one in entries]


def forgotten(
    database: Database, config: machine.Config, before: datetime, today: Believed, company: Company | None = None
) -> Forgotten:
    """Forget, each kind at its age, and keep the proof of what went where changes are told. StoreError, OSError."""
    days = message_days_kept(company, config.forget_months)
    messages, left = forget_messages(database, config, days, today, config.box_name)
    talks, kept = forget_talks(database, config, talk_days_kept(company, config.forget_months), today, config.box_name)
    done = forget_before(database, config, before, today, told_days_kept(company))
    left = list(dict.fromkeys((*left, *kept, *done.left)))
    done = replace(done, messages=done.messages + messages, talks=talks, left=tuple(left))
    if changes := proof(done):
        note(database, at_the_keyboard(), AGED, changes, at=datetime.now(UTC))
    return done


def asked(number: str | None, call_id: str | None, country: str) -> str | None:
    """The number, E.164, or None for a call. UsageError: one of the two, and not both."""
    if (number is None) == (call_id is None):
        raise click.UsageError(
            "donnez un numéro, ou --call pour un appelant masqué, et pas les deux", click.get_current_context()
        )
    return None if number is None else normalised(number, country)


def trusted(database: Database, config: machine.Config, now: datetime) -> Believed:
    """ClickException: a clock that may not be believed would forget too much, or nothing."""
    found = believed(database, now, config.clock_offset_seconds)
    if found is None:
        doubt = clock_doubt(database, now, config.clock_offset_seconds)
        raise click.ClickException(f"Rien n'est oublié. {doubt}")
    return found


def normalised(number: str, country: str) -> str:
    """As the journal has it, premium and foreign ones too. UsageError for what is no telephone number."""
    known = caller_number(number, country)
    if known is not None:
        return known
    try:
        return normalise(number, country)
    except ValueError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error


def company_country(config: machine.Config) -> str:
    """The company's country, by which the journal reads its callers; the box's where there is no company yet."""
    company = with_database(config, load_company)
    return company.country if company else config.country


def with_database(config: machine.Config, work: Callable[[Database], T]) -> T:
    """Do it on the database of this machine. StoreError."""
    with opened(config.database_url) as database:
        return work(database)


def refuse(done: Forgotten) -> None:
    """ClickException, exit code 1, for what is still there."""
    for path in done.unread:
        click.echo(f"{path} est à FreeSWITCH, en mémoire : ce qu'il dirait de l'appelant s'efface avec lui.", err=True)
    if done.left:
        raise click.ClickException(
            f"Pas encore effacé : {' ; '.join(done.left)}. Donnez-en le droit à ce compte, puis recommencez."
        )
