"""`astreinte backup`: everything that cannot be made again, in one archive, while calls go on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from appliance import config as machine
from appliance.commands.options import config_option
from appliance.store.errors import StoreError
from appliance.whole_file import whole_file

if TYPE_CHECKING:
    from appliance.company.model import Company


@click.command("backup", help="Sauvegarder réglages, journal, messages et phrases, pendant que les appels continuent.")
@click.option(
    "-o",
    "--output",
    metavar="FICHIER",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Archive à écrire ; « - » pour la sortie standard (vers age, par exemple).",
)
@click.option(
    "--thin",
    "folder",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Ne garder dans ce dossier que 7 sauvegardes de jours, 4 de semaines et 6 de mois.",
)
@config_option
def command(output: Path | None, folder: Path | None, config_file: Path) -> None:
    """The archive holds numbers and voices: only its owner may read it. ConfigError, StoreError, OSError."""
    if output is None and folder is None:
        raise click.UsageError("il manque --output ou --thin", click.get_current_context())
    if output is not None:
        write(machine.load(config_file), output)
    if folder is not None:
        thin_out(machine.load(config_file), folder)


def thin_out(config: machine.Config, folder: Path) -> None:
    """Delete the backups and copies that age condemns; none while the clock of the machine is in doubt, and say so."""
    from appliance.store.database import opened
    from appliance.store.upkeep.clock_doubt import believed, clock_doubt
    from appliance.store.upkeep.retention import thin
    from appliance.store.upkeep.way_back import forget_copies

    with opened(config.database_url) as database:
        moment, offset = datetime.now(UTC), config.clock_offset_seconds
        now, doubt = believed(database, moment, offset), clock_doubt(database, moment, offset)
    if doubt:
        click.echo(f"Aucune sauvegarde n'est effacée. {doubt}", err=True)
    for path in (*thin(folder, now), *forget_copies(folder, now)):
        click.echo(f"Effacée : {path.name}", err=True)


def write(config: machine.Config, output: Path) -> None:
    """To a file that appears whole or not at all, or to the standard output."""
    from appliance.store.upkeep.backup import write_backup

    if str(output) == "-":
        write_backup(config, sys.stdout.buffer, datetime.now(UTC))
        return
    with whole_file(output) as file:
        write_backup(config, file, datetime.now(UTC))
    click.echo(f"Écrit : {output}", err=True)


@click.command("restore", help="Remettre en place une sauvegarde : réglages, journal, messages, phrases.")
@click.argument("archive", metavar="FICHIER", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@config_option
def restore_command(archive: Path, yes: bool, config_file: Path) -> None:
    """« - » reads the standard input. ConfigError, StoreError, OSError: nothing has changed then.

    What it brings is judged, and told, and refused in no case: whoever restores has lost something worse.
    """
    config, now = machine.load(config_file), datetime.now(UTC)
    before = company_in(config)
    if not yes:
        click.confirm(f"Remplacer ce que contient {config.state} par {archive} ?", abort=True)
    if str(archive) == "-":
        about = restored(config, sys.stdin.buffer)
    else:
        with archive.open("rb") as source:
            about = restored(config, source)
    click.echo(f"Sauvegarde du {about['made_at']} remise en place.")
    if names := about.get("second_factor_keys"):
        click.echo(f"Ses seconds facteurs sont chiffrés par la clé {', '.join(map(str, names))}, qui n'y est pas :")
        click.echo("« astreinte second-factors » dit si cette machine l'a.")
    for line in brought(config, before, f"Sauvegarde du {about['made_at']} remise en place", now):
        click.echo(line)


def restored(config: machine.Config, source: BinaryIO) -> dict[str, Any]:
    """Put the archive back and return what it says of itself."""
    from appliance.store.upkeep.backup import restore_backup

    return restore_backup(config, source)


def company_in(config: machine.Config) -> Company | None:
    """The settings in force; None where there are none, or where they cannot be read."""
    from appliance.store.database import opened
    from appliance.store.settings.snapshot import load_company

    try:
        with opened(config.database_url) as database:
            return load_company(database)
    except StoreError:
        return None


def brought(config: machine.Config, before: Company | None, act: str, now: datetime) -> list[str]:
    """What the settings that were brought back would lose, or are worth a look for; noted in the journal of changes.

    StoreError when the journal of changes takes nothing.
    """
    from appliance.checks.health import company_now
    from appliance.door import Judge
    from appliance.store.accounts.audit import at_the_keyboard, note
    from appliance.store.database import opened

    after, judge = company_in(config), Judge(company_now(config, now))
    if after is None:
        return ["Elle ne contient aucune entreprise ; lancez « astreinte import FICHIER »."]
    errors = judge.look(before, after)
    with opened(config.database_url) as database:
        note(database, at_the_keyboard(), act, [f"À corriger : {one}" for one in errors], at=now)
    lost = ["Des appels y seraient perdus. Elle est en service quand même ; corrigez ceci :"] if errors else []
    return [*lost, *map(str, errors), *(f"À voir : {one}" for one in judge.told)]
