"""`astreinte settings`: what the settings were, what has changed, and going back, for who has only a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from peewee import Database

from appliance.commands.database import database_here
from appliance.commands.options import WholeNumber, config_option, state_option
from appliance.commands.source import clock
from appliance.company.model import Company
from appliance.door.returning import ALREADY, Prospect, go_back, prospect
from appliance.planning.moments import long_moment
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.settings.history import (
    Revision,
    compared,
    content_of,
    list_revisions,
    revision_before,
    revision_numbered,
)
from appliance.store.settings.revisions import MOST
from appliance.store.settings.snapshot import load_company, revision

number_argument = click.argument("number", metavar="NUMÉRO", type=WholeNumber(1, 999_999_999))
UNCOMPARED = "Cette version d'Astreinte ne peut pas les comparer."


@click.group("settings", help="Les réglages d'avant : chaque changement, ce qu'il a changé, et y revenir.")
def command() -> None:
    """Its commands know a revision by the number that `history` gives it."""


@command.command("history", help="Chaque changement des réglages, le plus récent d'abord.")
@click.option("--last", type=WholeNumber(1, MOST), default=20, show_default=True, help="Combien en lister.")
@state_option
@config_option
def history(last: int, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        company, found = load_company(database), list_revisions(database, limit=last)
    for one in found:
        click.echo(line_of(one, company))
    if not found:
        click.echo("Aucun réglage n'est enregistré.")


@command.command("show", help="Ce qu'un changement a changé, et ce qui a changé depuis.")
@number_argument
@state_option
@config_option
def show(number: int, state: Path | None, config_file: Path) -> None:
    """UsageError for a number that is none, ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        one, former = known(database, number), revision_before(database, number)
        then, newest = content_of(database, number), content_of(database, revision(database))
        before = content_of(database, former.number) if former else None
        company = load_company(database)
    click.echo(line_of(one, company))
    if then.why:
        click.echo(f"{then.why} On ne peut pas y revenir.")
    if before is not None:
        tell("Ce que ce changement a fait :", compared(before, then))
    tell("Ce qui a changé depuis :", compared(then, newest))


@command.command("return", help="Revenir aux réglages d'un changement : un nouveau changement, jugé comme les autres.")
@number_argument
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, et ne rien changer.")
@state_option
@config_option
def back(number: int, dry_run: bool, state: Path | None, config_file: Path) -> None:
    """Exit code 1, and the settings as they were, where a call could be lost. UsageError, ConfigError, StoreError."""
    now = clock(state, config_file)
    with database_here(state, config_file) as database:
        one, newest, company = known(database, number), revision(database), load_company(database)
        if company is None:
            raise click.ClickException("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
        found = prospect(database, company, number, now)
        tell_prospect(found)
        if found.possible and not dry_run:
            go_back(database, one, newest, by=at_the_keyboard(), now=now, at=datetime.now(UTC))
    if not found.possible:
        raise click.ClickException("\n".join(found.errors or [ALREADY]))
    click.echo("Rien n'a été changé." if dry_run else "Les prochains appels suivent ces réglages.")


def tell_prospect(found: Prospect) -> None:
    """What a return changes, what stays, and what is worth a look."""
    tell("Ce qui change, à partir de maintenant :", found.told)
    tell("Ce qui reste comme aujourd'hui :", found.remarks)
    for one in found.found:
        click.echo(str(one), err=True)


def tell(title: str, sentences: Sequence[object] | None) -> None:
    """A title and its sentences; nothing where there is none."""
    if sentences is None:
        click.echo(f"{title} {UNCOMPARED}")
    elif sentences:
        click.echo("\n".join([title, *(f"  {one}" for one in sentences)]))


def known(database: Database, number: int) -> Revision:
    """The revision of this number. UsageError."""
    found = revision_numbered(database, number)
    if found is None:
        raise click.UsageError(f"aucun réglage gardé n'a le numéro {number} ; « astreinte settings history » les liste")
    return found


def line_of(one: Revision, company: Company | None) -> str:
    """« 12. vendredi 27 novembre 2026 à 18 h 04, julie : Ligne Urgence : modifiée »."""
    when = long_moment(one.at, company.timezone if company else "Europe/Paris")
    return f"{one.number}. {when}, {one.who} : {one.act}"
