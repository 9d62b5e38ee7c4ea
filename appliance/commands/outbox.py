"""`astreinte outbox`: the mails that wait, were sent or were refused; and sending them now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance import config as machine
from appliance.commands.calls import table
from appliance.commands.options import config_option, state_option
from appliance.notify.channels import channels_of
from appliance.notify.sender import OutboxSender, Round
from appliance.planning.wall_clock import wall_clock
from appliance.store.database import opened
from appliance.store.outbox.queue import DeliveryState, list_deliveries, try_now

HEADER = ("N°", "État", "Destinataire", "Sujet", "Depuis", "Essais", "Dernière erreur")
STATES = {"waiting": "en attente", "sent": "envoyé", "failed": "refusé"}
NO_SERVER = "[mail] n'est pas réglé dans la configuration de la machine : les courriels attendent."


@click.group("outbox", invoke_without_command=True, help="La boîte d'envoi : list, send, retry NUMÉRO.")
@state_option
@config_option
@click.pass_context
def command(context: click.Context, state: Path | None, config_file: Path) -> None:
    """Without a sub-command, the list. ConfigError."""
    if context.invoked_subcommand is None:
        context.invoke(list_command, state=state, config_file=config_file)


def config_of(state: Path | None, config_file: Path) -> machine.Config:
    """Of the machine, or of the lab whose state it is. ConfigError."""
    return machine.load(config_file if state is None else state / "appliance.toml")


@command.command("list", help="Les courriels, le dernier en premier.")
@click.option("--json", "as_json", is_flag=True, help="Un tableau JSON ; instants en UTC.")
@click.option("--unsent", is_flag=True, help="Ceux qui ne sont pas partis.")
@state_option
@config_option
def list_command(state: Path | None, config_file: Path, as_json: bool = False, unsent: bool = False) -> None:
    """ConfigError, StoreError."""
    config = config_of(state, config_file)
    with opened(config.database_url) as database:
        mails = list_deliveries(database, unsent_only=unsent)
    if as_json:
        click.echo(json.dumps(mails, ensure_ascii=False, indent=2, default=lambda moment: moment.isoformat()))
        return
    rows = [
        (
            str(mail["number"]),
            STATES[mail["state"]],
            mail["recipient"],
            mail["subject"],
            f"{wall_clock(mail['queued_at'], 'Europe/Paris'):%d/%m/%Y %H:%M}",
            str(mail["tries"]),
            mail["last_error"] or "",
        )
        for mail in mails
    ]
    click.echo(table([HEADER, *rows]) if rows else "La boîte d'envoi est vide.")
    if config.mail is None and any(mail["state"] == DeliveryState.WAITING.value for mail in mails):
        click.echo(f"À VOIR  {NO_SERVER}", err=True)


@command.command("send", help="Envoyer maintenant les courriels dont l'heure est venue.")
@state_option
@config_option
def send_command(state: Path | None, config_file: Path) -> None:
    """Exit code 1 when a mail was not taken. ConfigError, StoreError."""
    config = config_of(state, config_file)
    channels = channels_of(config)
    if not channels:
        raise click.ClickException(f"{NO_SERVER} Écrivez-y host et sender.")
    done, box = Round(), config.box_name
    with opened(config.database_url) as database:
        for channel in channels:
            sender = OutboxSender(database, channel, recordings=config.recordings_dir, box=box)
            done += sender.send_due()
    click.echo(f"Envoyés : {done.sent} ; remis à plus tard : {done.later} ; refusés : {done.refused}.")
    if done.later or done.refused:
        raise click.ClickException("Des courriels ne sont pas partis ; voyez « astreinte outbox list --unsent ».")


@command.command("retry", help="Faire repartir un courriel, même refusé, au prochain envoi.")
@click.argument("number", metavar="NUMÉRO", type=click.IntRange(min=1))
@state_option
@config_option
def retry_command(number: int, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    config = config_of(state, config_file)
    with opened(config.database_url) as database:
        became = try_now(database, number, datetime.now(UTC))
    if became is None:
        raise click.ClickException(f"Le courriel {number} n'existe pas ; voyez « astreinte outbox list ».")
    if became is DeliveryState.SENT:
        raise click.ClickException(f"Le courriel {number} est déjà parti ; il n'est pas envoyé deux fois.")
    click.echo(f"Le courriel {number} repart au prochain envoi.")
