"""`astreinte customers`: the list of customers and orders by which agents know who calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from peewee import Database

from appliance import config as machine
from appliance.calls.customers import told_in_a_whisper
from appliance.commands.erase import company_country
from appliance.commands.options import config_option, country_option
from appliance.company.numbers import caller_number
from appliance.controller.customers_address import NoAnswer, asked
from appliance.planning.moments import long_moment
from appliance.store.accounts.audit import at_the_keyboard, note
from appliance.store.customers.adding import begun_by_hand
from appliance.store.customers.answers import Question
from appliance.store.customers.customer_words import BROUGHT, ROLES, TAKEN_AWAY, counted, plural, refusal_text
from appliance.store.customers.lists import CustomerList, bring, list_in_force, put_in_force, sweep, take_away
from appliance.store.customers.reading import read_list
from appliance.store.customers.sheet import SheetError
from appliance.store.database import close_database, open_database, writing

SHOWN = 20


@click.group("customers", help="La liste des clients et des commandes, qui dit aux intervenants qui appelle.")
def command() -> None:
    """Each of its commands says what it does."""


@command.command("import", help="Remplacer la liste par un fichier CSV, en entier.")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui est compris et refusé, sans rien remplacer.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@country_option
@config_option
def import_command(file: Path, dry_run: bool, yes: bool, country: str | None, config_file: Path) -> None:
    """What was refused is told line by line; the others serve. ConfigError, StoreError, OSError, ClickException."""
    config = machine.load(config_file)
    region = country or company_country(config)
    with opened(config) as database:
        try:
            read = read_list(file.read_bytes(), region)
            found = bring(database, file.name, read, by=at_the_keyboard(), now=datetime.now(UTC))
        except SheetError as error:
            raise click.ClickException(f"{file} : {error}") from error
        tell(found)
        if dry_run:
            sweep(database)
            click.echo("Essai : la liste en vigueur reste.")
            return
        if not yes:
            click.confirm("Remplacer la liste en vigueur ?", abort=True)
        put_in_force(database, found.number)
        with writing(database):
            note(database, at_the_keyboard(), BROUGHT, [counted(found)], at=datetime.now(UTC))
    click.echo("La liste est en vigueur ; le prochain appel en tient compte.")


@command.command("show", help="La liste en vigueur : d'où elle vient, ce qui n'en fut pas pris.")
@config_option
def show_command(config_file: Path) -> None:
    """ConfigError, StoreError."""
    with opened(machine.load(config_file)) as database:
        found = list_in_force(database)
    if found is None:
        click.echo("Aucune liste de clients.")
        return
    at = long_moment(found.at, "Europe/Paris")
    if begun_by_hand(found):
        many = plural(found.kept, "client ajouté", "clients ajoutés")
        click.echo(f"{many} à la main ; le premier, le {at}, par {found.brought_by}.")
        return
    click.echo(f"« {found.title} », importée le {at} par {found.brought_by}.")
    tell(found)


@command.command("ask", help="Demander à l'adresse des clients qui est un appelant, comme un appel le fait.")
@click.option("--number", metavar="NUMÉRO", help="Le numéro d'un appelant, par exemple « 06 12 34 56 78 ».")
@click.option("--order", metavar="COMMANDE", help="Une commande, comme elle serait tapée.")
@config_option
def ask_command(number: str | None, order: str | None, config_file: Path) -> None:
    """ConfigError, StoreError, ClickException with the reason of no answer."""
    config = machine.load(config_file)
    if config.customers is None:
        raise click.ClickException("Aucune adresse des clients : écrivez [customers] dans le fichier de la machine.")
    if (number is None) == (order is None):
        raise click.UsageError("donnez --number ou --order, l'un des deux.")
    caller = caller_number(number, company_country(config)) if number is not None else ""
    if caller is None:
        raise click.UsageError("--number : ce n'est pas un numéro entier ; écrivez par exemple « 06 12 34 56 78 ».")
    try:
        found = asked(config.customers, Question(number=caller, order=order or ""))
    except NoAnswer as error:
        raise click.ClickException(f"{error}. Les appels continueraient avec la liste importée.") from error
    for one in found:
        click.echo(f"{one.name or '(sans nom)'} : {told_in_a_whisper(one) or 'rien à dire'}")
        for heading, text in one.more:
            click.echo(f"  {heading} : {text}")
    click.echo(f"{plural(len(found), 'client', 'clients')}.")


@command.command("remove", help="Ne plus connaître aucun client.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@config_option
def remove_command(yes: bool, config_file: Path) -> None:
    """ConfigError, StoreError."""
    if not yes:
        click.confirm("Retirer la liste des clients ?", abort=True)
    with opened(machine.load(config_file)) as database:
        take_away(database)
        with writing(database):
            note(database, at_the_keyboard(), TAKEN_AWAY, [], at=datetime.now(UTC))
    click.echo("Aucun client n'est plus connu.")


def tell(found: CustomerList) -> None:
    """The columns, the count, and the first lines with something wrong."""
    for column in found.columns:
        click.echo(f"  {column.heading or '(sans titre)'} : {ROLES[column.role]}")
    for line, why in found.refused[:SHOWN]:
        click.echo(refusal_text(line, why), err=True)
    if len(found.refused) > SHOWN:
        click.echo(f"… et d'autres : {len(found.refused) - SHOWN} au moins.", err=True)
    click.echo(counted(found))


@contextmanager
def opened(config: machine.Config) -> Iterator[Database]:
    """The database of this machine. StoreError."""
    database = open_database(config.database_url, create=False)
    try:
        yield database
    finally:
        close_database(database)
