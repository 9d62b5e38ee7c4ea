"""`astreinte second-factors`: the key that enciphers them on this machine, whom it lets in, and another one."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance import config as machine
from appliance.commands.options import config_option
from appliance.store.accounts.audit import at_the_keyboard, note
from appliance.store.database import opened, writing
from appliance.store.factor_keys import FILE, KEY, read_keys
from appliance.store.second_factors import rotate as put_another
from appliance.store.second_factors import settle


@click.group(
    "second-factors",
    invoke_without_command=True,
    help="La clé des seconds facteurs sur cette machine, les comptes qu'elle n'ouvre pas ; en changer.",
)
@config_option
@click.pass_context
def command(context: click.Context, config_file: Path) -> None:
    """ConfigError, StoreError, OSError; ClickException when an account cannot sign in."""
    if context.invoked_subcommand is None:
        config = machine.load(config_file)
        folder = config.pages_dir
        with opened(config.database_url) as database:
            keys = read_keys(folder)
            tally = settle(database, keys)
        click.echo(f"Clé de cette machine : {keys.first} ({folder / FILE}).")
        refuse_unreadable(tally.unreadable)


@command.command("rotate", help="Chiffrer les seconds facteurs par une clé neuve ; l'ancienne n'est plus gardée.")
@config_option
def rotate(config_file: Path) -> None:
    """Nobody has anything to do: telephones keep their secrets. ConfigError, StoreError, OSError, ClickException."""
    config = machine.load(config_file)
    folder = config.pages_dir
    with opened(config.database_url) as database:
        tally = put_another(database, folder, secrets.token_bytes(KEY))
        keys = read_keys(folder)
        with writing(database):
            note(database, at_the_keyboard(), "Seconds facteurs : chiffrés par une autre clé", at=datetime.now(UTC))
    if len(keys.keys) > 1:
        raise click.ClickException("un second facteur a été mis en place entre-temps ; recommencez.")
    click.echo(f"Clé de cette machine : {keys.first} ; seconds facteurs chiffrés par elle : {len(tally.sealed)}.")
    click.echo("Si une copie de l'ancienne clé est dans votre vault.yml, remplacez-la.", err=True)
    refuse_unreadable(tally.unreadable)


def refuse_unreadable(names: list[str]) -> None:
    """Say whom this machine cannot let in, and what to do. ClickException."""
    if names:
        raise click.ClickException(
            f"Second facteur illisible, sa clé n'est pas sur cette machine : {', '.join(names)}. Remettez cette clé, "
            "ou refaites chacun : « astreinte account reset NOM »."
        )
