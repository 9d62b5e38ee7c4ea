"""`astreinte move-database`: from SQLite to PostgreSQL, where one box becomes several."""

from __future__ import annotations

from pathlib import Path

import click

from appliance import config as machine
from appliance.commands.options import config_option
from appliance.store.database import opened, where
from appliance.store.upkeep.moving import move, total
from appliance.switch.ports_listened import listens


@click.command("move-database", help="Mettre toute la base dans une autre, vide : de SQLite à PostgreSQL.")
@click.option(
    "--to",
    "url",
    metavar="ADRESSE",
    required=True,
    envvar="ASTREINTE_NEW_DATABASE",
    help="postgresql://nom:mot-de-passe@serveur/base. Mieux vaut la donner par la variable.",
)
@click.option("--rehearse", is_flag=True, help="Copier et vérifier pendant que la boîte sert, pour voir.")
@config_option
def command(url: str, rehearse: bool, config_file: Path) -> None:
    """Checked row by row; the former one is left as it is. ConfigError, StoreError, ClickException."""
    config = machine.load(config_file)
    if not rehearse:
        refuse_while_it_serves(config)
    with opened(config.database_url) as source, opened(url, create=True, upgrade=False) as target:
        moved = list(move(source, target))
        for one in moved:
            click.echo(f"{one.table:<32} {one.rows:>9} lignes, relues et identiques")
        click.echo(f"{total(moved)} lignes de {where(source)} sont dans {where(target)}.")
    if rehearse:
        click.echo("C'était un essai : ce qui est écrit depuis n'y est pas. Videz cette base avant de recommencer.")
    else:
        click.echo(
            "Mettez cette adresse dans database, au fichier de la machine, puis relancez le contrôleur et les pages."
        )


def refuse_while_it_serves(config: machine.Config) -> None:
    """What would be written meanwhile would be lost. ClickException."""
    ports = [*config.switch.socket_ports, config.web.port] if config.takes_calls else [config.web.port]
    if any(map(listens, ports)):
        raise click.ClickException(
            "Le contrôleur ou les pages servent encore : ce qu'ils écriraient pendant la copie serait perdu. "
            "Arrêtez-les (systemctl stop 'astreinte-controller@*' astreinte-web) : FreeSWITCH répond seul ; "
            "ou essayez avec --rehearse."
        )
