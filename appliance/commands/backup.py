"""`astreinte backup`: everything that cannot be made again, in one archive, while calls go on."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from appliance import config as machine
from appliance.commands.options import config_option


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
    """Delete the backups that age condemns; none of them while the clock of the machine is in doubt, and say so."""
    from appliance.store.clock_doubt import clock_doubt
    from appliance.store.database import close_database, open_database
    from appliance.store.retention import thin

    database = open_database(config.database_url, create=False)
    try:
        doubt = clock_doubt(database, datetime.now(UTC), config.clock_offset_seconds)
    finally:
        close_database(database)
    if doubt:
        click.echo(f"Aucune sauvegarde n'est effacée. {doubt}", err=True)
        return
    for path in thin(folder):
        click.echo(f"Effacée : {path.name}", err=True)


def write(config: machine.Config, output: Path) -> None:
    """To a file that appears whole or not at all, or to the standard output."""
    from appliance.store.backup import write_backup

    if str(output) == "-":
        write_backup(config, sys.stdout.buffer, datetime.now(UTC))
        return
    descriptor, draft = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            write_backup(config, file, datetime.now(UTC))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, output)
    except BaseException:
        os.unlink(draft)
        raise
    click.echo(f"Écrit : {output}", err=True)


@click.command("restore", help="Remettre en place une sauvegarde : réglages, journal, messages, phrases.")
@click.argument("archive", metavar="FICHIER", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@config_option
def restore_command(archive: Path, yes: bool, config_file: Path) -> None:
    """« - » reads the standard input. ConfigError, StoreError, OSError: nothing has changed then."""
    config = machine.load(config_file)
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


def restored(config: machine.Config, source: BinaryIO) -> dict[str, Any]:
    """Put the archive back and return what it says of itself."""
    from appliance.store.backup import restore_backup

    return restore_backup(config, source)
