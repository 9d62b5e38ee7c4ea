"""`astreinte intervention`: what an agent adds to the journal, work after a call and travel; also without a call."""

from __future__ import annotations

import getpass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from appliance.calls.accounting import last_resorts
from appliance.calls.text_lengths import WORK
from appliance.commands.source import open_source
from appliance.commands.statement import asked_month, journal_options
from appliance.planning.moments import long_moment, read_moment
from appliance.planning.months import month_of
from appliance.planning.quantities import spent_text
from appliance.store.company_file.compensation import duration
from appliance.store.statements.editions import editions
from appliance.store.statements.interventions import add, additions, cancel

NO_TIME = timedelta(0)


class Duration(click.ParamType):
    """`45m`, `1h30`, of no more than a day."""

    name = "DURÉE"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        try:
            length = duration(value)
        except ValueError as error:
            self.fail(str(error), param, context)
        if length > timedelta(days=1):
            self.fail(f"« {value} » dépasse une journée ; faites-en plusieurs ajouts.", param, context)
        return length


@click.group("intervention", help="Ce qu'un intervenant ajoute : travail après l'appel, trajet.")
def command() -> None:
    """The group."""


@command.command("add", help="Ajouter du travail ou un trajet à un appel, ou une intervention sans appel.")
@click.option("--agent", metavar="ID", required=True, help="L'intervenant.")
@click.option("--call", metavar="ID", help="L'appel, comme « astreinte calls --json » le nomme.")
@click.option("--from", "begins", metavar='"AAAA-MM-JJ HH:MM"', help="Sans appel : quand elle a commencé.")
@click.option("--after", type=Duration(), default=NO_TIME, help="Travail, par exemple 45m ou 1h30.")
@click.option("--travel", type=Duration(), default=NO_TIME, help="Trajet, aller et retour.")
@click.option("--note", default="", help="Ce qui a été fait, en quelques mots.")
@click.option("--by", metavar="NOM", help="Qui l'écrit ; le compte qui lance la commande si absent.")
@journal_options
def add_command(
    agent: str,
    call: str | None,
    begins: str | None,
    after: timedelta,
    travel: timedelta,
    note: str,
    by: str | None,
    state: Path | None,
    config_file: Path,
) -> None:
    """ConfigError, StoreError, UsageError."""
    if (call is None) == (begins is None):
        raise click.UsageError("donnez --call, ou --from pour une intervention sans appel, et pas les deux")
    if not after and not travel:
        raise click.UsageError("donnez --after, --travel, ou les deux")
    source = open_source(None, state, config_file)
    with source.database() as database:
        company = source.company
        if agent not in company.agents:
            known = ", ".join(company.agents) or "aucun"
            raise click.UsageError(f"l'intervenant « {agent} » n'existe pas ; sont connus : {known}")
        try:
            starts = read_moment(begins, company.timezone).moment if begins else None
        except ValueError as error:
            raise click.UsageError(f"--from : {error}") from None
        if starts is not None and starts > source.now:
            raise click.UsageError("--from : une intervention s'ajoute une fois faite")
        one = add(
            database,
            agent,
            call=call,
            starts=starts,
            after=after,
            travel=travel,
            note=clean(note),
            at=source.now,
            by=by or getpass.getuser(),
            last_resorts=last_resorts(company),
        )
        month = month_of(one.starts, company.timezone)
        closed = editions(database, month, agent)
    click.echo(
        f"Ajout {one.number} : {company.agents[agent].name}, {long_moment(one.starts, company.timezone)}, "
        f"{spent_text(after, travel)}."
    )
    if closed:
        click.echo(
            f"Le relevé {month.of_month} est clos : « astreinte statement --month {month} --correct ».", err=True
        )


@command.command("list", help="Les ajouts d'un mois.")
@click.option("--month", "month_text", metavar="AAAA-MM", help="Le mois ; celui-ci si absent.")
@click.option("--agent", metavar="ID", help="Un seul intervenant.")
@journal_options
def list_command(month_text: str | None, agent: str | None, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError, UsageError."""
    source = open_source(None, state, config_file)
    with source.database() as database:
        zone = source.company.timezone
        month = asked_month(month_text) if month_text else month_of(source.now, zone)
        found = additions(database, month.start(zone), month.end(zone), agent)
    for one in found:
        name = source.company.agents[one.agent].name if one.agent in source.company.agents else one.agent
        tied = f"appel {one.call}" if one.call else "sans appel"
        note = f" : {one.note}" if one.note else ""
        click.echo(
            f"{one.number}  {long_moment(one.starts, zone)}  {name}  {tied}  {spent_text(one.after, one.travel)}{note}"
        )
    if not found:
        click.echo(f"Aucun ajout en {month.in_words}.")


@command.command("cancel", help="Annuler un ajout fait par erreur : il reste écrit, et ne compte plus.")
@click.argument("number", metavar="NUMÉRO", type=int)
@click.option("--by", metavar="NOM", help="Qui l'annule ; le compte qui lance la commande si absent.")
@journal_options
def cancel_command(number: int, by: str | None, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError, UsageError."""
    source = open_source(None, state, config_file)
    with source.database() as database:
        cancel(database, number, at=source.now, by=by or getpass.getuser())
    click.echo(f"L'ajout {number} est annulé.")


def clean(note: str) -> str:
    """A note on one line. UsageError when it is too long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in note).split())
    if len(line) > WORK:
        raise click.UsageError(f"--note : {WORK} caractères au plus")
    return line
