"""`astreinte upgrade-copy` and `astreinte go-back`: the way back over an upgrade that changes the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from peewee import Database

from appliance import config as machine
from appliance.commands.options import config_option
from appliance.commands.rollback_check import changes_told, copies_option, release_option
from appliance.store.company_file import write_company
from appliance.store.database import opened
from appliance.store.errors import NoDatabase
from appliance.store.older_release import can_open, knowledge_of
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep.way_back import SETTINGS, changed_since, copied, go_back, keep_copy, with_codes_of
from appliance.whole_file import write_whole

LEFT_ASIDE = (
    "Les réglages d'aujourd'hui sont dans {path}. La version {name} a repris ceux d'avant la mise à jour ; pour y "
    "remettre ceux d'aujourd'hui : sudo astreinte import {path}"
)


# Its file of the machine may be that of the other release, which this one cannot read.
database_option = click.option(
    "--database",
    "url",
    metavar="ADRESSE",
    envvar="ASTREINTE_DATABASE",
    help="Adresse de la base ; celle du fichier de la machine si absente. Mieux vaut la donner par la variable.",
)


@click.command("upgrade-copy", help="Garder une copie de la base, si cette version en change ce que lit la précédente.")
@copies_option
@database_option
@config_option
def upgrade_copy(copies: Path, url: str | None, config_file: Path) -> None:
    """Of a database that is not upgraded yet; again as often as one likes. ConfigError, StoreError, OSError."""
    try:
        with opened(url or machine.load(config_file).database_url, upgrade=False) as database:
            kept = keep_copy(database, copies)
    except NoDatabase:
        click.echo("Il n'y a pas encore de base de données : rien à copier.")
        return
    click.echo(f"Copie de la base : {kept}" if kept else "La version précédente sait lire cette base : rien à copier.")


@click.command("go-back", help="Rendre la base lisible à une version plus ancienne, avant d'y revenir.")
@release_option
@copies_option
@database_option
@config_option
def command(release: Path, copies: Path, url: str | None, config_file: Path) -> None:
    """Calls, messages and accounts stay; the settings of before come back. ConfigError, StoreError, OSError."""
    known, name = knowledge_of(release), release.resolve().name
    with opened(url or machine.load(config_file).database_url, upgrade=False) as database:
        if can_open(database, known):
            click.echo(f"La version {name} sait lire cette base : rien à faire.")
            return
        with copied(copies, known.newest, name) as copy:
            changes = changed_since(database, copy)
            path = left_aside(database, copy, copies) if changes else None
            go_back(database, copy, known.newest, name)
    click.echo(f"La base est de nouveau celle de la version {name} : appels, messages et comptes y restent.")
    for line in changes_told(changes):
        click.echo(line)
    if path is not None:
        click.echo(LEFT_ASIDE.format(path=path, name=name))


def left_aside(database: Database, copy: Database, folder: Path) -> Path:
    """The file of the settings of today, for the release that is gone back to. StoreError, OSError."""
    path, company = folder / SETTINGS.format(moment=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"), load_company(database)
    assert company is not None  # noqa: S101 - it has been changed
    write_whole(path, write_company(with_codes_of(copy, company)))
    return path
