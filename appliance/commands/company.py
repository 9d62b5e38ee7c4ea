"""`astreinte import`, `export` and `schema`: the company, from a file to the database and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from appliance import config as machine
from appliance.checks import check_change, check_company
from appliance.commands.check import count, told
from appliance.commands.hand_over import hand_over
from appliance.commands.options import config_option, country_option
from appliance.commands.source import stored_company
from appliance.company.model import Company
from appliance.door import settings
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.codes import codes_missing, with_kept_codes
from appliance.store.company_file import load_company_file, write_company
from appliance.store.company_file.annotation import write_annotated
from appliance.store.company_file.differences import differences
from appliance.store.company_file.places import Places, places_of
from appliance.store.company_file.schema import schema_text
from appliance.store.database import opened
from appliance.store.settings.snapshot import load_company
from appliance.whole_file import write_whole


@click.command("import", help="Lire une entreprise dans un fichier YAML : tout est enregistré, ou rien.")
@click.argument("company_file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, et ne rien changer.")
@config_option
def import_command(company_file: Path, dry_run: bool, config_file: Path) -> None:
    """Exit code 1, and the settings as they were, when the file or what it describes could lose a call.

    CompanyFileErrors with every error at once, ConfigError, StoreError, SpeechError.
    """
    company, config = load_company_file(company_file), machine.load(config_file)
    live = stored_company(config)
    missing = list(codes_missing(live, company))
    company = with_kept_codes(live, company)
    remarks = missing + accept(company, live, places_of(company_file), moment_of(config))
    if not dry_run:
        live = applied(company, config)
    for text in remarks:
        click.echo(text, err=True)
    for sentence in differences(live, company) if live else ():
        click.echo(sentence)
    click.echo(f"{company.name} : {counts(company)}. {conclusion(company, live, dry_run)}")


def accept(company: Company, live: Company | None, places: Places, now: datetime) -> list[str]:
    """What `check` remarks, in sentences. Told with a ClickException if an error is new to the settings in force."""
    found = check_company(company, now)
    remarks = list(told(found, places))
    errors = check_change(live, company, now)[0]
    if errors:
        click.echo("\n".join(remarks), err=True)
        raise click.ClickException(
            f"{count(len(errors), 'erreur')} : des appels pourraient être perdus ; rien n'a été changé."
        )
    return remarks


def moment_of(config: machine.Config) -> datetime:
    """Now, on the clock of this machine or of the lab that it is."""
    return datetime.now(UTC) + timedelta(seconds=config.clock_offset_seconds)


def applied(company: Company, config: machine.Config) -> Company | None:
    """Make it the company in force; the former one, if any. Refused, StoreError: nothing has changed."""
    with opened(config.database_url, create=True) as database:
        by, now, at = at_the_keyboard(), moment_of(config), datetime.now(UTC)
        return settings.put(database, company, by=by, now=now, at=at).before


def conclusion(company: Company, live: Company | None, dry_run: bool) -> str:
    """The last words of an import."""
    if company == live:
        return "Aucun changement : ce sont déjà les réglages enregistrés."
    if dry_run:
        return "Rien n'a été changé ; sans --dry-run, les prochains appels suivraient ces réglages."
    return "Les prochains appels suivent ces réglages."


@click.command(
    "export", help="Écrire l'entreprise dans un fichier YAML, que « import » relit ; ou ce qu'on garde d'un appelant."
)
@config_option
@click.option(
    "-o",
    "--output",
    metavar="FICHIER",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier à écrire ; sans lui, la sortie standard.",
)
@click.option("--annotated", is_flag=True, help="Avec une explication de chaque clé, en commentaire.")
@click.option("--number", metavar="NUMÉRO", help="Tout ce que la boîte garde d'un appelant : un ZIP, messages compris.")
@click.option("--call", "call_id", metavar="ID", help="De même pour l'appelant masqué d'un appel.")
@country_option
def export_command(
    config_file: Path,
    output: Path | None,
    annotated: bool,
    number: str | None,
    call_id: str | None,
    country: str | None,
) -> None:
    """The file holds telephone numbers: only its owner may read it. Codes are kept hashed, and never leave."""
    if number is not None or call_id is not None:
        hand_over(machine.load(config_file), output, number, call_id, country)
        return
    company = saved_company(config_file)
    give(write_annotated(company) if annotated else write_company(company), output)


@click.command("schema", help="Écrire le schéma JSON du fichier de l'entreprise, pour un éditeur de texte.")
@click.option(
    "-o",
    "--output",
    metavar="FICHIER",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier à écrire ; sans lui, la sortie standard.",
)
def schema_command(output: Path | None) -> None:
    """The same for every company, and for every machine of this version."""
    give(schema_text(), output)


def give(text: str, output: Path | None) -> None:
    """Write the file, or print it. OSError."""
    if output is None:
        click.echo(text, nl=False)
        return
    write_whole(output, text)
    click.echo(f"Écrit : {output}", err=True)


def saved_company(config_file: Path) -> Company:
    """The company in the database. ClickException when there is none yet."""
    with opened(machine.load(config_file).database_url) as database:
        company = load_company(database)
    if company is None:
        raise click.ClickException("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
    return company


def counts(company: Company) -> str:
    """« 3 intervenants, 1 équipe, 2 lignes, 1 menu »."""
    parts = (
        (len(company.agents), "intervenant"),
        (len(company.teams), "équipe"),
        (len(company.lines), "ligne"),
        (len(company.menus), "menu"),
    )
    return ", ".join(count(number, noun) for number, noun in parts)
