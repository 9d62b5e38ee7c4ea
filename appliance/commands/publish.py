"""`astreinte publish`, `publications` and `acknowledge`: the planning, published with proof."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from appliance.commands.options import Day, config_option, state_option, visible
from appliance.commands.source import Source, line_named, open_source
from appliance.notify.mail import MailChannel
from appliance.notify.post import mails_of, post_words
from appliance.notify.publishing import Proposal, Publisher, propose, publish
from appliance.notify.words import changes_by_agent, moment_text, notice_text, shift_line
from appliance.planning.publication import Notice
from appliance.store.publications.publications import acknowledge, list_publications, read_publication

Record = dict[str, Any]
NO_REASON = "sans motif"


@click.command("publish", help="Publier le planning d'une ligne : version datée, courriels aux intervenants, accusés.")
@click.option("--line", "line_text", metavar="LIGNE", help="La ligne : identifiant, nom ou numéro.")
@click.option("--from", "first", type=Day(), required=True, help="Premier jour publié.")
@click.option("--to", "last", type=Day(), required=True, help="Dernier jour publié, compris.")
@click.option("--by", metavar="NOM", help="Qui publie ; sans elle, le compte du système.")
@click.option("--reason", metavar="TEXTE", help="Le motif d'un changement à moins d'un jour franc.")
@click.option("--dry-run", is_flag=True, help="Montrer ce qui serait publié, sans rien écrire.")
@state_option
@config_option
def publish_command(
    line_text: str | None,
    first: date,
    last: date,
    by: str | None,
    reason: str | None,
    dry_run: bool,
    state: Path | None,
    config_file: Path,
) -> None:
    """ConfigError, StoreError: then nothing is published."""
    if last < first:
        raise click.UsageError("--to est avant --from ; donnez le premier jour puis le dernier", context())
    if (last - first).days >= 400:
        raise click.UsageError("la période dépasse 400 jours ; publiez-la en plusieurs fois", context())
    source = open_source(None, state, config_file)
    line = line_named(source.company, line_text)
    with source.database() as database:
        made = propose(database, source.company, line, first, last, source.now)
        if warning := notice_text(made.notice, made.first_change, line.timezone):
            click.echo(f"À VOIR  {warning}", err=True)
        if dry_run:
            counts = f"Créneaux : {len(made.shifts)} ; intervenants concernés : {len(made.concerned)}."
            click.echo(f"{counts} Rien n'est publié.")
            return
        why = reason_of(made, reason)
        public_url = source.config.public_url if source.config else None
        publisher = Publisher(by or getpass.getuser(), source.now, public_url)
        publication = publish(database, source.company, line, first, last, publisher, why)
        mails = mails_of(database, publication["number"])
    tell(publication, source, mails)


def reason_of(made: Proposal, given: str | None) -> str | None:
    """The reason of a change under one clear day: given, asked on a terminal, else noted as missing."""
    if given is not None or made.notice is not Notice.URGENT:
        return given
    if sys.stdin.isatty():
        asked: str = click.prompt("Motif", default=NO_REASON, value_proc=visible, err=True)
        return asked.strip() or NO_REASON
    return NO_REASON


def tell(publication: Record, source: Source, mails: list[Record]) -> None:
    """What was published, what changed, and who cannot be told by mail."""
    days = f"du {publication['first_day']:%d/%m/%Y} au {publication['last_day']:%d/%m/%Y}"
    click.echo(f"Publication {publication['number']}, ligne {publication['line_name']}, {days}.")
    for line in changes_by_agent(publication) if publication["changes"] else ["Rien ne change : aucun courriel."]:
        click.echo(line)
    for one in publication["addressees"]:
        if not MailChannel.reaches(one["mail"]):
            click.echo(
                f"À VOIR  {one['agent_name']} n'a pas d'adresse de courriel : prévenez autrement, puis notez-le par "
                f"« astreinte acknowledge --agent {one['agent_id']} --publication {publication['number']} ».",
                err=True,
            )
    if publication["reason"]:
        click.echo(f"Motif gardé : {publication['reason']}.")
    if source.config is None or source.config.mail is None:
        click.echo("À VOIR  [mail] n'est pas réglé : les courriels attendent (« astreinte outbox »).", err=True)
    elif publication["changes"]:
        click.echo(f"{post_words(mails, source.config.mail)} Voyez « astreinte outbox ».")
    if source.config is None or source.config.public_url is None:
        click.echo("À VOIR  public_url n'est pas réglé : les courriels ne portent pas de lien d'accusé.", err=True)


@click.command("acknowledge", help="Noter qu'un intervenant a pris connaissance d'une publication.")
@click.option("--agent", required=True, metavar="ID", help="L'intervenant.")
@click.option("--publication", "number", type=click.IntRange(min=1), required=True, help="Le numéro de la publication.")
@click.option("--by", metavar="NOM", help="Qui le note ; sans elle, le compte du système.")
@state_option
@config_option
def acknowledge_command(agent: str, number: int, by: str | None, state: Path | None, config_file: Path) -> None:
    """The first acknowledgement stays, with its date. ConfigError, StoreError."""
    source = open_source(None, state, config_file)
    with source.database() as database:
        found = acknowledge(database, number, agent, at=source.now, by=by or getpass.getuser())
    if found is None:
        raise click.ClickException(
            f"La publication {number} n'a pas été adressée à « {agent} » ; "
            f"voyez « astreinte publications show {number} »."
        )
    record, fresh = found
    moment = moment_text(record["acknowledged_at"], source.company.timezone)
    click.echo(f"{record['agent_name']} : accusé {'noté' if fresh else 'déjà noté'} le {moment}.")


@click.group("publications", invoke_without_command=True, help="Les publications, et qui en a accusé réception.")
@click.option("--line", "line_text", metavar="LIGNE", help="Celles d'une ligne.")
@click.option("--json", "as_json", is_flag=True, help="Un tableau JSON ; instants en UTC.")
@state_option
@config_option
@click.pass_context
def publications_command(
    command: click.Context, line_text: str | None, as_json: bool, state: Path | None, config_file: Path
) -> None:
    """ConfigError, StoreError."""
    if command.invoked_subcommand is not None:
        return
    source = open_source(None, state, config_file)
    line = line_named(source.company, line_text).id if line_text else None
    with source.database() as database:
        found = list_publications(database, line)
    if as_json:
        click.echo(json.dumps([facts(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(headline(one))
    if not found:
        click.echo("Aucune publication.")


@publications_command.command("show", help="Une publication : créneaux, différences, accusés.")
@click.argument("number", metavar="NUMÉRO", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON ; instants en UTC.")
@state_option
@config_option
def show(number: int, as_json: bool, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    source = open_source(None, state, config_file)
    with source.database() as database:
        found = read_publication(database, number)
    if found is None:
        raise click.ClickException(f"La publication {number} n'existe pas ; voyez « astreinte publications ».")
    if as_json:
        click.echo(json.dumps(facts(found), ensure_ascii=False, indent=2))
        return
    zone = found["timezone"]
    click.echo(headline(found))
    if text := notice_text(Notice(found["notice"]), found["first_change"], zone):
        click.echo(f"{text} Motif : {found['reason'] or NO_REASON}.")
    click.echo("Créneaux :")
    for shift in found["shifts"]:
        click.echo(f"  {shift['agent_name']} : {shift_line(shift, zone)}")
    click.echo("Différences avec la version d'avant :" if found["changes"] else "Aucune différence.")
    for line in changes_by_agent(found):
        click.echo(f"  {line}")
    click.echo("Accusés :")
    for one in found["addressees"]:
        click.echo(f"  {one['agent_name']} : {acknowledged(one, zone)}")


def headline(publication: Record) -> str:
    """One line: number, line, days, who, when, how many have acknowledged."""
    done = sum(one["acknowledged_at"] is not None for one in publication["addressees"])
    return (
        f"{publication['number']}  {publication['line_name']}  {publication['first_day']:%d/%m/%Y}-"
        f"{publication['last_day']:%d/%m/%Y}  publiée le "
        f"{moment_text(publication['published_at'], publication['timezone'])} par {publication['published_by']}  "
        f"accusés {done}/{len(publication['addressees'])}"
    )


def acknowledged(one: Record, timezone: str) -> str:
    if one["acknowledged_at"] is None:
        return "pas encore" + ("" if MailChannel.reaches(one["mail"]) else " (sans adresse de courriel)")
    return f"le {moment_text(one['acknowledged_at'], timezone)}, par {one['acknowledged_by']}"


def facts(value: Any) -> Any:
    """The record for a program, without the hashes of secrets."""
    if isinstance(value, dict):
        return {key: facts(one) for key, one in value.items() if key != "secret_hash"}
    if isinstance(value, list):
        return [facts(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def context() -> click.Context | None:
    return click.get_current_context(silent=True)
