"""`astreinte boxes`: the boxes that share this database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from appliance import config as machine
from appliance.checks.boxes import SeenBox, seen_boxes
from appliance.commands.options import config_option
from appliance.store.boxes.register import KnownBox, forget_box, known_boxes
from appliance.store.database import opened
from appliance.store.phone_tests.probes import list_probes


@click.group("boxes", help="Les machines qui se partagent cette base de données.", invoke_without_command=True)
@config_option
@click.pass_context
def command(context: click.Context, config_file: Path) -> None:
    """Without a command: each of them, on a line. ConfigError, StoreError."""
    context.obj = machine.load(config_file)
    if context.invoked_subcommand is None:
        boxes, seen = looked_at(context.obj)
        click.echo(
            "\n".join(map(told, seen, boxes)) or "Aucune machine n'a encore pris d'appels avec cette base de données."
        )


def looked_at(config: machine.Config) -> tuple[list[KnownBox], list[SeenBox]]:
    """The boxes of this database, and what each last said of itself. StoreError."""
    with opened(config.database_url) as database:
        boxes = known_boxes(database)
        return boxes, seen_boxes(boxes, list_probes(database), datetime.now(UTC))


def told(seen: SeenBox, box: KnownBox) -> str:
    """One box, on a line."""
    closed = " ; ses appels sont clos" if box.closed else ""
    return f"{seen.name:<24} {seen.line}{closed} (version {seen.release})"


@command.command("another", help="Vérifier qu'une autre machine prend les appels, avant de mettre celle-ci en pause.")
@click.pass_context
def another_command(context: click.Context) -> None:
    """Nothing is said where one does. StoreError, ClickException."""
    mine = context.obj.box_name
    if not any(one.alive and one.takes_calls for one in looked_at(context.obj)[1] if one.name != mine):
        raise click.ClickException(
            f"Aucune autre machine que « {mine} » ne prend les appels : en pause, elle les perdrait tous. "
            "Voyez « astreinte boxes » ; remettez une autre machine en service (« sudo astreinte freeswitch resume »), "
            "ou passez -e astreinte_alone=true."
        )


@command.command("forget", help="Retirer de la liste une machine qui ne reviendra pas.")
@click.argument("name", metavar="MACHINE")
@click.pass_context
def forget_command(context: click.Context, name: str) -> None:
    """What it left open must have been closed first. StoreError, ClickException."""
    with opened(context.obj.database_url) as database:
        box = next((one for one in known_boxes(database) if one.name == name), None)
        if box is None:
            raise click.ClickException(f"Aucune machine ne s'appelle « {name} » ; voyez « astreinte boxes ».")
        if box.alive:
            raise click.ClickException(f"La machine « {name} » vit ; arrêtez-la d'abord.")
        if not box.closed:
            raise click.ClickException(
                f"Les appels de « {name} » ne sont pas encore clos : une autre machine le fait dix minutes après son "
                "dernier signe de vie ; réessayez alors."
            )
        forget_box(database, name)
    click.echo(f"La machine « {name} » n'est plus dans la liste. Ses appels restent dans le journal.")
