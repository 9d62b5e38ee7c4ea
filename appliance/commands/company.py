"""`astreinte import` and `astreinte export`: the company, from a file to the database and back."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from appliance import config as machine
from appliance.calls.company import Company
from appliance.commands.options import config_option
from appliance.store.company_file import load_company_file, write_company
from appliance.store.database import close_database, open_database
from appliance.store.snapshot import load_company, save_company


@click.command("import", help="Lire une entreprise dans un fichier YAML : tout est enregistré, ou rien.")
@click.argument("company_file", metavar="FICHIER", type=click.Path(path_type=Path))
@config_option
def import_command(company_file: Path, config_file: Path) -> None:
    """CompanyFileErrors with every error at once, ConfigError, StoreError: the settings are then as they were."""
    company = load_company_file(company_file)
    database = open_database(machine.load(config_file).database_url)
    try:
        save_company(database, company)
    finally:
        close_database(database)
    click.echo(f"{company.name} : {counts(company)}. Les prochains appels suivent ces réglages.")


@click.command("export", help="Écrire l'entreprise dans un fichier YAML, que « import » relit.")
@config_option
@click.option(
    "-o",
    "--output",
    metavar="FICHIER",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Fichier à écrire ; sans lui, la sortie standard.",
)
def export_command(config_file: Path, output: Path | None) -> None:
    """The file holds telephone numbers and PINs: only its owner may read it."""
    text = write_company(saved_company(config_file))
    if output is None:
        click.echo(text, nl=False)
        return
    write_whole(output, text)
    click.echo(f"Écrit : {output}", err=True)


def saved_company(config_file: Path) -> Company:
    """The company in the database. ClickException when there is none yet."""
    database = open_database(machine.load(config_file).database_url, create=False)
    try:
        company = load_company(database)
    finally:
        close_database(database)
    if company is None:
        raise click.ClickException("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
    return company


def write_whole(path: Path, text: str) -> None:
    """Write the file or leave the former one: never half of it. OSError."""
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise


def counts(company: Company) -> str:
    """« 3 intervenants, 1 équipe, 2 lignes, 1 menu »."""
    parts = (
        (len(company.agents), "intervenant"),
        (len(company.teams), "équipe"),
        (len(company.lines), "ligne"),
        (len(company.menus), "menu"),
    )
    return ", ".join(f"{number} {noun}{'s' if number > 1 else ''}" for number, noun in parts)
