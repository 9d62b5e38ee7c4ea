"""`astreinte rollback-check`: what the release before would not do, asked before going back to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from peewee import Database

from appliance import config as machine
from appliance.commands.options import config_option
from appliance.company.numbers import readable
from appliance.store.database import opened
from appliance.store.older_release import (
    Knowledge,
    can_open,
    closed_apart,
    knowledge_of,
    locked_out,
    not_called_back,
    not_upgraded,
    reads_settings,
)
from appliance.store.settings.snapshot import revision
from appliance.store.upkeep.way_back import Change, changed_since, copied

FROZEN = (
    "- dès le retour, tout changement de réglage : cette version sert les appels des réglages de la nôtre, et n'en "
    "enregistre aucun"
)
SHUT = (
    "- dès le retour, la connexion de {names} : leur second facteur est chiffré, et cette version ne le lit pas ; elle "
    "les laisse entrer une fois qu'il est refait, par « astreinte account reset NOM »"
)


ASIDE = (
    "- les réglages changés depuis la mise à jour : cette version reprend ceux d'avant. Ceux d'aujourd'hui seraient "
    "gardés dans un fichier, à importer ensuite :"
)
APART = (
    "- le temps du retour, les commandes et les notes des relevés clos : cette version les montre sans elles, sous une "
    "autre empreinte"
)
PROMISED = "- dès le retour, les rappels promis : cette version n'en fait aucun. À rappeler vous-même : {numbers}"
LISTED = 5  # changes of the settings

release_option = click.option(
    "--to",
    "release",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/opt/astreinte/previous"),
    show_default=True,
    help="Le dossier de cette version.",
)
copies_option = click.option(
    "--copies",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/var/lib/astreinte/backups"),
    show_default=True,
    help="Le dossier de la copie de la base faite avant la mise à jour.",
)


@click.command("rollback-check", help="Ce qu'une version plus ancienne perdrait des réglages, avant d'y revenir.")
@release_option
@copies_option
@click.option("--force", is_flag=True, help="Le dire, et ne pas refuser.")
@config_option
def command(release: Path, copies: Path, force: bool, config_file: Path) -> None:
    """Exit code 1 where something would be lost, unless forced. ConfigError, StoreError; ClickException."""
    name = release.resolve().name
    lost = lost_of(machine.load(config_file), release, name, copies)
    if not lost:
        click.echo(f"La version {name} lit tous les réglages de cette machine.")
        return
    told = "\n".join([f"Revenir à la version {name} ferait perdre :", *lost])
    if not force:
        raise click.ClickException(
            f"{told}\nRevenez quand même, sauvegarde gardée : --force "
            "(rollback.yml : -e astreinte_rollback_force=true)."
        )
    click.echo(told)


def lost_of(config: machine.Config, release: Path, name: str, copies: Path) -> list[str]:
    """A line each, or several. StoreError for a release that would not even start, and has no way back."""
    known = knowledge_of(release)
    with opened(config.database_url, upgrade=False) as database:
        shut = locked_out(database, known)
        lost = settings_lost(database, known, name, copies)
        apart = [APART] if closed_apart(database, known) else []
        promised = [readable(number, config.country) for number in not_called_back(database, known, config.spool_dir)]
        told = [PROMISED.format(numbers=", ".join(promised))] if promised else []
        return [*lost, *apart, *told, *([SHUT.format(names=", ".join(shut))] if shut else [])]


def settings_lost(database: Database, known: Knowledge, name: str, copies: Path) -> list[str]:
    """Of a database that is not upgraded yet, nothing."""
    if not_upgraded(database):
        return []
    if not can_open(database, known):
        with copied(copies, known.newest, name) as copy:
            changes = changed_since(database, copy)
        return [ASIDE, *changes_told(changes)] if changes else []
    return [FROZEN] if revision(database) > 0 and not reads_settings(known) else []


def changes_told(changes: Sequence[Change]) -> Iterator[str]:
    """The last ones, on the clock of the machine."""
    if len(changes) > LISTED:
        yield f"  ({len(changes)} changements ; les derniers :)"
    for one in changes[-LISTED:]:
        yield f"  {one.at.astimezone():%d/%m/%Y %H:%M}, {one.who or 'la mise à jour'} : {one.act}"
