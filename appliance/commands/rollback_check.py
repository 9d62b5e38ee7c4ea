"""`astreinte rollback-check`: what the release before would not do, asked before going back to it."""

from __future__ import annotations

from pathlib import Path

import click

from appliance import config as machine
from appliance.commands.options import config_option
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError
from appliance.store.older_release import can_open, knowledge_of, locked_out, reads_settings
from appliance.store.settings.snapshot import revision

TOO_OLD = (
    "La version {name} ne sait pas ouvrir la base de données de celle-ci : elle ne répondrait à personne. Restaurez "
    "plutôt la sauvegarde faite avant la mise à jour."
)

FROZEN = (
    "- dès le retour, tout changement de réglage : cette version sert les appels des réglages de la nôtre, et n'en "
    "enregistre aucun"
)
SHUT = (
    "- dès le retour, la connexion de {names} : leur second facteur est chiffré, et cette version ne le lit pas ; elle "
    "les laisse entrer une fois qu'il est refait, par « astreinte account reset NOM »"
)


@click.command("rollback-check", help="Ce qu'une version plus ancienne perdrait des réglages, avant d'y revenir.")
@click.option(
    "--to",
    "release",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/opt/astreinte/previous"),
    show_default=True,
    help="Le dossier de cette version.",
)
@click.option("--force", is_flag=True, help="Le dire, et ne pas refuser.")
@config_option
def command(release: Path, force: bool, config_file: Path) -> None:
    """Exit code 1 where something would be lost, unless forced. ConfigError, StoreError; ClickException."""
    name = release.resolve().name
    lost = lost_of(machine.load(config_file), release, name)
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


def lost_of(config: machine.Config, release: Path, name: str) -> list[str]:
    """A line each. StoreError; ClickException for a release that would not even start."""
    known = knowledge_of(release)
    database = open_database(config.database_url, create=False)
    try:
        if not can_open(database, known):
            raise StoreError(TOO_OLD.format(name=name))
        shut = locked_out(database, known)
        frozen = revision(database) > 0 and not reads_settings(known)
        return [*([FROZEN] if frozen else []), *([SHUT.format(names=", ".join(shut))] if shut else [])]
    finally:
        close_database(database)
